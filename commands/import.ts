import { Option, type Command } from 'commander';
import type { Context } from '../src/app/context.js';
import { exitCodes, type ExitCode } from '../src/app/exit-codes.js';
import { findImportPlaces, isNothingToDo } from '../src/app/import-request.js';
import type { ConfigKeyName } from '../src/config/keys.js';
import type { RawSettings } from '../src/config/load.js';
import type { CommandTools } from './command-module.js';
import {
  addCommonOptions,
  type CommonOptions,
  helpEnd,
  loadConfigOf,
  outputOptions,
} from './common-options.js';

interface ImportFlags extends CommonOptions {
  readonly to?: string;
  readonly layout?: string;
  readonly locale?: string;
  readonly naming?: string;
  readonly dateField?: string[];
  readonly fallback?: string;
  readonly homeZone?: string;
  readonly settle?: string;
  readonly move?: true;
  readonly copy?: true;
  readonly reimport?: true;
  readonly dryRun?: boolean;
}

export function define(command: Command, { context, args, finish }: CommandTools): void {
  addCommonOptions(
    command
      .argument('[source...]', 'folders or files to copy from; default: move from the drop folders')
      .option('--to <gallery>', 'Gallery to sort into; made with its state inside if it is new')
      .option('--dry-run', 'show what would be done, change nothing')
      .option('--layout <pattern>', 'folders: YYYY YY MM M m DD DDD U W, [literal] (default: YYYY/MM-M)')
      .option('--locale <tag>', 'language of month names, such as es (default: en)')
      .addOption(new Option('--naming <how>', 'original or timestamp (default: original)'))
      .option(
        '--date-field <tags>',
        'tags to look for a date in, after EXIF, XMP and IPTC; may be given several times',
        // Not variadic: that would take the sources that follow for tags, and the drop folders for the sources.
        (tags: string, before?: readonly string[]) => [...(before ?? []), ...tags.split(/[\s,]+/)],
      )
      .option('--fallback <how>', 'FileModifyDate, or none: undated files go to unknown/')
      .option('--home-zone <zone>', "zone of dates in UTC without a position (default: the machine's)")
      .option('--settle <seconds>', 'leave files that changed so recently (default: 60 in drop folders)')
      .addOption(new Option('--move', 'remove each file from its source once it is safe').conflicts('copy'))
      .addOption(new Option('--copy', 'touch nothing at the source, drop folders included'))
      .option('--reimport', 'let in also what an undo took back, or what you removed from the Gallery'),
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
        ],
        '0 fine, 2 wrong usage or config, 3 some files failed, 4 refused for safety, 6 exiftool missing, 75 busy',
      ),
    )
    .action(async (sources: string[], flags: ImportFlags) => {
      finish(await importAction(context, sources, flags, args));
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
  if (isSilent && isNothingToDo(places)) return exitCodes.fine;

  const [{ resolveSettings }, { createReporter }, { importWording }, { runImport }] = await Promise.all([
    import('../src/config/settings.js'),
    import('../src/report/create-reporter.js'),
    import('../src/report/import-wording.js'),
    import('../src/app/import.js'),
  ]);
  const { settings, origins } = resolveSettings(config, flagSettings(flags), context.machineZone());
  const reporter = await createReporter(context, output, importWording(places.library.paths));
  return runImport(
    context,
    places,
    {
      ...{ settings, dryRun, args, origins },
      reimport: flags.reimport ?? false,
      transfer: flags.move ? 'move' : flags.copy ? 'copy' : undefined,
      settle: flags.settle === undefined ? undefined : settings.settle,
    },
    reporter,
  );
}

/** The flags that have a config key of the same meaning. */
function flagSettings(flags: ImportFlags): RawSettings {
  const given: [ConfigKeyName, string, unknown][] = [
    ['layout', '--layout', flags.layout],
    ['locale', '--locale', flags.locale],
    ['naming', '--naming', flags.naming],
    ['dateFields', '--date-field', flags.dateField],
    ['fallback', '--fallback', flags.fallback],
    ['homeZone', '--home-zone', flags.homeZone],
    ['settle', '--settle', flags.settle],
  ];
  return new Map(
    given
      .filter(([, , value]) => value !== undefined)
      .map(([key, origin, value]) => [key, { value, origin }]),
  );
}
