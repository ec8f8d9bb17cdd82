import type { HashPool } from '../content/hash-pool.js';
import { execute } from '../execute/execute.js';
import { removeEmptyFolders } from '../execute/operations.js';
import { Catalog } from '../library/catalog.js';
import { Journal, type HelperProcess, type JournalHeader } from '../library/journal.js';
import { type FoundContent, Ledger, noAction } from '../library/ledger.js';
import { takeLock } from '../library/lock.js';
import type { LibraryPaths } from '../library/paths.js';
import { recordOutcomes } from '../library/record.js';
import { rotateJournals, rotationRules } from '../library/rotate-journals.js';
import { forgetEmptiedTrashes } from '../library/trash-places.js';
import type { Action, Result } from '../plan/actions.js';
import { processStartTicks } from '../system/processes.js';
import { refuseVanishedGallery } from './gallery-presence.js';
import { prepareTrashes } from './prepare-trashes.js';
import { type RecoveredRun, recoverRuns } from './recover-runs.js';

/** Told of each action when it was done or failed; in a dry run, when it would be done. */
export type ReportResult = (result: Result) => void;

/** A library as one run may use it: to change it, or to see what would change. */
export interface LibraryState {
  readonly catalog: Catalog;
  readonly recovered: readonly RecoveredRun[];
  readonly helperStarted: (name: string, pid: number) => void;
  /** @param emptied folders that are to go afterwards if they are empty */
  carryOut(actions: readonly Action[], report: ReportResult, emptied?: readonly string[]): Promise<void>;
  recordFound(contents: readonly FoundContent[]): void;
  /** Frees everything, on every way out. @param end how the run ended, for the journal */
  close(end: 'finished' | 'interrupted' | 'failed'): void;
}

/** For a dry run: takes no lock, writes nothing, and tells of actions as planned. */
export function openToLook(
  paths: LibraryPaths,
  { random, fillsGallery }: Pick<RunCircumstances, 'random' | 'fillsGallery'>,
): LibraryState {
  const catalog = Catalog.openToRead(paths.catalog);
  if (!fillsGallery) refuseVanishedGallery(catalog, paths, random);
  catalog.ledger.update(paths.ledger);
  return {
    catalog,
    recovered: [],
    helperStarted: () => undefined,
    carryOut(actions, report) {
      for (const action of actions) report({ action, status: 'planned' });
      return Promise.resolve();
    },
    recordFound: () => undefined,
    close() {
      catalog.close();
    },
  };
}

/** What a run knows of the world. */
interface RunCircumstances {
  readonly isInterrupted: () => boolean;
  readonly random: () => number;
  /** milliseconds since 1970; undefined when the clock decides nothing */
  readonly trustedNowMs: number | undefined;
  /** whether most of the Gallery may be gone, because the run brings it back */
  readonly fillsGallery: boolean;
}

/**
 * For a real run: takes the library's lock, makes sure that the Gallery is there, and recovers what an earlier run
 * left behind.
 *
 * @throws PhotokeepError `later` when another run holds the library, `refused` when most of the Gallery is gone
 */
export function openToChange(
  paths: LibraryPaths,
  header: JournalHeader,
  hashes: HashPool,
  { isInterrupted, random, trustedNowMs, fillsGallery }: RunCircumstances,
): LibraryState {
  const { command, pid, startedAt, run } = header;
  const lock = takeLock(paths, { command, pid, since: startedAt });
  const catalog = Catalog.open(paths.catalog);
  if (!fillsGallery) refuseVanishedGallery(catalog, paths, random);
  const ledger = Ledger.open(paths.ledger);
  const recovered = recoverRuns(paths, catalog, ledger);
  catalog.ledger.update(paths.ledger);
  const helpers: HelperProcess[] = [];
  let journal: Journal | undefined;
  let underWay = false;

  /** A run that changes nothing leaves no journal behind. */
  function startJournal(): Journal {
    const started = Journal.start(paths, header);
    for (const helper of helpers) started.helperStarted(helper);
    return started;
  }

  return {
    catalog,
    recovered,
    helperStarted(name, helperPid) {
      const helper = { name, pid: helperPid, startTicks: processStartTicks(helperPid) ?? '' };
      helpers.push(helper);
      journal?.helperStarted(helper);
    },
    async carryOut(actions, report, emptied = []) {
      const { ready, failed } = prepareTrashes(paths, run, actions);
      failed.forEach(report);
      if (ready.length === 0) return;
      journal ??= startJournal();
      underWay = true;
      if (emptied.length > 0) journal.announceRemoval(emptied);
      for await (const outcomes of execute(ready, { journal, hashes, isInterrupted })) {
        recordOutcomes({ ledger, catalog, paths, run }, outcomes);
        outcomes.forEach(report);
      }
      removeEmptyFolders(emptied);
      underWay = false;
    },
    recordFound(contents) {
      ledger.append(contents.map((content) => ({ event: 'imported', ...content, run, action: noAction })));
      catalog.ledger.update(paths.ledger);
    },
    close(end) {
      ledger.sync();
      catalog.ledger.update(paths.ledger);
      // An executor that broke off in the middle leaves its journal open: the next run recovers from it.
      if (journal && !underWay) {
        journal.close({ end });
        forgetEmptiedTrashes(paths);
        rotateJournals(paths, rotationRules, trustedNowMs);
      }
      ledger.close();
      catalog.close();
      lock.release();
    },
  };
}
