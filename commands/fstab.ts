import { Option, type Command } from 'commander';
import type { Context } from '../src/app/context.js';
import { exitCodes, type ExitCode } from '../src/app/exit-codes.js';
import type { CommandTools } from './command-module.js';
import { addCommonOptions, type CommonOptions, helpEnd } from './common-options.js';

interface TableFlags extends CommonOptions {
  readonly file: string;
  readonly dryRun?: boolean;
}

interface AddFlags extends TableFlags {
  readonly options?: string;
  readonly protect?: boolean;
}

const codes = '0 fine, 2 wrong usage, 4 refused: it would be wrong, or needs root, 6 util-linux missing';

export function define(command: Command, { context, args, finish }: CommandTools): void {
  command.usage('list|add|remove').addHelpText(
    'after',
    helpEnd(
      [
        ['photokeep fstab', 'lists the disks that could be added'],
        [
          'photokeep fstab add /dev/sda1 /data/3Tera --dry-run',
          'shows the line that would mount this disk at every start',
        ],
      ],
      codes,
    ),
  );
  withTable(command.command('list', { isDefault: true }))
    .summary('list the disks that could be added')
    .action(async (flags: TableFlags) => {
      finish(await listAction(context, flags));
    });
  withTable(
    command
      .command('add')
      .argument('<disk>', 'a device such as /dev/sda1, UUID=… or LABEL=…')
      .argument('<mountpoint>', 'folder where it is to be mounted; made if it is not there')
      .option('--options <options>', 'mount options instead of the usual ones')
      .addOption(new Option('--protect', 'make the empty mount point immutable while the disk is away'))
      .addOption(new Option('--no-protect', 'leave it as it is, and do not ask'))
      .option('--dry-run', 'show the change, change nothing'),
  )
    .summary('mount a disk at every start')
    .addHelpText(
      'after',
      helpEnd(
        [
          [
            'sudo photokeep fstab add LABEL=photos /data/3Tera',
            'finds the disk by its label, and names it by its UUID',
          ],
          [
            'sudo photokeep fstab add UUID=16955984-34c8-435d-b646-6578a3bab016 /mnt/backup --yes',
            'the same without a question; a disk that is switched off can be added too',
          ],
        ],
        codes,
      ),
    )
    .action(async (disk: string, point: string, flags: AddFlags) => {
      finish(await addAction(context, disk, point, flags, args));
    });
  withTable(
    command
      .command('remove')
      .argument('<name>', 'its mount point, device, UUID=… or LABEL=…')
      .option('--dry-run', 'show the change, change nothing'),
  )
    .summary('take a line out again')
    .addHelpText(
      'after',
      helpEnd(
        [
          ['sudo photokeep fstab remove /data/3Tera', 'shows the line, asks, and takes it out'],
          ['photokeep fstab remove /dev/sda1 --dry-run', 'shows which line that is'],
        ],
        codes,
      ),
    )
    .action(async (name: string, flags: TableFlags) => {
      finish(await removeAction(context, name, flags, args));
    });
}

function withTable(command: Command): Command {
  return addCommonOptions(command).option('--file <fstab>', 'the table to work on', '/etc/fstab');
}

async function listAction(context: Context, { file, json }: TableFlags): Promise<ExitCode> {
  const [{ listForFstab }, { diskListJson, diskListText }] = await Promise.all([
    import('../src/app/fstab.js'),
    import('../src/report/fstab-report.js'),
  ]);
  const disks = await listForFstab(context, file);
  context.stdout.write(json ? diskListJson(disks) : diskListText(disks));
  return exitCodes.fine;
}

async function addAction(
  context: Context,
  disk: string,
  point: string,
  flags: AddFlags,
  args: readonly string[],
): Promise<ExitCode> {
  const { file, yes = false, dryRun = false } = flags;
  const [{ addToFstab }, { fstabChangeJson, fstabChangeText }] = await Promise.all([
    import('../src/app/fstab.js'),
    import('../src/report/fstab-report.js'),
  ]);
  const change = await addToFstab(context, {
    ...{ file, disk, point, yes, dryRun, args: ['fstab', ...args] },
    ...{ mountOptions: flags.options, protect: flags.protect },
  });
  const report = { command: 'fstab add', file, point, dryRun };
  if (flags.json) context.stdout.write(fstabChangeJson(change, report));
  else if (!flags.quiet) context.stdout.write(fstabChangeText(change, report));
  return exitCodes.fine;
}

async function removeAction(
  context: Context,
  name: string,
  { file, yes = false, dryRun = false, json, quiet }: TableFlags,
  args: readonly string[],
): Promise<ExitCode> {
  const [{ removeFromFstab }, { fstabChangeJson, fstabChangeText }] = await Promise.all([
    import('../src/app/fstab.js'),
    import('../src/report/fstab-report.js'),
  ]);
  const change = await removeFromFstab(context, { file, name, yes, dryRun, args: ['fstab', ...args] });
  const report = { command: 'fstab remove', file, point: name, dryRun };
  if (json) context.stdout.write(fstabChangeJson(change, report));
  else if (!quiet) context.stdout.write(fstabChangeText(change, report));
  return exitCodes.fine;
}
