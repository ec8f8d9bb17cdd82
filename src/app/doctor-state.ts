import { checkCatalogFile } from '../library/check-catalog.js';
import { readDoubts } from '../library/doubts.js';
import { openJournalPath, openRuns, readJournalHeader } from '../library/journal.js';
import type { LibraryPaths } from '../library/paths.js';
import type { StateFacts } from '../plan/check-library.js';
import { processStartTicks } from '../system/processes.js';
import { PhotokeepError } from './errors.js';

/** What the state of a library says of itself. */
export function readState(paths: LibraryPaths): StateFacts {
  const open = openRuns(paths);
  const isAlive = (run: string): boolean =>
    processStartTicks(readJournalHeader(openJournalPath(paths, run)).pid) !== undefined;
  return {
    catalog: checkCatalogFile(paths.catalog),
    doubts: countDoubts(paths),
    staleRuns: open.filter((run) => !isAlive(run)),
    openRuns: open.filter(isAlive),
  };
}

function countDoubts(paths: LibraryPaths): number | undefined {
  try {
    return readDoubts(paths).filter(({ kind }) => kind !== 'trusted').length;
  } catch (error) {
    if (error instanceof PhotokeepError) return undefined;
    throw error;
  }
}
