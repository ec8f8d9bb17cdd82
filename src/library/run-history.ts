import type { Action, Result } from '../plan/actions.js';
import type { FileIdentity } from '../scan/identity.js';
import {
  closedJournalPath,
  closedRuns,
  openJournalPath,
  openRuns,
  type ReadJournal,
  readJournal,
  readJournalSummary,
  type RunSummary,
} from './journal.js';
import type { LibraryPaths } from './paths.js';

/** Whether what a run did was taken back. */
export type Undone = 'no' | 'partly' | 'yes';

/** A run as its journal tells it, and those of later runs. */
export interface RecordedRun extends RunSummary {
  readonly undone: Undone;
}

/** An action that was done, as things stand now. */
export interface Standing {
  /** its target is where the file was put last: by itself, by what took it back, or by what did it again */
  readonly action: Action;
  /** the file there, right after it was put; undefined where that is not on record */
  readonly placed?: FileIdentity;
  readonly isUndone: boolean;
}

/** An action of a run: what came of it, and whether a later run took it back. `planned` where a run was cut off. */
export interface RecordedAction {
  readonly result: Result;
  readonly isUndone: boolean;
}

/** A run with all that it did. */
export interface RunDetails {
  readonly run: RecordedRun;
  readonly actions: readonly RecordedAction[];
}

/** The runs of a library, as far as their journals are kept. Whole journals are read only when they are needed. */
export interface RunHistory {
  /** oldest first */
  readonly runs: readonly RecordedRun[];
  journalOf(run: string): ReadJournal;
  /** What the run did, in its order. */
  standingsOf(run: string): readonly Standing[];
}

/** @throws PhotokeepError `usage` when a newer photokeep wrote one of the journals */
export function readHistory(paths: Pick<LibraryPaths, 'journals' | 'openJournals'>): RunHistory {
  const pathOf = new Map([
    ...closedRuns(paths).map((run) => [run, closedJournalPath(paths, run)] as const),
    ...openRuns(paths).map((run) => [run, openJournalPath(paths, run)] as const),
  ]);
  const summaries = [...pathOf.values()].map((path) => readJournalSummary(path)).sort(byStart);
  const journalOf = memoized((run) => readJournal(pathOf.get(run) as string));
  const standingsOf = memoized((run): readonly Standing[] => {
    const takers = summaries.filter(({ undoes }) => undoes.includes(run));
    return standings(
      journalOf(run),
      takers.flatMap((taker) => standingsOf(taker.run)),
    );
  });
  // Whether a run is undone depends on whether what undid it was undone.
  const undoneOf = memoized((run): Undone => {
    const takers = summaries.filter(({ undoes }) => undoes.includes(run));
    return undoneBy(takers.map(withUndone), () => standingsOf(run));
  });
  const withUndone = (summary: RunSummary): RecordedRun => ({ ...summary, undone: undoneOf(summary.run) });
  return { runs: summaries.map(withUndone), journalOf, standingsOf };
}

/** By the millisecond: ids know seconds only. */
function byStart(a: RunSummary, b: RunSummary): number {
  const [keyA, keyB] = [a, b].map(({ startedAt, run }) => `${startedAt} ${run}`) as [string, string];
  return keyA < keyB ? -1 : keyA > keyB ? 1 : 0;
}

/** @param later what later runs did, oldest first */
function standings({ header: { run }, outcomes }: ReadJournal, later: readonly Standing[]): Standing[] {
  const takers = new Map<number, Standing>();
  for (const standing of later) {
    const { undoes } = standing.action;
    // One that holds counts, whatever the clock says of those that were undone themselves.
    if (undoes?.run === run && takers.get(undoes.action)?.isUndone !== false)
      takers.set(undoes.action, standing);
  }
  return [...outcomes.values()].flatMap((outcome): Standing[] => {
    if (outcome.status === 'failed') return [];
    const { action, placed } = outcome;
    const taker = takers.get(action.id);
    if (!taker) return [{ action, ...(placed && { placed }), isUndone: false }];
    return [{ ...taker, action: withTargetOf(action, taker.action), isUndone: !taker.isUndone }];
  });
}

function withTargetOf(action: Action, taker: Action): Action {
  return 'target' in action && 'target' in taker ? { ...action, target: taker.target } : action;
}

/** Reads the journals only where the last lines do not tell: after a run that was cut off, or took back a part. */
function undoneBy(takers: readonly RecordedRun[], standingsOf: () => readonly Standing[]): Undone {
  const standing = takers.filter(({ undone }) => undone !== 'yes');
  if (standing.length === 0) return 'no';
  const isWhole = ({ command, end, counts, undone }: RecordedRun): boolean =>
    command === 'undo' && end === 'finished' && counts.failed === 0 && undone === 'no';
  if (standing.some(isWhole)) return 'yes';
  const undoable = standingsOf().filter(({ action }) => 'target' in action);
  const left = undoable.filter(({ isUndone }) => !isUndone).length;
  return left === 0 ? 'yes' : left === undoable.length ? 'no' : 'partly';
}

function memoized<T>(read: (run: string) => T): (run: string) => T {
  const known = new Map<string, T>();
  return (run) => {
    if (!known.has(run)) known.set(run, read(run));
    return known.get(run) as T;
  };
}
