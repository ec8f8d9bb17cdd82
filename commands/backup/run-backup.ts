import type { Command } from 'commander';
import { findBackupPlaces } from '../../src/app/backup-places.js';
import type { Context } from '../../src/app/context.js';
import type { ExitCode } from '../../src/app/exit-codes.js';
import { readBackupFlags } from '../../src/config/backup-entries.js';
import { configFilesOf } from '../../src/config/load.js';
import { readNotifySetting } from '../../src/config/notify-setting.js';
import { readCount } from '../../src/config/option-values.js';
import { type CommonOptions, loadConfigOf, outputOptions } from '../common-options.js';
import { type TargetFlags, targetSettings } from './target-options.js';

export interface RunFlags extends CommonOptions, TargetFlags {
  readonly accept?: string;
  readonly retries?: string;
  readonly dryRun?: boolean;
}

/** What a backup of any kind can be told. @param addOthers adds what only its kind has */
export function addRunOptions(command: Command, addOthers: (command: Command) => Command): Command {
  return addOthers(
    command
      .option('--dry-run', 'show what would be sent, change nothing')
      .option('--accept <plan>', 'release the changes and deletions that a run has held back')
      .option('--retries <number>', 'how often to try again after the network failed (default: 4)'),
  );
}

/** Backs up to the targets that are meant. */
export async function runBackup(
  context: Context,
  kind: 'local' | 'cloud',
  words: readonly string[],
  flags: RunFlags,
  args: readonly string[],
): Promise<ExitCode> {
  const { library, accept, dryRun = false } = flags;
  const retries = flags.retries === undefined ? 4 : readCount('--retries', flags.retries);
  const config = loadConfigOf(flags, context);
  const settings = readBackupFlags(targetSettings(flags));
  const found = findBackupPlaces(context, { words, library, settings, kind }, config);
  const [{ nameTarget }, { backUpAll }, { createReporter }, { backupWording }] = await Promise.all([
    import('../../src/app/backup-naming.js'),
    import('../../src/app/back-up-all.js'),
    import('../../src/report/create-reporter.js'),
    import('../../src/report/backup-wording.js'),
  ]);
  const places = await nameTarget(context, found, args);
  const reporter = await createReporter(
    context,
    outputOptions(flags),
    backupWording(places.library.paths.gallery),
  );
  const configFiles = configFilesOf(config);
  const notify = readNotifySetting(config.get('notify'));
  return backUpAll(
    context,
    `backup ${kind}`,
    places,
    { accept, dryRun, retries, args, configFiles, notify },
    reporter,
  );
}
