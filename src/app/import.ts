import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Settings } from '../config/settings.js';
import { createMetadataReader } from '../dates/exiftool.js';
import type { DateRules } from '../dates/taken-at.js';
import type { LibraryPaths } from '../library/paths.js';
import { type Layout, LayoutError, parseLayout } from '../plan/layout.js';
import { createImportPlanner, type ImportPlanner } from '../plan/plan-import.js';
import { failureEvent, resultEvent, skipEvent } from '../report/asset-events.js';
import type { AssetEvent, ImportReporter, ImportSummary } from '../report/reporter.js';
import { createTally, type Tally } from '../report/tally.js';
import { identityAt } from '../scan/identity.js';
import { countSource } from '../scan/scan-source.js';
import { fsPath } from '../system/fs-path.js';
import type { Context } from './context.js';
import { errorCode, PhotokeepError } from './errors.js';
import { type ExitCode, exitCodes } from './exit-codes.js';
import { gatherFacts, learnGallery } from './gallery-facts.js';
import type { ImportPlaces } from './import-request.js';
import { inspect, type Inspected } from './inspect.js';
import { lookAhead } from './look-ahead.js';
import { type Run, withRun } from './run.js';
import { scanBatches, type ScannedBatch } from './scan-batches.js';

export interface ImportOptions {
  readonly settings: Settings;
  /** where the layout was set, for messages */
  readonly layoutOrigin: string;
  /** `move` and `copy` force it for every source */
  readonly transfer: 'move' | 'copy' | undefined;
  /** seconds, from the command line: then it also holds for named sources */
  readonly settle: number | undefined;
  readonly dryRun: boolean;
  readonly args: readonly string[];
}

/** Batches that are read while an earlier one is planned and carried out. */
const batchesAhead = 2;

/**
 * Sorts new files into the Gallery: scan, read dates and contents, plan, execute, report, batch by batch.
 *
 * @throws PhotokeepError when the run is stopped as a whole
 */
export async function runImport(
  context: Context,
  places: ImportPlaces,
  options: ImportOptions,
  reporter: ImportReporter,
): Promise<ExitCode> {
  const { library } = places;
  const { settings, dryRun, args } = options;
  const layout = readLayout(settings, options.layoutOrigin);
  requireWritable(
    library.isNew && !existsSync(library.paths.gallery)
      ? dirname(library.paths.gallery)
      : library.paths.gallery,
  );
  const started = context.now().getTime();
  const tally = createTally();
  const report = (event: AssetEvent, bytes = 0): void => {
    tally.count(event, bytes);
    reporter.event(event);
  };
  return withRun(context, library, { command: 'import', args, dryRun, reporter }, async (run) => {
    learnGallery(run.catalog, run.paths.gallery);
    const rules: DateRules = { ...settings, nowMs: run.trustedNowMs };
    const batches = scanBatches(run, places.sources, {
      transfer: options.transfer,
      settle: { dropFolder: settings.settle, named: options.settle ?? 0 },
      nowMs: started,
    });
    const planner = createImportPlanner({
      ...{ layout, naming: settings.naming, gallery: run.paths.gallery, libraryRoot: run.paths.root },
      trash: join(run.paths.trash, run.id),
      trashDevice: trashDevice(run.paths),
    });
    const total = places.sources.reduce((count, { path }) => count + countSource(path), 0);
    let done = 0;
    const inspected = inspectAll(context, run, batches, { rules, settings });
    for await (const batch of inspected) {
      await importBatch(run, planner, batch, report);
      done += batch.items.length + batch.skips.length + batch.failures.length;
      reporter.progress({ done: Math.min(done, total), total });
    }
    const exitCode = exitCodeOf(context, tally);
    const summary: ImportSummary = {
      ...{ event: 'summary', command: 'import', run: run.id, dryRun },
      ...tally.counts(),
      seconds: (context.now().getTime() - started) / 1000,
      exitCode,
    };
    reporter.end(summary);
    return exitCode;
  });
}

/** Reads dates and contents of batch after batch, some ahead of the one that is carried out. */
async function* inspectAll(
  context: Context,
  { hashes, helperStarted }: Run,
  batches: Iterable<ScannedBatch>,
  { rules, settings }: { rules: DateRules; settings: Settings },
): AsyncGenerator<Inspected> {
  const metadata = createMetadataReader({
    path: context.env['PATH'],
    extraTags: settings.dateFields,
    onStart: (pid) => {
      helperStarted('exiftool', pid);
    },
  });
  // Ctrl-C reaches exiftool too; closing it keeps it from being started again for the files it leaves unread.
  context.onInterrupt(() => void metadata.close());
  try {
    for await (const inspected of lookAhead(batches, batchesAhead, (batch) =>
      inspect(batch, { metadata, rules, hashes }),
    )) {
      // What exiftool could not read any more says nothing about the files.
      if (context.interruptedBy()) return;
      yield inspected;
    }
  } finally {
    await metadata.close();
  }
}

async function importBatch(
  run: Run,
  planner: ImportPlanner,
  { items, skips, failures, notMedia }: Inspected,
  report: (event: AssetEvent, bytes?: number) => void,
): Promise<void> {
  for (const skip of skips) report(skipEvent(skip));
  for (const failure of failures) report(failureEvent(failure));
  const facts = await gatherFacts(
    items,
    items.map((item) => planner.folderOf(item)),
    { catalog: run.catalog, gallery: run.paths.gallery, hashes: run.hashes },
  );
  run.catalog.remember(notMedia.map(({ path, identity }) => ({ path, identity, reason: 'not-media' })));
  await run.carryOut(planner.plan(items, facts), (result) => {
    report(resultEvent(result), result.action.fingerprint.size);
  });
}

function readLayout({ layout, locale }: Settings, origin: string): Layout {
  try {
    return parseLayout(layout, locale);
  } catch (error) {
    if (error instanceof LayoutError) throw new PhotokeepError('usage', `${origin}: ${error.message}`);
    throw error;
  }
}

function requireWritable(folder: string): void {
  try {
    accessSync(fsPath(folder), constants.W_OK | constants.X_OK);
  } catch (error) {
    const why = errorCode(error) === 'EROFS' ? 'its file system is read-only' : 'permission denied';
    throw new PhotokeepError(
      'refused',
      `cannot write to the Gallery ${folder}: ${why}`,
      'nothing was changed',
    );
  }
}

function trashDevice({ trash, root }: LibraryPaths): number {
  return identityAt(existsSync(trash) ? trash : nearest(root))?.dev ?? 0;
}

function nearest(folder: string): string {
  return existsSync(folder) ? folder : nearest(dirname(folder));
}

function exitCodeOf(context: Context, tally: Tally): ExitCode {
  const signal = context.interruptedBy();
  if (signal) return signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated;
  return tally.failed > 0 ? exitCodes.someFailed : exitCodes.fine;
}
