import type { Command } from 'commander';
import type { Context } from '../src/app/context.js';
import { PhotokeepError } from '../src/app/errors.js';
import type { ExitCode } from '../src/app/exit-codes.js';
import { findNamedLibrary } from '../src/app/find-named-library.js';
import type { CommandTools } from './command-module.js';
import {
  addCommonOptions,
  type CommonOptions,
  helpEnd,
  loadConfigOf,
  outputOptions,
} from './common-options.js';

interface VerifyFlags extends CommonOptions {
  readonly subset?: string;
  readonly all?: boolean;
  readonly repair?: boolean;
  readonly trust?: readonly string[];
  readonly dryRun?: boolean;
}

/** A monthly line in the crontab covers the Gallery in a year. */
const usualShare = 1 / 12;

export function define(command: Command, { context, args, finish }: CommandTools): void {
  addCommonOptions(
    command
      .option('--subset <share>', 'how many of the files to read, such as 5% (default: a twelfth)')
      .option('--all', 'read every file')
      .option('--repair', 'bring back from a backup what has rotted; asks for every file')
      .option('--trust <file...>', 'say that a file in doubt is right as it is')
      .option('--dry-run', 'show what would be repaired, record nothing'),
  )
    .addHelpText(
      'after',
      helpEnd(
        [
          ['photokeep verify', 'reads a twelfth of the Gallery; a line for cron, once a month'],
          ['photokeep verify --all --repair', 'reads everything, and brings back what has rotted'],
        ],
        '0 all right, 2 wrong usage, 3 something is rotten, unclear or unreadable, 4 refused for safety, 75 busy, 130 interrupted',
      ),
    )
    .action(async (flags: VerifyFlags) => {
      finish(await verifyAction(context, flags, args));
    });
}

async function verifyAction(
  context: Context,
  flags: VerifyFlags,
  args: readonly string[],
): Promise<ExitCode> {
  const { subset, all = false, repair = false, trust, yes = false, dryRun = false } = flags;
  if (all && subset !== undefined) {
    throw new PhotokeepError('usage', '--all and --subset exclude each other', 'give one of them');
  }
  const config = loadConfigOf(flags, context);
  const found = findNamedLibrary(context, flags.library, config);
  const [{ createReporter }, { verifyWording }] = await Promise.all([
    import('../src/report/create-reporter.js'),
    import('../src/report/verify-wording.js'),
  ]);
  const reporter = await createReporter(context, outputOptions(flags), verifyWording(found.paths.gallery));
  if (trust) {
    const { trustFiles } = await import('../src/app/trust-files.js');
    return trustFiles(context, found, { files: trust, dryRun, args }, reporter);
  }
  const [{ readBackupEntries, readBackupFlags }, { targetOf }, { runVerify }, { withJob }] =
    await Promise.all([
      import('../src/config/backup-entries.js'),
      import('../src/app/backup-targets.js'),
      import('../src/app/verify.js'),
      import('../src/app/with-job.js'),
    ]);
  const given = subset === undefined ? [] : ([['verify.sample', '--subset', subset]] as const);
  const share = all ? 1 : (readBackupFlags(given).verifySample ?? usualShare);
  const targets = (readBackupEntries(config.get('backups')) ?? []).map((entry) => targetOf(entry, context));
  const repairFrom = repair ? targets : undefined;
  const work = (): Promise<ExitCode> =>
    runVerify(context, found, { share, repairFrom, yes, dryRun, args }, reporter);
  if (dryRun) return work();
  const note = (text: string): void => {
    reporter.note(text);
  };
  return withJob(context, { name: 'verify', config, paths: found.paths, note }, work);
}
