import type { Command } from 'commander';
import type { Context } from '../src/app/context.js';
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

interface UndoFlags extends CommonOptions {
  readonly dryRun?: boolean;
}

export function define(command: Command, { context, args, finish }: CommandTools): void {
  addCommonOptions(
    command
      .argument('[run]', 'the run, as history names it (default: the last one that is not undone yet)')
      .option('--dry-run', 'show what would be taken back, change nothing'),
  )
    .addHelpText(
      'after',
      helpEnd(
        [
          ['photokeep undo', 'shows what the last import or dedupe did, asks, and takes it back'],
          [
            'photokeep undo 20240518-101112-x7k2 --dry-run',
            'shows what would go back of that run, and what was changed since and would stay',
          ],
        ],
        '0 fine, 2 wrong usage, 3 some files failed, 4 refused for safety, 75 busy',
      ),
    )
    .action(async (run: string | undefined, flags: UndoFlags) => {
      finish(await undoAction(context, run, flags, args));
    });
}

async function undoAction(
  context: Context,
  run: string | undefined,
  flags: UndoFlags,
  args: readonly string[],
): Promise<ExitCode> {
  const { library, yes = false, dryRun = false } = flags;
  const found = findNamedLibrary(context, library, loadConfigOf(flags, context));
  const [{ createReporter }, { undoWording }, { runUndo }] = await Promise.all([
    import('../src/report/create-reporter.js'),
    import('../src/report/undo-wording.js'),
    import('../src/app/undo.js'),
  ]);
  const reporter = await createReporter(context, outputOptions(flags), undoWording(found.paths.root));
  return runUndo(context, found, { run, yes, dryRun, args }, reporter);
}
