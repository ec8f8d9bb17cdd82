import type { Command } from 'commander';
import type { Context } from '../src/app/context.js';
import { PhotokeepError } from '../src/app/errors.js';
import { exitCodes, type ExitCode } from '../src/app/exit-codes.js';
import { findNamedLibrary } from '../src/app/find-named-library.js';
import type { RawSettings } from '../src/config/load.js';
import type { CommandTools } from './command-module.js';
import { addCommonOptions, type CommonOptions, helpEnd, loadConfigOf } from './common-options.js';

interface StatusFlags extends CommonOptions {
  readonly list?: boolean;
  readonly html?: string;
  readonly safe?: string;
  readonly copies?: string;
}

export function define(command: Command, { context, finish }: CommandTools): void {
  addCommonOptions(
    command
      .option('--list', 'name the files that are in no backup yet')
      .option('--html <file>', 'write it as a page with plots, in one file')
      .option('--safe <name>', 'say what may be deleted from a phone, by its drop folder, or in any folder')
      .option('--copies <number>', 'with --safe: in how many backups elsewhere it has to be (default: 1)'),
  )
    .addHelpText(
      'after',
      helpEnd(
        [
          [
            'photokeep status',
            'says when each job last ran, what is backed up, what waits, and how much space is left',
          ],
          ['photokeep status --list', 'also names every file that is in no backup yet'],
          ['photokeep status --html ~/photos.html', 'writes a page to look at; cron can renew it'],
          [
            'photokeep status --safe Phone',
            'says up to which date all that the phone sent is here and in a proven backup',
          ],
        ],
        '0 fine, 2 wrong usage, 3 with --safe: something is not safe, 4 refused: the library is not there',
      ),
    )
    .action(async (flags: StatusFlags) => {
      finish(await statusAction(context, flags));
    });
}

async function statusAction(context: Context, flags: StatusFlags): Promise<ExitCode> {
  const { safe, copies, html } = flags;
  if (safe === undefined && copies !== undefined) throw usage('--copies goes with --safe');
  if (safe !== undefined && html !== undefined) throw usage('--safe and --html exclude each other');
  const config = loadConfigOf(flags, context);
  const library = findNamedLibrary(context, flags.library, config);
  if (safe !== undefined) return safeAction(context, library, config, flags, safe);
  const [{ readStatus }, { requirePlaceForPage, writeStatusPage }] = await Promise.all([
    import('../src/app/status.js'),
    import('../src/app/status-page.js'),
  ]);
  if (html !== undefined) requirePlaceForPage(context, html);
  const status = await readStatus(context, library, config, { listed: flags.list ?? false });
  if (html !== undefined) {
    writeStatusPage(context, html, status);
    if (flags.json !== true) return exitCodes.fine;
  }
  const { writeStatus } = await import('../src/report/status-output.js');
  if (flags.json || !flags.quiet) writeStatus(context, status, flags.json ?? false);
  return exitCodes.fine;
}

async function safeAction(
  context: Context,
  library: ReturnType<typeof findNamedLibrary>,
  config: RawSettings,
  { copies = '1', json = false, quiet = false, list = false }: StatusFlags,
  subject: string,
): Promise<ExitCode> {
  if (!/^[1-9]\d?$/.test(copies)) throw usage(`--copies takes a number from 1 on (found ${copies})`);
  const [{ readSafety }, { writeSafety }] = await Promise.all([
    import('../src/app/safe.js'),
    import('../src/report/status-output.js'),
  ]);
  const report = await readSafety(context, library, config, { subject, copies: Number(copies) });
  if (json || !quiet) writeSafety(context, report, { json, listed: list, root: library.paths.root });
  return report.exitCode;
}

function usage(message: string): PhotokeepError {
  return new PhotokeepError('usage', message, 'see photokeep status --help');
}
