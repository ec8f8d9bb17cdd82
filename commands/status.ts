import type { Command } from 'commander';
import type { Context } from '../src/app/context.js';
import { exitCodes, type ExitCode } from '../src/app/exit-codes.js';
import { findNamedLibrary } from '../src/app/find-named-library.js';
import type { CommandTools } from './command-module.js';
import { addCommonOptions, type CommonOptions, helpEnd, loadConfigOf } from './common-options.js';

interface StatusFlags extends CommonOptions {
  readonly list?: boolean;
  readonly html?: string;
}

export function define(command: Command, { context, finish }: CommandTools): void {
  addCommonOptions(
    command
      .option('--list', 'name the files that are in no backup yet')
      .option('--html <file>', 'write it as a page with plots, in one file'),
  )
    .addHelpText(
      'after',
      helpEnd(
        [
          ['photokeep status', 'says when each job last ran, what is backed up, what waits, and how much space is left'],
          ['photokeep status --list', 'also names every file that is in no backup yet'],
          ['photokeep status --html ~/photos.html', 'writes a page to look at; cron can renew it'],
        ],
        '0 fine, 2 wrong usage, 4 refused: the library is not there',
      ),
    )
    .action(async (flags: StatusFlags) => {
      finish(await statusAction(context, flags));
    });
}

async function statusAction(context: Context, flags: StatusFlags): Promise<ExitCode> {
  const config = loadConfigOf(flags, context);
  const library = findNamedLibrary(context, flags.library, config);
  const [{ readStatus }, { requirePlaceForPage, writeStatusPage }] = await Promise.all([
    import('../src/app/status.js'),
    import('../src/app/status-page.js'),
  ]);
  if (flags.html !== undefined) requirePlaceForPage(context, flags.html);
  const status = await readStatus(context, library, config, { listed: flags.list ?? false });
  if (flags.html !== undefined) {
    writeStatusPage(context, flags.html, status);
    if (flags.json !== true) return exitCodes.fine;
  }
  const { writeStatus } = await import('../src/report/status-output.js');
  writeStatus(context, status, flags.json ?? false);
  return exitCodes.fine;
}
