import { type Command, Option } from 'commander';
import type { Context } from '../src/app/context.js';
import { exitCodes } from '../src/app/exit-codes.js';
import type { LibraryFlags, LibraryWishes } from '../src/app/library-wishes.js';
import { targetSettings } from './backup/target-options.js';
import type { CommandTools } from './command-module.js';
import { addCommonOptions, type CommonOptions, helpEnd } from './common-options.js';

interface InitFlags extends CommonOptions, LibraryFlags {
  readonly dryRun?: boolean;
  readonly from?: readonly string[];
  readonly fromBackup?: string;
  readonly port?: string;
  readonly identityFile?: string;
}

export function define(command: Command, { context, finish }: CommandTools): void {
  const several = (value: string, before?: readonly string[]): string[] => [...(before ?? []), value];
  addCommonOptions(
    command
      .argument('[dir]', 'folder of the library (default: --library, else this folder)')
      .option('--home-zone <zone>', "time zone in which you live (default: the machine's)")
      .option('--locale <tag>', 'language of month names, such as es (default: en)')
      .option('--layout <pattern>', 'folders below the Gallery (default: YYYY/MM-M)')
      .option(
        '--drop-folder <name>',
        'folder in images/Imports; may be given several times (default: Phone, PC)',
        several,
      )
      .option(
        '--backup <place>',
        'where a copy goes: a folder, or user@host:folder; may be given several times',
        several,
      )
      .option('--default', 'make it the library that commands work on when none is named')
      .option(
        '--from <script>',
        'propose a library that does what an old script did; may be given several times',
        several,
      )
      .addOption(
        new Option(
          '--from-backup <target>',
          'bring a library back from a target: a folder, user@host:folder, or rclone:remote:folder',
        ).conflicts(['from', 'homeZone', 'locale', 'layout', 'dropFolder', 'backup', 'default']),
      )
      .option('--port <number>', 'port of ssh, for --from-backup')
      .option('--identity-file <file>', 'private key for ssh, for --from-backup')
      .option('--dry-run', 'show what would be made'),
  )
    .addHelpText(
      'after',
      `\nOn a terminal it asks for what the options do not say; --yes takes the defaults.\n${helpEnd(
        [
          ['photokeep init /data/Photos', 'makes images/Imports, images/Gallery, tmp and .photokeep there'],
          ['photokeep init --dry-run', 'shows what would be made in this folder'],
          [
            'photokeep init /data/Photos --yes --home-zone Europe/Madrid --backup /mnt/backup/photos',
            'the same without questions, with a place for backups in the config',
          ],
          [
            'photokeep init --from IMPORT.sh --from BACKUP.sh --dry-run',
            'shows what it understands of the old scripts, and the config that does the same',
          ],
          [
            'photokeep init --from-backup /mnt/backup/photos /data/Photos',
            'brings the library of an old machine back to life there; then comes backup restore',
          ],
        ],
        '0 fine, 2 wrong usage, 4 refused: the disk is not mounted, or the folder belongs to another library, 6 rsync, ssh or rclone failed, 130 stopped',
      )}`,
    )
    .action(async (dir: string | undefined, flags: InitFlags) => {
      const folder = dir ?? flags.library;
      if (flags.fromBackup === undefined) await newLibrary(context, folder, flags);
      else await fromBackup(context, flags.fromBackup, folder ?? '.', flags);
      finish(exitCodes.fine);
    });
}

async function newLibrary(context: Context, folder: string | undefined, flags: InitFlags): Promise<void> {
  const { dryRun = false, json = false, quiet = false } = flags;
  const [{ libraryWishes }, { initLibrary, libraryRoot }, { initJson, initText, nextSteps }] =
    await Promise.all([
      import('../src/app/library-wishes.js'),
      import('../src/app/init.js'),
      import('../src/report/init-report.js'),
    ]);
  const wishes = libraryWishes(context, flags);
  const asked =
    flags.from !== undefined
      ? await scriptedLibrary(context, folder, flags, wishes)
      : context.ask && !flags.yes && !json
        ? await askedLibrary(context, folder, wishes)
        : { root: libraryRoot(context, folder ?? '.'), wishes, isAgreed: true };
  const { root, wishes: wanted, isAgreed } = asked;
  if (!isAgreed && !json) return;
  const result = isAgreed ? initLibrary(context, root, wanted, dryRun) : { root, made: [], kept: [] };
  if (json) context.stdout.write(initJson(result, dryRun));
  else if (!quiet) {
    context.stdout.write(initText(result, dryRun));
    if (context.stderr.isTerminal && !dryRun) context.stderr.write(nextSteps(result, wanted));
  }
}

async function scriptedLibrary(
  context: Context,
  folder: string | undefined,
  { from = [], yes = false, dryRun = false, json, quiet }: InitFlags,
  given: LibraryWishes,
) {
  const [{ proposeFromScripts }, { isAgreed }, { settingsText }, report] = await Promise.all([
    import('../src/app/init-from-scripts.js'),
    import('../src/app/ask.js'),
    import('../src/config/write-config.js'),
    import('../src/report/old-script-report.js'),
  ]);
  const consent = { yes: yes || dryRun, dryRun };
  const { root, wishes, remarks } = proposeFromScripts(context, from, folder, given, consent);
  if (json) context.stdout.write(report.proposalJson(remarks));
  else if (!quiet) context.stdout.write(report.proposalText(remarks, root, settingsText(wishes.config)));
  return { root, wishes, isAgreed: await isAgreed(context, `Make the library in ${root}?`, consent) };
}

async function askedLibrary(context: Context, folder: string | undefined, wishes: LibraryWishes) {
  const [{ askForLibrary }, { terminalDialog }] = await Promise.all([
    import('../src/app/ask-for-library.js'),
    import('../src/app/terminal-dialog.js'),
  ]);
  return askForLibrary(context, terminalDialog(), folder, wishes);
}

async function fromBackup(context: Context, place: string, dir: string, flags: InitFlags): Promise<void> {
  const { dryRun = false, json, quiet } = flags;
  const [{ targetAt }, { readBackupFlags }, { initFromBackup }, report] = await Promise.all([
    import('../src/app/backup-places.js'),
    import('../src/config/backup-entries.js'),
    import('../src/app/init-from-backup.js'),
    import('../src/report/from-backup.js'),
  ]);
  const target = targetAt(context, place, readBackupFlags(targetSettings(flags)));
  const result = await initFromBackup(context, target, dir, dryRun);
  if (json) context.stdout.write(report.fromBackupJson(result, dryRun));
  else if (!quiet) context.stdout.write(report.fromBackupText(result, dryRun));
}
