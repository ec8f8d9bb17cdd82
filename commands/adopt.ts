import type { Command } from 'commander';
import type { Context } from '../src/app/context.js';
import type { ExitCode } from '../src/app/exit-codes.js';
import { findLibraryFor } from '../src/app/import-request.js';
import type { CommandTools } from './command-module.js';
import {
  addCommonOptions,
  type CommonOptions,
  helpEnd,
  loadConfigOf,
  outputOptions,
} from './common-options.js';

interface AdoptFlags extends CommonOptions {
  readonly to?: string;
  readonly dryRun?: boolean;
}

export function define(command: Command, { context, args, finish }: CommandTools): void {
  addCommonOptions(
    command
      .option('--to <gallery>', 'a Gallery without a library; its state is made inside if it is new')
      .option('--dry-run', 'say how many files and bytes would be read'),
  )
    .addHelpText(
      'after',
      `
Reads every file of the Gallery once and notes what it holds, so that import knows at
once what is there. Nothing in the Gallery is changed. It may be interrupted; the next
one goes on, and reads only what is new or has changed.
`,
    )
    .addHelpText(
      'after',
      helpEnd(
        [
          ['photokeep adopt --library /data/Photos', 'takes in what phockup or you have sorted so far'],
          ['photokeep adopt --to ~/Gallery --dry-run', 'says how much there would be to read'],
        ],
        '0 fine, 2 wrong usage or config, 3 some files failed, 4 refused for safety, 75 busy, 130 interrupted',
      ),
    )
    .action(async (flags: AdoptFlags) => {
      finish(await adoptAction(context, flags, args));
    });
}

async function adoptAction(context: Context, flags: AdoptFlags, args: readonly string[]): Promise<ExitCode> {
  const { library, to, dryRun = false } = flags;
  const found = findLibraryFor(context, { to, library }, loadConfigOf(flags, context));
  const [{ createReporter }, { adoptWording }, { runAdopt }] = await Promise.all([
    import('../src/report/create-reporter.js'),
    import('../src/report/adopt-wording.js'),
    import('../src/app/adopt.js'),
  ]);
  const reporter = await createReporter(context, outputOptions(flags), adoptWording(found.paths.gallery));
  return runAdopt(context, found, { dryRun, args }, reporter);
}
