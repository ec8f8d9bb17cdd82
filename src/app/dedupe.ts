import { accessSync, constants } from 'node:fs';
import type { Origins, Settings } from '../config/settings.js';
import type { ExiftoolOptions } from '../dates/exiftool.js';
import type { DateRules } from '../dates/taken-at.js';
import type { FoundLibrary } from '../library/open-library.js';
import type { SimilarPictures } from '../plan/similar-pictures.js';
import {
  createDedupeTally,
  type DedupeReporter,
  type DedupeSummary,
  type DedupeTally,
  groupEvent,
} from '../report/dedupe-report.js';
import { copiesOf } from '../report/treated-group.js';
import { fsPath } from '../system/fs-path.js';
import { type Consent, isAgreed, requireAnswerable } from './ask.js';
import type { Context } from './context.js';
import { createDedupeFiles, type Deduped, type DedupeFiles, type WantedFiles } from './dedupe-files.js';
import type { DedupePlaces } from './dedupe-places.js';
import { dedupeRules, readSorting, type Sorting } from './dedupe-rules.js';
import { type ExitCode, exitCodeOf } from './exit-codes.js';
import { expireTrash } from './expire-trash.js';
import { createPictureReader } from './picture-reader.js';
import { requireReflinks } from './require-reflinks.js';
import { type Run, withRun } from './run.js';
import { bordersOf, searchDuplicates } from './search-duplicates.js';
import { treatClusters } from './treat-clusters.js';

export interface DedupeOptions extends Consent, WantedFiles {
  readonly settings: Settings;
  /** where each of them was set, for messages */
  readonly origins: Origins;
  /** whether to look also for pictures that differ in their metadata only */
  readonly similar: boolean;
  readonly args: readonly string[];
}

/**
 * Looks for files that hold the same, and lets those go that need not stay: find, gather facts, plan, carry out,
 * report, some clusters at a time.
 *
 * @throws PhotokeepError when the run is stopped as a whole, or what the user wants written about it cannot be
 */
export async function runDedupe(
  context: Context,
  places: DedupePlaces,
  options: DedupeOptions,
  reporter: DedupeReporter,
): Promise<ExitCode> {
  const { library, roots } = places;
  const { settings, dryRun, args } = options;
  const { dedupeAction: action } = settings;
  if (action === 'delete') requireAnswerable(context, 'dedupe --delete', options);
  if (action === 'reflink') {
    requireReflinks(
      roots.map(({ path }) => path),
      dryRun,
    );
  }
  const sorting = await readSorting(context, places, options);
  const files = createDedupeFiles(context, options, { action, root: library.paths.root });
  // A report leaves no trace where there is no state yet, or none that may be written to.
  const looksOnly = dryRun || (action === 'report' && !mayLearn(library));
  const request = { command: 'dedupe', args, dryRun: looksOnly, reporter };
  const found = await withRun(context, library, request, (run) =>
    dedupe(context, run, { places, options, sorting, files, reporter }),
  );
  await files.write(found);
  return found.summary.exitCode as ExitCode;
}

function mayLearn({ isNew, paths }: FoundLibrary): boolean {
  if (isNew) return false;
  try {
    accessSync(fsPath(paths.state), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

interface Work {
  readonly places: DedupePlaces;
  readonly options: DedupeOptions;
  readonly sorting: Sorting;
  readonly files: DedupeFiles;
  readonly reporter: DedupeReporter;
}

/** Within its run. */
async function dedupe(context: Context, run: Run, work: Work): Promise<Deduped> {
  const { options, sorting, reporter } = work;
  const { settings, dryRun } = options;
  const { dedupeAction: action } = settings;
  const started = context.now().getTime();
  const dates = { ...sorting.dates, nowMs: run.trustedNowMs };
  const tally = createDedupeTally();
  const declined = action === 'delete' && !dryRun && !(await isAgreed(context, deletionQuestion, options));
  const isOver = (): boolean => declined || context.interruptedBy() !== undefined;
  const contents = declined ? new Map<string, string>() : await treatAll(context, run, dates, tally, work);
  const similar =
    options.similar && !isOver() ? await findSimilar(context, run, dates, contents, work) : undefined;
  for (const one of similar ?? []) reporter.event({ event: 'similar', ...one });
  if (action !== 'report' && !isOver()) await expireTrash(run, settings, reporter);
  const counts = tally.counts();
  const summary: DedupeSummary = {
    ...{ event: 'summary', command: 'dedupe', run: run.id, dryRun: run.dryRun, action },
    ...counts,
    ...(similar && { similar: similar.length }),
    declined,
    seconds: (context.now().getTime() - started) / 1000,
    exitCode: exitCodeOf(context.interruptedBy(), counts.failed),
  };
  reporter.end(summary);
  return { summary, similar, dates };
}

const deletionQuestion = 'Duplicates will be deleted for good instead of moved to the trash. Go on?';

/** @returns which content each copy holds that was found, by its path, if that is wanted later */
async function treatAll(
  context: Context,
  run: Run,
  dates: DateRules,
  tally: DedupeTally,
  { places, options: { settings, similar }, sorting, files, reporter }: Work,
): Promise<Map<string, string>> {
  const contents = new Map<string, string>();
  const pictures = createPictureReader(exiftoolOptions(context, run), dates);
  context.onInterrupt(() => void pictures.close());
  const clusters = searchDuplicates(context, run, {
    ...{ roots: places.roots, allFiles: settings.dedupeAllFiles, reporter },
    mediaKinds: pictures.mediaKinds,
    onUncompared(event) {
      tally.countUncompared(event);
      reporter.event(event);
    },
  });
  const rules = dedupeRules(context, places, settings, sorting, run);
  const tools = { rules, readDates: pictures.readDates };
  try {
    for await (const treated of treatClusters(context, run, clusters, tools)) {
      const { group } = treated;
      tally.countGroup(group);
      reporter.event(groupEvent(group));
      files.add(treated);
      if (similar) for (const { path } of copiesOf(group)) contents.set(path, group.hash);
    }
  } finally {
    await pictures.close();
  }
  return contents;
}

async function findSimilar(
  context: Context,
  run: Run,
  dates: DateRules,
  contents: ReadonlyMap<string, string>,
  { places }: Work,
): Promise<SimilarPictures[] | undefined> {
  const { findSimilarPictures } = await import('./similar-pictures.js');
  const { catalog, paths, hashes } = run;
  return findSimilarPictures({
    ...{ catalog, paths, hashes, rules: dates, readsDates: true },
    roots: places.roots.map((root) => ({ path: root.path, borders: bordersOf(root) })),
    exiftool: exiftoolOptions(context, run),
    contentOf: (path) => contents.get(path),
    isInterrupted: () => context.interruptedBy() !== undefined,
  });
}

function exiftoolOptions(context: Context, run: Run): ExiftoolOptions {
  return {
    path: context.env['PATH'],
    onStart: (pid) => {
      run.helperStarted('exiftool', pid);
    },
  };
}
