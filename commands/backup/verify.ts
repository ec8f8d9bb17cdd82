import type { Command } from 'commander';
import type { Context } from '../../src/app/context.js';
import { PhotokeepError } from '../../src/app/errors.js';
import type { ExitCode } from '../../src/app/exit-codes.js';
import { commandFor } from '../../src/backup/target.js';
import type { CommandTools } from '../command-module.js';
import {
  addCommonOptions,
  type CommonOptions,
  helpEnd,
  loadConfigOf,
  outputOptions,
} from '../common-options.js';

interface VerifyFlags extends CommonOptions {
  readonly subset?: string;
  readonly all?: boolean;
}

export function defineVerify(command: Command, { context, finish }: CommandTools): void {
  addCommonOptions(
    command
      .argument('<name>', 'the target: its name in the config, or its folder')
      .option('--subset <share>', 'how many of the files to read back, such as 5% (default: as every backup)')
      .option('--all', 'read every file back'),
  )
    .summary('read files back from a target and compare them')
    .description('read files back from a target and compare them, what was proven longest ago first')
    .addHelpText(
      'after',
      helpEnd(
        [
          ['photokeep backup verify hdd --subset 5%', 'reads a twentieth back; a line for cron, once a week'],
          ['photokeep backup verify hdd --all', 'reads everything back, also older versions'],
        ],
        '0 all right, 2 wrong usage, 3 something is missing, changed, decayed or unknown, 4 refused for safety, 6 rsync, ssh or rclone failed, 75 not now',
      ),
    )
    .action(async (name: string, flags: VerifyFlags) => {
      finish(await verifyAction(context, name, flags));
    });
}

async function verifyAction(context: Context, name: string, flags: VerifyFlags): Promise<ExitCode> {
  const { subset, all = false, library } = flags;
  if (all && subset !== undefined) {
    throw new PhotokeepError('usage', '--all and --subset exclude each other', 'give one of them');
  }
  const config = loadConfigOf(flags, context);
  const [{ findNamedTarget }, { readBackupFlags }, { createReporter }, wording, { verifyBackup }] =
    await Promise.all([
      import('../../src/app/named-target.js'),
      import('../../src/config/backup-entries.js'),
      import('../../src/report/create-reporter.js'),
      import('../../src/report/backup-verify-wording.js'),
      import('../../src/app/backup-verify.js'),
    ]);
  const { verifySample } = readBackupFlags(
    subset === undefined ? [] : [['verify.sample', '--subset', subset]],
  );
  const place = await findNamedTarget(context, name, library, config);
  const reporter = await createReporter(
    context,
    outputOptions(flags),
    wording.backupVerifyWording(context.machineZone(), commandFor(place.target)),
  );
  return verifyBackup(context, place, all ? 1 : verifySample, reporter);
}
