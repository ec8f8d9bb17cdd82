import { Option, type Command } from 'commander';
import type { Context } from '../src/app/context.js';
import type { ExitCode } from '../src/app/exit-codes.js';
import type { RawSettings } from '../src/config/load.js';
import type { CommandTools } from './command-module.js';
import {
  addCommonOptions,
  type CommonOptions,
  helpEnd,
  loadConfigOf,
  outputOptions,
} from './common-options.js';
import { settingsOf } from './sorting-options.js';

interface DedupeFlags extends CommonOptions {
  readonly allFiles?: true;
  readonly albums?: true;
  readonly keep?: string;
  readonly protect?: string[];
  readonly action?: string;
  readonly delete?: true;
  readonly similar?: true;
  readonly output?: string;
  readonly report?: string;
  readonly dryRun?: boolean;
}

export function define(command: Command, { context, args, finish }: CommandTools): void {
  addCommonOptions(
    command
      .argument('[path...]', 'folders to look through, the most important first; default: the Gallery')
      .option('--dry-run', 'show what would be done, change nothing')
      .option('--action <what>', 'trash, delete, reflink, or report: change nothing (default: trash)')
      .addOption(new Option('--delete', 'the same as --action delete').conflicts('action'))
      .option(
        '--keep <rule>',
        'which copy stays: first-root, oldest, newest or shortest, before all finer rules (default: first-root)',
      )
      .option(
        '--protect <glob>',
        'never remove these, besides those of protect: in the config; may be given several times',
        // Not variadic: that would take the folders that follow for globs.
        (glob: string, before?: readonly string[]) => [...(before ?? []), glob],
      )
      .option('--albums', 'act also on folders of the Gallery that no layout makes')
      .option('--all-files', 'any files, not only pictures and videos')
      .option('--similar', 'also find pictures that differ in their metadata only; they are never removed')
      .option('-o, --output <file>', 'write a list of all duplicates')
      .option('--report <file>', 'write an HTML page that shows them'),
  )
    .addHelpText(
      'after',
      helpEnd(
        [
          [
            'photokeep dedupe --dry-run',
            'shows which copies would go to the trash, which one stays, and why',
          ],
          [
            'photokeep dedupe ~/Photos/images/Gallery /media/old-disk --report duplicates.html',
            'trashes what the old disk has twice, or the Gallery has too; writes a page with thumbnails',
          ],
          [
            'photokeep dedupe --library /data/Photos -o /data/Photos/results-dup.txt',
            'a line for cron: says nothing when there is nothing to do',
          ],
        ],
        '0 fine, 2 wrong usage or config, 3 some files failed, 4 refused for safety, 6 exiftool missing, 75 busy',
      ),
    )
    .action(async (paths: string[], flags: DedupeFlags) => {
      finish(await dedupeAction(context, paths, flags, args));
    });
}

async function dedupeAction(
  context: Context,
  paths: readonly string[],
  flags: DedupeFlags,
  args: readonly string[],
): Promise<ExitCode> {
  const { library, yes = false, dryRun = false, similar = false } = flags;
  const [
    { resolveSettings },
    { findDedupePlaces },
    { createReporter },
    { dedupeWording },
    { runDedupe },
    { withJob },
  ] = await Promise.all([
    import('../src/config/settings.js'),
    import('../src/app/dedupe-places.js'),
    import('../src/report/create-reporter.js'),
    import('../src/report/dedupe-wording.js'),
    import('../src/app/dedupe.js'),
    import('../src/app/with-job.js'),
  ]);
  // The library may be one that only a PATH says; what its own config protects is to stay.
  const named = { paths, library, acts: false };
  const { root, kind } = findDedupePlaces(context, named, loadConfigOf(flags, context)).library.paths;
  const config = loadConfigOf({ ...flags, library: root }, context);
  const { settings, origins } = resolveSettings(config, flagSettings(flags, config), context.machineZone());
  const { dedupeAction: action } = settings;
  const places = findDedupePlaces(context, { ...named, acts: action !== 'report' }, config);
  const undoOption = kind === 'folder' ? ` --library ${root}` : '';
  const wording = dedupeWording({ root, action, undoOption });
  const reporter = await createReporter(context, outputOptions(flags), wording);
  const work = (): Promise<ExitCode> =>
    runDedupe(
      context,
      places,
      { settings, origins, similar, yes, dryRun, args, list: flags.output, page: flags.report },
      reporter,
    );
  if (paths.length > 0 || dryRun || action === 'report') return work();
  const note = (text: string): void => {
    reporter.note(text);
  };
  return withJob(context, { name: 'dedupe', config, paths: places.library.paths, note }, work);
}

function flagSettings(flags: DedupeFlags, config: RawSettings): RawSettings {
  return settingsOf([
    ['dedupeAction', flags.delete ? '--delete' : '--action', flags.delete ? 'delete' : flags.action],
    ['dedupeKeep', '--keep', flags.keep],
    ['dedupeAlbums', '--albums', flags.albums],
    ['dedupeAllFiles', '--all-files', flags.allFiles],
    ['protect', '--protect', flags.protect && [...configured(config), ...flags.protect]],
  ]);
}

/** What the config protects stays protected, whatever else the command line names. */
function configured(config: RawSettings): readonly unknown[] {
  const value = config.get('protect')?.value;
  return Array.isArray(value) ? value : [];
}
