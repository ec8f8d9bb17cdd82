import type { Command } from 'commander';
import { findBackupPlaces } from '../../src/app/backup-places.js';
import type { Context } from '../../src/app/context.js';
import { readNotifySetting } from '../../src/config/notify-setting.js';
import type { ExitCode } from '../../src/app/exit-codes.js';
import { readBackupFlags } from '../../src/config/backup-entries.js';
import { readCount } from '../../src/config/option-values.js';
import { configFilesOf } from '../../src/config/load.js';
import type { CommandTools } from '../command-module.js';
import {
  addCommonOptions,
  type CommonOptions,
  helpEnd,
  loadConfigOf,
  outputOptions,
} from '../common-options.js';
import { addTargetOptions, type TargetFlags, targetSettings } from './target-options.js';

interface LocalFlags extends CommonOptions, TargetFlags {
  readonly accept?: string;
  readonly retries?: string;
  readonly dryRun?: boolean;
}

/** `backup local`: to folders and to other machines. */
export function defineLocal(command: Command, { context, args, finish }: CommandTools): void {
  addCommonOptions(
    addTargetOptions(
      command
        .summary('copy the Gallery to other disks and machines')
        .description('copy what is new in the Gallery to other disks and machines, with rsync')
        .argument(
          '[target]',
          'name in the config; or a library or Gallery to copy from; default: all targets',
        )
        .argument('[destination]', 'without config: folder or user@host:folder to copy to')
        .option('--dry-run', 'show what would be sent, change nothing')
        .option('--accept <plan>', 'release the changes and deletions that a run has held back')
        .option('--retries <number>', 'how often to try again after the network failed (default: 4)'),
    ),
  )
    .addHelpText(
      'after',
      helpEnd(
        [
          ['photokeep backup local', 'copies to every local target in turn; a line for cron'],
          [
            'photokeep backup local ~/Gallery pi@192.168.1.223:/data/backup',
            'copies without a config, to a place that backup setup has prepared',
          ],
        ],
        '0 fine, 2 wrong usage or config, 3 some files failed or are held back, 4 refused for safety, ' +
          '6 rsync, ssh or the disk failed, 75 not now: busy, or the disk or machine is not there',
      ),
    )
    .action(async (first: string | undefined, second: string | undefined, flags: LocalFlags) => {
      const words = [first, second].filter((word) => word !== undefined);
      finish(await localAction(context, words, flags, args));
    });
}

async function localAction(
  context: Context,
  words: readonly string[],
  flags: LocalFlags,
  args: readonly string[],
): Promise<ExitCode> {
  const { library, accept, dryRun = false } = flags;
  const retries = flags.retries === undefined ? 4 : readCount('--retries', flags.retries);
  const config = loadConfigOf(flags, context);
  const settings = readBackupFlags(targetSettings(flags));
  const found = findBackupPlaces(context, { words, library, settings }, config);
  const [{ nameTarget }, { backUpLocally }, { createReporter }, { backupWording }] = await Promise.all([
    import('../../src/app/backup-naming.js'),
    import('../../src/app/backup-local.js'),
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
  return backUpLocally(context, places, { accept, dryRun, retries, args, configFiles, notify }, reporter);
}
