import type { Action, Outcome } from '../plan/actions.js';
import { takeFromTrash } from './take-from-trash.js';

// Actions that are all done or none of them: half of a pair would be of no use to anybody.

/** Takes actions apart into those that are done together; most are by themselves. */
export function lotsOf<A extends Action>(actions: readonly A[]): A[][] {
  const lots: A[][] = [];
  for (const action of actions) {
    const lot = lots.at(-1);
    if (lot && action.together !== undefined && lot[0]?.together === action.together) lot.push(action);
    else lots.push([action]);
  }
  return lots;
}

export type FailedOutcome = Extract<Outcome, { readonly status: 'failed' }>;

/** What became of an action of which, with its lot, nothing is done because one of them failed. */
export function failedWithLot(action: Action, failed: Pick<FailedOutcome, 'action' | 'reason'>): Outcome {
  const ofOthers = failed.reason === 'interrupted' ? 'interrupted' : 'companion-failed';
  return { action, status: 'failed', reason: action.id === failed.action.id ? failed.reason : ofOthers };
}

/** Brings back what had gone to the trash when another one of its lot failed; where that fails too, it stays there. */
export function takenBack(outcome: Outcome, failed: FailedOutcome): Outcome {
  const { action, status } = outcome;
  const isGone = status === 'done' && action.kind === 'trash';
  return isGone && takeFromTrash(action) ? failedWithLot(action, failed) : outcome;
}
