import type { Action, Outcome } from '../plan/actions.js';

/** How many files a run moved, copied, trashed, deleted for good, let share their blocks, or could not. */
export interface RunCounts {
  readonly moved: number;
  readonly copied: number;
  readonly trashed: number;
  readonly deleted: number;
  readonly reflinked: number;
  readonly failed: number;
}

/** The last line of a journal, in so far as it spares others the reading of all lines before it. */
export interface RunResult {
  readonly counts: RunCounts;
  /** ids of the runs that this one took something back of */
  readonly undoes: readonly string[];
}

/** Adds up what a run does, outcome by outcome. */
export interface RunSum {
  add(outcome: Outcome): void;
  result(): RunResult;
}

export const noCounts: RunCounts = { moved: 0, copied: 0, trashed: 0, deleted: 0, reflinked: 0, failed: 0 };

export function createRunSum(): RunSum {
  const counts = { ...noCounts };
  const undoes = new Set<string>();
  return {
    add(outcome) {
      if (outcome.status === 'failed') {
        // What was never begun did not fail.
        if (outcome.reason !== 'interrupted') counts.failed++;
        return;
      }
      const name = countOf(outcome.action);
      if (name) counts[name]++;
      if (outcome.action.undoes) undoes.add(outcome.action.undoes.run);
    },
    result: () => ({ counts: { ...counts }, undoes: [...undoes] }),
  };
}

/** Which count an action adds to; undefined for one that changes nothing. */
function countOf(action: Action): keyof RunCounts | undefined {
  switch (action.kind) {
    case 'move':
      return 'moved';
    case 'copy':
      return action.removeSource ? 'moved' : 'copied';
    case 'trash':
      return 'trashed';
    case 'delete':
      return 'deleted';
    case 'reflink':
      return 'reflinked';
    case 'compare':
      return undefined;
  }
}
