import type { Command } from 'commander';
import type { Context } from '../src/app/context.js';
import { exitCodes, type ExitCode } from '../src/app/exit-codes.js';
import { findNamedLibrary } from '../src/app/find-named-library.js';
import type { CommandTools } from './command-module.js';
import {
  addCommonOptions,
  type CommonOptions,
  helpEnd,
  loadConfigOf,
  outputOptions,
} from './common-options.js';

interface ChangeFlags extends CommonOptions {
  readonly dryRun?: boolean;
}

interface EmptyFlags extends ChangeFlags {
  readonly olderThan?: string;
  readonly lastCopies?: boolean;
}

const which = 'runs by their ids, or files by where they were; default: everything';

export function define(command: Command, { context, args, finish }: CommandTools): void {
  command.usage('list|restore|empty').addHelpText(
    'after',
    helpEnd(
      [
        ['photokeep trash', 'lists what the trash holds, run by run'],
        ['photokeep trash restore 20240518-101112-x7k2', 'brings back what that run trashed'],
        [
          'photokeep trash empty --older-than 30d',
          'deletes older duplicates for good, after one more comparison',
        ],
      ],
      '0 fine, 2 wrong usage, 3 some files failed, 4 refused for safety, 75 busy',
    ),
  );
  addCommonOptions(command.command('list', { isDefault: true }).argument('[what...]', which))
    .summary('list what the trash holds')
    .action(async (words: string[], flags: CommonOptions) => {
      finish(await listAction(context, words, flags));
    });
  addCommonOptions(
    command
      .command('restore')
      .argument('[what...]', which)
      .option('--dry-run', 'show what would come back, change nothing'),
  )
    .summary('bring files back to where they were')
    .addHelpText(
      'after',
      helpEnd(
        [
          [
            'photokeep trash restore images/Imports/Phone/IMG_1234.jpg',
            'brings this file back; nothing is overwritten',
          ],
          [
            'photokeep trash restore 20240518-101112-x7k2 --dry-run',
            'shows what would come back of that run',
          ],
        ],
        '0 fine, 2 wrong usage, 3 some files failed, 4 refused for safety, 75 busy',
      ),
    )
    .action(async (words: string[], flags: ChangeFlags) => {
      finish(await restoreAction(context, words, flags, args));
    });
  addCommonOptions(
    command
      .command('empty')
      .argument('[what...]', which)
      .option('--older-than <age>', 'only what has been there for so long, such as 30d or 2w')
      .option('--last-copies', 'also delete what no file in the Gallery holds')
      .option('--dry-run', 'show what would be deleted, change nothing'),
  )
    .summary('delete what the Gallery holds too, for good')
    .addHelpText(
      'after',
      helpEnd(
        [
          [
            'photokeep trash empty --older-than 30d --yes',
            'deletes what has been in the trash for a month; for cron',
          ],
          [
            'photokeep trash empty --dry-run',
            'shows what would be deleted, and what is the last copy and stays',
          ],
        ],
        '0 fine, 2 wrong usage, 3 some files failed, 4 refused for safety, 75 busy',
      ),
    )
    .action(async (words: string[], flags: EmptyFlags) => {
      finish(await emptyAction(context, words, flags, args));
    });
}

async function listAction(
  context: Context,
  words: readonly string[],
  flags: CommonOptions,
): Promise<ExitCode> {
  const { paths } = findNamedLibrary(context, flags.library, loadConfigOf(flags, context));
  const [{ selectTrashed }, { missingTrashes }, wording] = await Promise.all([
    import('../src/app/trash-selection.js'),
    import('../src/library/trash-places.js'),
    import('../src/report/trash-wording.js'),
  ]);
  const files = selectTrashed(context, paths, words);
  const away = words.length === 0 ? missingTrashes(paths) : [];
  context.stdout.write(
    flags.json
      ? wording.trashJson(files, away)
      : words.length === 0
        ? wording.trashText(files, context.machineZone(), away)
        : wording.trashedFilesText(files, paths.root),
  );
  return exitCodes.fine;
}

async function restoreAction(
  context: Context,
  words: readonly string[],
  flags: ChangeFlags,
  args: readonly string[],
): Promise<ExitCode> {
  const { library, yes = false, dryRun = false } = flags;
  const found = findNamedLibrary(context, library, loadConfigOf(flags, context));
  const [{ createReporter }, { undoWording }, { restoreTrash }] = await Promise.all([
    import('../src/report/create-reporter.js'),
    import('../src/report/undo-wording.js'),
    import('../src/app/trash-restore.js'),
  ]);
  const reporter = await createReporter(context, outputOptions(flags), undoWording(found.paths.root));
  return restoreTrash(context, found, { words, yes, dryRun, args }, reporter);
}

async function emptyAction(
  context: Context,
  words: readonly string[],
  flags: EmptyFlags,
  args: readonly string[],
): Promise<ExitCode> {
  const { library, yes = false, dryRun = false, lastCopies = false } = flags;
  const config = loadConfigOf(flags, context);
  const found = findNamedLibrary(context, library, config);
  const [{ readAge }, { readBackupEntries }, { createReporter }, { emptyWording }, { emptyTrash }] =
    await Promise.all([
      import('../src/config/option-values.js'),
      import('../src/config/backup-entries.js'),
      import('../src/report/create-reporter.js'),
      import('../src/report/trash-wording.js'),
      import('../src/app/trash-empty.js'),
    ]);
  const olderThan = flags.olderThan === undefined ? undefined : readAge('--older-than', flags.olderThan);
  const reporter = await createReporter(context, outputOptions(flags), emptyWording(found.paths.root));
  const backups = readBackupEntries(config.get('backups'));
  const options = { words, olderThan, lastCopies, backups, yes, dryRun, args };
  return emptyTrash(context, found, options, reporter);
}
