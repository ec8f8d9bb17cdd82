import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Origins, Settings } from '../config/settings.js';
import { createMetadataReader } from '../dates/exiftool.js';
import type { ImportRules } from '../plan/import-rules.js';
import { createImportPlanner } from '../plan/plan-import.js';
import { createPromises } from '../plan/promises.js';
import { failureEvent, groupByAsset, skipEvent } from '../report/asset-events.js';
import type { AssetEvent, ImportReporter, ImportSummary } from '../report/reporter.js';
import { createTally } from '../report/tally.js';
import { identityAt } from '../scan/identity.js';
import { countSource } from '../scan/scan-source.js';
import { fsPath } from '../system/fs-path.js';
import type { Context } from './context.js';
import { errorCode, PhotokeepError } from './errors.js';
import { type ExitCode, exitCodeOf } from './exit-codes.js';
import { expireTrash } from './expire-trash.js';
import { type FactSources, gatherFacts } from './gallery-facts.js';
import { learnGallery } from './gallery-presence.js';
import type { ImportPlaces } from './import-request.js';
import { inspect, type Inspected, inspectLone, type InspectTools, readDates } from './inspect.js';
import { loneSidecars } from './lone-sidecars.js';
import { lookAhead } from './look-ahead.js';
import { type Run, withRun } from './run.js';
import { type Candidates, scanBatches } from './scan-batches.js';
import { readSourceRules } from './source-rules.js';

export interface ImportOptions {
  readonly settings: Settings;
  /** where each of them was set, for messages */
  readonly origins: Origins;
  /** `move` and `copy` force it for every source */
  readonly transfer: 'move' | 'copy' | undefined;
  /** seconds, from the command line: then it also holds for named sources */
  readonly settle: number | undefined;
  /** lets in also what was imported before and removed, or taken back by an undo */
  readonly reimport: boolean;
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
  const rules = readSourceRules(places.sources, options);
  requireWritable(
    library.isNew && !existsSync(library.paths.gallery)
      ? dirname(library.paths.gallery)
      : library.paths.gallery,
  );
  const started = context.now().getTime();
  const tally = createTally();
  const report = (event: AssetEvent): void => {
    tally.count(event);
    reporter.event(event);
  };
  return withRun(context, library, { command: 'import', args, dryRun, reporter }, async (run) => {
    learnGallery(run.catalog, run.paths.gallery);
    const nowMs = run.trustedNowMs;
    const metadata = createMetadataReader({
      path: context.env['PATH'],
      extraTags: settings.dateFields,
      onStart: (pid) => {
        run.helperStarted('exiftool', pid);
      },
    });
    // Ctrl-C reaches exiftool too; closing it keeps it from being started again for the files it leaves unread.
    context.onInterrupt(() => void metadata.close());
    const tools: InspectTools = { metadata, rules, nowMs, hashes: run.hashes };
    const batches = scanBatches(run, places.sources, {
      transfer: options.transfer,
      settle: { dropFolder: settings.settle, named: options.settle ?? 0 },
      nowMs: started,
    });
    const total = places.sources.reduce((count, { path, borders }) => count + countSource(path, borders), 0);
    const importer = createBatchImporter(
      run,
      importRules(run, options),
      (paths) => readDates(paths, metadata, { ...rules.dates, nowMs }),
      report,
    );
    const importAll = async (inspected: AsyncIterable<Inspected>): Promise<Candidates[]> => {
      const lone: Candidates[] = [];
      for await (const batch of inspected) {
        // What exiftool could not read any more says nothing about the files.
        if (context.interruptedBy()) break;
        await importer.importBatch(batch);
        lone.push(...batch.lone);
        reporter.progress({ done: Math.min(tally.files, total), total });
      }
      return lone;
    };
    try {
      const lone = await importAll(lookAhead(batches, batchesAhead, (batch) => inspect(batch, tools)));
      const rest = loneSidecars(lone, importer.isKnownKey);
      await importAll(lookAhead(rest, batchesAhead, (batch) => inspectLone(batch, tools)));
    } finally {
      await metadata.close();
    }
    if (!context.interruptedBy()) await expireTrash(run, settings, reporter);
    const exitCode = exitCodeOf(context.interruptedBy(), tally.failed);
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

interface BatchImporter {
  importBatch(batch: Inspected): Promise<void>;
  /** whether files that came under this stem may be in the Gallery, or may be there by now in a dry run */
  readonly isKnownKey: (key: string) => boolean;
}

/** Plans, carries out and reports batch after batch. */
function createBatchImporter(
  run: Run,
  rules: ImportRules,
  datesOf: FactSources['datesOf'],
  report: (event: AssetEvent) => void,
): BatchImporter {
  const planner = createImportPlanner(rules);
  let promised = createPromises();
  return {
    async importBatch({ assets, skips, failures, notMedia }) {
      for (const skip of skips) report(skipEvent(skip));
      for (const failure of failures) report(failureEvent(failure));
      run.catalog.remember(notMedia.map(({ path, identity }) => ({ path, identity, reason: 'not-media' })));
      const facts = await gatherFacts(assets, { ...run, datesOf });
      // What a real run has done, the library itself knows, and memory must not grow with the number of files.
      if (!run.dryRun) promised = createPromises();
      const plan = planner.plan(assets, facts, promised);
      for (const skip of plan.skips) report(skipEvent(skip));
      const grouped = groupByAsset(report);
      await run.carryOut(plan.actions, grouped.add);
      grouped.end();
    },
    isKnownKey: (key) => promised.knowsKey(key) || run.catalog.byKey(key).length > 0,
  };
}

function importRules(
  { paths, id }: Run,
  { settings, reimport }: { settings: Settings; reimport: boolean },
): ImportRules {
  return {
    ...{ reimport, naming: settings.naming, gallery: paths.gallery, libraryRoot: paths.root },
    ...{ trash: join(paths.trash, id), held: join(paths.held, id) },
    stateDevice: identityAt(nearest(paths.state))?.dev ?? 0,
  };
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

function nearest(folder: string): string {
  return existsSync(folder) ? folder : nearest(dirname(folder));
}
