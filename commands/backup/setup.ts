import type { Command } from 'commander';
import { findBackupPlaces } from '../../src/app/backup-places.js';
import type { Context } from '../../src/app/context.js';
import { exitCodeOf, type ExitCode } from '../../src/app/exit-codes.js';
import { readBackupFlags } from '../../src/config/backup-entries.js';
import { commandFor } from '../../src/backup/target.js';
import type { CommandTools } from '../command-module.js';
import { addCommonOptions, type CommonOptions, helpEnd, loadConfigOf } from '../common-options.js';
import { type TargetFlags, targetSettings } from './target-options.js';

interface SetupFlags extends CommonOptions, Pick<TargetFlags, 'port' | 'identityFile'> {
  readonly storage?: string;
  readonly option?: readonly string[];
  readonly secrets?: string;
  readonly folder?: string;
  readonly recoverySheet?: string;
  readonly dryRun?: boolean;
}

/** `backup setup`: prepares a target, once. */
export function defineSetup(command: Command, { context, args, finish }: CommandTools): void {
  addCommonOptions(
    command
      .summary('prepare a folder, a machine or a cloud as a target, once')
      .description('prepare a target: no run ever writes to one that was not')
      .argument('<target>', 'name in the config; or a library or Gallery to copy from')
      .argument('[destination]', 'without config: folder or user@host:folder to copy to')
      .option('--port <number>', 'port of ssh')
      .option('--identity-file <file>', 'private key for ssh')
      .option('--storage <kind>', 'for a cloud: what rclone is to make its remote of, such as mega')
      .option('--option <name=value...>', 'what rclone needs for that, such as user=me@example.org')
      .option(
        '--secrets <file>',
        'name=value lines of what is secret, such as pass=…; - reads them from stdin',
      )
      .option('--folder <folder>', 'where at the storage the encrypted files go (default: photokeep)')
      .option(
        '--recovery-sheet <file>',
        'write all that a restore from nothing needs to a file, to be printed',
      )
      .option('--dry-run', 'say what would be done'),
  )
    .addHelpText(
      'after',
      helpEnd(
        [
          ['photokeep backup setup hdd', 'prepares the target hdd of the config; asks where it looks odd'],
          [
            'photokeep backup setup mega --recovery-sheet ~/mega.txt',
            'makes the remotes of a cloud target, encrypted, and writes the page that brings all back',
          ],
          [
            'photokeep backup setup ~/Gallery /mnt/backup/photos --yes',
            'prepares a folder without a config, also where it holds something else already',
          ],
        ],
        '0 fine, 2 wrong usage or config, 4 refused for safety, 6 rsync, ssh, rclone or the disk failed, 75 busy',
      ),
    )
    .action(async (first: string, second: string | undefined, flags: SetupFlags) => {
      const words = second === undefined ? [first] : [first, second];
      finish(await setupAction(context, words, flags, args));
    });
}

async function setupAction(
  context: Context,
  words: readonly string[],
  flags: SetupFlags,
  args: readonly string[],
): Promise<ExitCode> {
  const { library, yes = false, dryRun = false, json, quiet } = flags;
  const settings = readBackupFlags(targetSettings(flags));
  const places = findBackupPlaces(context, { words, library, settings }, loadConfigOf(flags, context));
  const [{ setUpTarget }, { setupJson, setupText }] = await Promise.all([
    import('../../src/app/backup-setup.js'),
    import('../../src/report/backup-setup.js'),
  ]);
  const { storage, option = [], secrets, folder, recoverySheet } = flags;
  const cloud = { storage, options: option, secrets, folder, recoverySheet };
  const result = await setUpTarget(context, places, { yes, dryRun, args, cloud });
  const exitCode = exitCodeOf(context.interruptedBy(), 0);
  if (json) context.stdout.write(setupJson(result, dryRun, exitCode));
  else if (!quiet)
    context.stdout.write(
      setupText(result, dryRun, words, commandFor(places.targets[0] ?? { kind: 'folder' })),
    );
  return exitCode;
}
