import type { Command } from 'commander';
import type { Context } from '../../src/app/context.js';
import { PhotokeepError } from '../../src/app/errors.js';
import type { ExitCode } from '../../src/app/exit-codes.js';
import type { CommandTools } from '../command-module.js';
import {
  addCommonOptions,
  type CommonOptions,
  helpEnd,
  loadConfigOf,
  outputOptions,
} from '../common-options.js';

interface RestoreFlags extends CommonOptions {
  readonly to?: string;
  readonly at?: string;
  readonly includeDeleted?: boolean;
  readonly dryRun?: boolean;
  readonly drill?: boolean;
  readonly files?: string;
}

export function defineRestore(command: Command, { context, args, finish }: CommandTools): void {
  addCommonOptions(
    command
      .argument('<name>', 'the target: its name in the config, or its folder')
      .argument('[path...]', 'files and folders of the Gallery, such as 2021/05-May (default: everything)')
      .option('--to <dir>', 'another folder than the Gallery')
      .option('--at <when>', 'as it was on a day (2024-05-18), at a time, or after a run')
      .option('--include-deleted', 'also what the Gallery has no longer')
      .option('--dry-run', 'show what would come back, change nothing')
      .option('--drill', 'bring some files back into a folder that is removed again, to see that it works')
      .option('--files <number>', 'how many files a drill brings back (default: 20)'),
  )
    .summary('bring files back from a target')
    .description('bring files back from a target; nothing is ever overwritten')
    .addHelpText(
      'after',
      helpEnd(
        [
          ['photokeep backup restore hdd', 'brings back all that is missing in the Gallery'],
          [
            'photokeep backup restore hdd 2021/05-May/IMG_1234.jpg --at 2024-05-18 --to ~/Desktop',
            'brings one photo back as it was on that day',
          ],
          ['photokeep backup restore hdd --drill', 'tries it with 20 files; a line for cron, once a month'],
        ],
        '0 fine, 2 wrong usage, 3 some files failed, 4 refused for safety, 6 rsync, ssh or rclone failed, 75 not now',
      ),
    )
    .action(async (name: string, paths: string[], flags: RestoreFlags) => {
      finish(await restoreAction(context, name, paths, flags, args));
    });
}

async function restoreAction(
  context: Context,
  name: string,
  words: readonly string[],
  flags: RestoreFlags,
  args: readonly string[],
): Promise<ExitCode> {
  requireTogether(words, flags);
  const { library, to, at, includeDeleted = false, dryRun = false } = flags;
  const config = loadConfigOf(flags, context);
  const [{ findNamedTarget }, { createReporter }, { restoreWording }] = await Promise.all([
    import('../../src/app/named-target.js'),
    import('../../src/report/create-reporter.js'),
    import('../../src/report/restore-wording.js'),
  ]);
  const place = await findNamedTarget(context, name, library, config);
  const reporter = await createReporter(
    context,
    outputOptions(flags),
    restoreWording(place.library.paths.gallery),
  );
  if (flags.drill) {
    const { drill } = await import('../../src/app/restore-drill.js');
    return drill(context, place, numberOfFiles(flags.files), reporter);
  }
  const { restoreBackup } = await import('../../src/app/backup-restore.js');
  return restoreBackup(context, place, { words, to, at, includeDeleted, dryRun, args }, reporter);
}

function requireTogether(words: readonly string[], flags: RestoreFlags): void {
  const { to, at, includeDeleted, dryRun, drill, files } = flags;
  if (drill && (words.length > 0 || to !== undefined || at !== undefined || includeDeleted || dryRun)) {
    throw new PhotokeepError(
      'usage',
      '--drill chooses files by chance, brings them back and removes them again',
      'of the other options it takes --files only',
    );
  }
  if (!drill && files !== undefined) {
    throw new PhotokeepError('usage', '--files is for --drill only', 'name files and folders as PATH');
  }
  if (includeDeleted && at !== undefined) {
    throw new PhotokeepError(
      'usage',
      '--at and --include-deleted exclude each other',
      '--at brings back what there was then, whatever became of it since',
    );
  }
}

function numberOfFiles(files = '20'): number {
  if (/^[1-9]\d{0,5}$/.test(files)) return Number(files);
  throw new PhotokeepError('usage', `--files: ${files} is no number of files`, 'give a number such as 20');
}
