import type { LibraryPaths } from '../library/paths.js';
import { type RecordedRun, readHistory, type RunDetails } from '../library/run-history.js';
import { findRun } from './find-run.js';

/** The runs that changed something, or were to, newest first. @throws PhotokeepError `usage` for a newer format */
export function listRuns(paths: LibraryPaths): RecordedRun[] {
  return readHistory(paths).runs.toReversed();
}

/**
 * What a run did, in its order.
 *
 * @param named its id, or the beginning of it
 * @throws PhotokeepError `usage` when there is no such run
 */
export function describeRun(paths: LibraryPaths, named: string): RunDetails {
  const history = readHistory(paths);
  const run = findRun(history.runs, named);
  const { actions, outcomes } = history.journalOf(run.run);
  const undone = new Set(
    history.standingsOf(run.run).flatMap(({ action, isUndone }) => (isUndone ? [action.id] : [])),
  );
  return {
    run,
    actions: actions.map((action) => ({
      result: outcomes.get(action.id) ?? { action, status: 'planned' },
      isUndone: undone.has(action.id),
    })),
  };
}
