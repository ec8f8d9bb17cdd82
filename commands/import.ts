import { Option, type Command } from 'commander';
import type { Context } from '../src/app/context.js';
import { exitCodes, type ExitCode } from '../src/app/exit-codes.js';
import { findImportPlaces, findResortPlaces, isNothingToDo } from '../src/app/import-request.js';
import type { CommandTools } from './command-module.js';
import {
  addCommonOptions,
  type CommonOptions,
  helpEnd,
  loadConfigOf,
  outputOptions,
} from './common-options.js';
import { addSortingOptions, type SortingFlags, settingsOf, sortingSettings } from './sorting-options.js';

interface ImportFlags extends CommonOptions, SortingFlags {
  readonly to?: string;
  readonly settle?: string;
  readonly move?: true;
  readonly copy?: true;
  readonly reimport?: true;
  readonly resort?: true;
  readonly dryRun?: boolean;
}

export function define(command: Command, { context, args, finish }: CommandTools): void {
  addCommonOptions(
    addSortingOptions(
      command
        .argument('[source...]', 'folders or files to copy from; default: move from the drop folders')
        .option('--to <gallery>', 'Gallery to sort into; made with its state inside if it is new')
        .option('--dry-run', 'show what would be done, change nothing'),
    )
      .option('--settle <seconds>', 'leave files that changed so recently (default: 60 in drop folders)')
      .addOption(new Option('--move', 'remove each file from its source once it is safe').conflicts('copy'))
      .addOption(new Option('--copy', 'touch nothing at the source, drop folders included'))
      .option('--reimport', 'let in also what an undo took back, or what you removed from the Gallery')
      .addOption(
        new Option(
          '--resort',
          'date what lies in the Gallery (or in these folders of it) anew, move it to its month',
        ).conflicts(['move', 'copy', 'reimport', 'settle']),
      ),
  )
    .addHelpText(
      'after',
      helpEnd(
        [
          [
            'photokeep import ~/DCIM --to ~/Gallery --dry-run',
            'shows where each picture of a memory card would go',
          ],
          [
            'photokeep import --library /data/Photos',
            'moves what the phone sent into the Gallery; a line for cron',
          ],
          [
            'photokeep import --resort --dry-run',
            'shows which pictures an old script had put into the wrong month',
          ],
        ],
        '0 fine, 2 wrong usage or config, 3 some files failed, 4 refused for safety, 6 exiftool missing, 75 busy',
      ),
    )
    .action(async (sources: string[], flags: ImportFlags) => {
      finish(await (flags.resort ? resortAction : importAction)(context, sources, flags, args));
    });
}

async function importAction(
  context: Context,
  sources: readonly string[],
  flags: ImportFlags,
  args: readonly string[],
): Promise<ExitCode> {
  const { library, to, dryRun = false } = flags;
  const config = loadConfigOf(flags, context);
  const places = await findImportPlaces(context, { sources, to, library }, config);
  const output = outputOptions(flags);
  const isSilent = !output.json && !output.verbose && !context.stdout.isTerminal;
  const isIdle = isSilent && isNothingToDo(places);
  // A check waits for a sign of life also from a run with nothing to do.
  if (isIdle && !config.has('notify') && !places.sources.some(({ staleAfter }) => staleAfter))
    return exitCodes.fine;

  const [{ resolveSettings }, { createReporter }, { importWording }, { importAndRefresh, runImportJob }] =
    await Promise.all([
      import('../src/config/settings.js'),
      import('../src/report/create-reporter.js'),
      import('../src/report/import-wording.js'),
      import('../src/app/import-job.js'),
    ]);
  const flagSettings = new Map([
    ...sortingSettings(flags),
    ...settingsOf([['settle', '--settle', flags.settle]]),
  ]);
  const { settings, origins } = resolveSettings(config, flagSettings, context.machineZone());
  const reporter = await createReporter(context, output, importWording(places.library.paths));
  const options = {
    ...{ settings, dryRun, args, origins },
    reimport: flags.reimport ?? false,
    transfer: flags.move ? ('move' as const) : flags.copy ? ('copy' as const) : undefined,
    settle: flags.settle === undefined ? undefined : settings.settle,
  };
  // What is named by hand is no job, and a new Gallery has no place for records yet.
  return sources.length > 0 || dryRun || places.library.isNew
    ? importAndRefresh(context, places, options, reporter)
    : runImportJob(context, { places, options, config, isIdle }, reporter);
}

async function resortAction(
  context: Context,
  folders: readonly string[],
  flags: ImportFlags,
  args: readonly string[],
): Promise<ExitCode> {
  const config = loadConfigOf(flags, context);
  const places = await findResortPlaces(context, { to: flags.to, library: flags.library, folders }, config);
  const [{ resolveSettings }, { createReporter }, { importWording }, { runResort }] = await Promise.all([
    import('../src/config/settings.js'),
    import('../src/report/create-reporter.js'),
    import('../src/report/import-wording.js'),
    import('../src/app/resort.js'),
  ]);
  const resolved = resolveSettings(config, sortingSettings(flags), context.machineZone());
  const reporter = await createReporter(context, outputOptions(flags), importWording(places.library.paths));
  return runResort(context, places, { ...resolved, dryRun: flags.dryRun ?? false, args }, reporter);
}
