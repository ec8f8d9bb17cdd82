import { recover } from '../execute/recover.js';
import type { Catalog } from '../library/catalog.js';
import { Journal, openJournalPath, openRuns, type ReadJournal, readJournal } from '../library/journal.js';
import { importedActions, type Ledger } from '../library/ledger.js';
import type { LibraryPaths } from '../library/paths.js';
import { ledgerEntries, recordInCatalog } from '../library/record.js';
import { missingTrashes } from '../library/trash-places.js';
import { missingMount } from '../system/mounts.js';
import { killIfStillRunning } from '../system/processes.js';

/** What came of a run that had been cut off. */
export interface RecoveredRun {
  readonly run: string;
  readonly finished: number;
  readonly rolledBack: number;
}

/**
 * Finishes or rolls back every run whose journal is open. To be called with the library's lock held. One that had been
 * at work on a disk that is not there has to wait for it.
 */
export function recoverRuns(paths: LibraryPaths, catalog: Catalog, ledger: Ledger): RecoveredRun[] {
  return openRuns(paths).flatMap((run) => {
    const read = readJournal(openJournalPath(paths, run));
    if (isOnMissingDisk(paths, read)) return [];
    for (const { pid, startTicks } of read.helpers) killIfStillRunning(pid, startTicks);
    const recovered = recover(read);
    const recorded = new Map(read.outcomes);
    for (const { action } of recovered) recorded.delete(action.id);
    const journal = Journal.reopen(paths, { ...read, outcomes: recorded });
    journal.record(recovered);
    // The crash may have come after an action was done and before the ledger and the catalog learned of it.
    // What was placed is told as it was then: a file that was edited since must not get the fingerprint of before.
    const outcomes = [...recorded.values(), ...recovered];
    const known = importedActions(paths.ledger, run);
    const entries = ledgerEntries(paths, run, outcomes);
    ledger.append(entries.filter(({ action }) => !known.has(action)));
    ledger.sync();
    recordInCatalog(catalog, paths, outcomes);
    const finished = recovered.filter(({ status }) => status === 'done').length;
    const rolledBack = recovered.length - finished;
    journal.close({ end: 'recovered', finished, rolledBack });
    return [{ run, finished, rolledBack }];
  });
}

function isOnMissingDisk(paths: LibraryPaths, { header: { run }, actions, outcomes }: ReadJournal): boolean {
  const isUnmounted = actions.some(
    ({ id, source }) => !outcomes.has(id) && missingMount(source) !== undefined,
  );
  return isUnmounted || missingTrashes(paths).some(({ runs }) => runs.includes(run));
}
