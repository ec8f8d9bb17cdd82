import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Context } from '../src/app/context.js';
import { exitCodes, type ExitCode } from '../src/app/exit-codes.js';
import type { CommandTools } from './command-module.js';
import {
  addCommonOptions,
  type CommonOptions,
  helpEnd,
  loadConfigOf,
  outputOptions,
} from './common-options.js';

export function define(command: Command, { context, finish }: CommandTools): void {
  addCommonOptions(command)
    .addHelpText(
      'after',
      helpEnd(
        [
          ['photokeep doctor', 'a line for each check: ✓ fine, ! works for now, ✗ does not, and what to do'],
          ['photokeep doctor --quiet', 'prints problems alone, for cron'],
        ],
        '0 no problem, 2 wrong usage, 3 something does not work',
      ),
    )
    .action(async (flags: CommonOptions) => {
      finish(await doctorAction(context, flags));
    });
}

async function doctorAction(context: Context, flags: CommonOptions): Promise<ExitCode> {
  const [{ examine }, { writeFindings }] = await Promise.all([
    import('../src/app/doctor.js'),
    import('../src/report/doctor.js'),
  ]);
  const { library, config } = flags;
  const findings = await examine(context, {
    library,
    configFile: config === undefined ? undefined : resolve(context.cwd, config),
    loadConfig: () => loadConfigOf(flags, context),
  });
  const isWell = findings.every(({ status }) => status !== 'problem');
  const exitCode = isWell ? exitCodes.fine : exitCodes.someFailed;
  writeFindings(context, findings, { ...outputOptions(flags), exitCode });
  return exitCode;
}
