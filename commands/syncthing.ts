import type { Command } from 'commander';
import type { Context } from '../src/app/context.js';
import type { ExitCode } from '../src/app/exit-codes.js';
import { findNamedLibrary } from '../src/app/find-named-library.js';
import type { CommandTools } from './command-module.js';
import { addCommonOptions, type CommonOptions, helpEnd, loadConfigOf } from './common-options.js';

interface ChangeFlags extends CommonOptions {
  readonly dryRun?: boolean;
}

interface AddFlags extends ChangeFlags {
  readonly device: string;
  readonly path?: string;
  readonly folder?: string;
}

const codes =
  '0 fine, 2 wrong usage or config, 3 something is set up wrong, 4 refused, 6 Syncthing is missing, does not answer, or failed';

export function define(command: Command, { context, finish }: CommandTools): void {
  command.usage('check|add|fix').addHelpText(
    'after',
    helpEnd(
      [
        ['photokeep syncthing', 'says what is right and wrong with the folders that Syncthing keeps here'],
        [
          'photokeep syncthing add Ana --device 5FM44U7-…-6VAKAQS --dry-run',
          'shows what would make images/Imports/Ana a drop folder for this phone',
        ],
      ],
      codes,
    ),
  );
  addCommonOptions(command.command('check', { isDefault: true }))
    .summary('say what is right and wrong')
    .action(async (flags: CommonOptions) => {
      finish(await checkAction(context, flags));
    });
  addCommonOptions(
    command
      .command('add')
      .argument('<name>', 'how the drop folder is called: a person, a phone, a PC')
      .requiredOption('--device <id>', 'id of the device that sends, or its name in Syncthing')
      .option('--path <folder>', 'where it is to be; default: images/Imports/NAME in the library')
      .option('--folder <id>', 'id of the folder in Syncthing; default: the one that the device offers')
      .option('--dry-run', 'show what would be changed'),
  )
    .summary('make a drop folder that receives from a phone')
    .addHelpText(
      'after',
      helpEnd(
        [
          [
            'photokeep syncthing add Ana --device 5FM44U7-…-6VAKAQS',
            'makes images/Imports/Ana, and receives into it',
          ],
          [
            'photokeep syncthing add PC --device desktop --path /data/Photos/images/Imports/PC --yes',
            'the same for a device that Syncthing knows by name, without a question',
          ],
        ],
        codes,
      ),
    )
    .action(async (name: string, flags: AddFlags) => {
      finish(await addAction(context, name, flags));
    });
  addCommonOptions(command.command('fix').option('--dry-run', 'show what would be changed'))
    .summary('set right what is wrong')
    .addHelpText(
      'after',
      helpEnd(
        [
          ['photokeep syncthing fix --dry-run', 'shows what would be set right'],
          ['photokeep syncthing fix --yes', 'does it without a question'],
        ],
        codes,
      ),
    )
    .action(async (flags: ChangeFlags) => {
      finish(await fixAction(context, flags));
    });
}

async function checkAction(context: Context, flags: CommonOptions): Promise<ExitCode> {
  const config = loadConfigOf(flags, context);
  const [{ checkSyncthing }, report] = await Promise.all([
    import('../src/app/syncthing.js'),
    import('../src/report/syncthing-report.js'),
  ]);
  const found = findNamedLibrary(context, flags.library, config);
  const { exitCode, ...findings } = await checkSyncthing(context, found, config);
  const { stdout, env } = context;
  const color = stdout.isTerminal && !env['NO_COLOR'];
  if (flags.json) stdout.write(report.syncthingJson(findings, exitCode));
  else if (!flags.quiet) stdout.write(report.syncthingText(findings, color));
  return exitCode;
}

async function addAction(context: Context, name: string, flags: AddFlags): Promise<ExitCode> {
  const { yes = false, dryRun = false, device, path, folder } = flags;
  const config = loadConfigOf(flags, context);
  const [{ addSyncthing }, report] = await Promise.all([
    import('../src/app/add-syncthing.js'),
    import('../src/report/syncthing-report.js'),
  ]);
  const found = findNamedLibrary(context, flags.library, config);
  const options = { name, device, path, folder, yes, dryRun, describe: report.syncthingChangesText };
  const result = await addSyncthing(context, { found, config }, options);
  if (flags.json) context.stdout.write(report.syncthingDoneJson('syncthing add', result, dryRun));
  else if (!flags.quiet) context.stdout.write(report.syncthingDoneText(result, dryRun));
  return result.exitCode;
}

async function fixAction(context: Context, flags: ChangeFlags): Promise<ExitCode> {
  const { yes = false, dryRun = false } = flags;
  const config = loadConfigOf(flags, context);
  const [{ fixSyncthing }, report] = await Promise.all([
    import('../src/app/change-syncthing.js'),
    import('../src/report/syncthing-report.js'),
  ]);
  const found = findNamedLibrary(context, flags.library, config);
  const consent = { yes, dryRun, describe: report.syncthingChangesText };
  const result = await fixSyncthing(context, { found, config }, consent);
  if (flags.json) context.stdout.write(report.syncthingDoneJson('syncthing fix', result, dryRun));
  else if (!flags.quiet) context.stdout.write(report.syncthingDoneText(result, dryRun));
  return result.exitCode;
}
