import { accessSync, constants } from 'node:fs';
import type { Origins, Settings } from '../config/settings.js';
import type { DateRules } from '../dates/taken-at.js';
import type { FoundLibrary } from '../library/open-library.js';
import type { SimilarPictures } from '../plan/similar-pictures.js';
import {
  createDedupeTally,
  type DedupeReporter,
  type DedupeSummary,
  groupEvent,
} from '../report/dedupe-report.js';
import { fsPath } from '../system/fs-path.js';
import { type Consent, isAgreed, requireAnswerable } from './ask.js';
import type { Context } from './context.js';
import { createDedupeFiles, type DedupeFiles, type WantedFiles } from './dedupe-files.js';
import type { DedupePlaces } from './dedupe-places.js';
import { dedupeRules, readSorting, type Sorting } from './dedupe-rules.js';
import { type ExitCode, exitCodeOf } from './exit-codes.js';
import { expireTrash } from './expire-trash.js';
import { createPictureReader } from './picture-reader.js';
import { requireReflinks } from './require-reflinks.js';
import { type Run, withRun } from './run.js';
import { searchDuplicates } from './search-duplicates.js';
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

/** What a dedupe came to. */
export interface Deduped {
  readonly summary: DedupeSummary;
  /** undefined when nobody looked for them */
  readonly similar: readonly SimilarPictures[] | undefined;
  readonly dates: DateRules;
}

async function dedupe(context: Context, run: Run, work: Work): Promise<Deduped> {
  ...
}
