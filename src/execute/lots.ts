import { errorCode } from '../app/errors.js';
import type { Action, Outcome } from '../plan/actions.js';
import { failReasonOf } from './failures.js';
import { putBack } from './operations.js';
import { requireSameBytes } from './require-same-bytes.js';

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

/** What is deleted does not come back: all of a lot is compared before the first of it goes. */
export function deletionHindrance(lot: readonly Action[]): FailedOutcome | undefined {
  if (lot.length === 1) return undefined;
  for (const action of lot) {
    try {
      if (action.kind === 'delete') requireSameBytes(action);
    } catch (error) {
      return { action, status: 'failed', reason: failReasonOf(error) };
    }
  }
  return undefined;
}

/** What became of an action whose lot did not come to its end. */
export function failedWithLot(action: Action, failed: FailedOutcome): FailedOutcome {
  if (action === failed.action) return failed;
  const reason = failed.reason === 'interrupted' ? 'interrupted' : 'companion-failed';
  return { action, status: 'failed', reason };
}

/** Brings back what had gone to the trash when another one of its lot failed; where that fails too, it stays there. */
export function takeLotBack(outcomes: readonly Outcome[]): readonly Outcome[] {
  const failed = outcomes.find((outcome) => outcome.status === 'failed');
  return failed ? outcomes.map((outcome) => takenBack(outcome, failed)) : outcomes;
}

function takenBack(outcome: Outcome, failed: FailedOutcome): Outcome {
  const { action, status } = outcome;
  if (status === 'failed' || action.kind !== 'trash') return outcome;
  try {
    putBack(action.target, action.source);
    return failedWithLot(action, failed);
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return outcome;
  }
}
