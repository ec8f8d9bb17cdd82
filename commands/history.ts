import type { Command } from 'commander';
import type { Context } from '../src/app/context.js';
import { exitCodes, type ExitCode } from '../src/app/exit-codes.js';
import { findNamedLibrary } from '../src/app/find-named-library.js';
import type { CommandTools } from './command-module.js';
import { addCommonOptions, type CommonOptions, helpEnd, loadConfigOf } from './common-options.js';

export function define(command: Command, { context, finish }: CommandTools): void {
  addCommonOptions(command.argument('[run]', 'show what this run did, file by file'))
    .addHelpText(
      'after',
      helpEnd(
        [
          [
            'photokeep history',
            'lists the runs that changed something, newest first, and whether they are undone',
          ],
          [
            'photokeep history 20240518-101112-x7k2',
            'lists every file that the run moved, copied or trashed',
          ],
        ],
        '0 fine, 2 wrong usage, 4 refused: the library is not there',
      ),
    )
    .action(async (run: string | undefined, flags: CommonOptions) => {
      finish(await historyAction(context, run, flags));
    });
}

async function historyAction(
  context: Context,
  named: string | undefined,
  flags: CommonOptions,
): Promise<ExitCode> {
  const { paths } = findNamedLibrary(context, flags.library, loadConfigOf(flags, context));
  const [{ describeRun, listRuns }, words] = await Promise.all([
    import('../src/app/history.js'),
    import('../src/report/history.js'),
  ]);
  const zone = context.machineZone();
  if (named === undefined) {
    const runs = listRuns(paths);
    context.stdout.write(flags.json ? words.historyJson(runs) : words.historyText(runs, zone));
  } else {
    const details = describeRun(paths, named);
    context.stdout.write(flags.json ? words.runJson(details) : words.runText(details, zone, paths.root));
  }
  return exitCodes.fine;
}
