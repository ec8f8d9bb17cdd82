import type { Action, Outcome } from '../plan/actions.js';
import type { FailReason } from '../scan/reasons.js';

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

/** What became of an action of which, with its lot, nothing is done because one of them failed. */
export function failedWithLot(
  action: Action,
  failed: { readonly action: Action; readonly reason: FailReason },
): Outcome {
  const ofOthers = failed.reason === 'interrupted' ? 'interrupted' : 'companion-failed';
  return { action, status: 'failed', reason: action.id === failed.action.id ? failed.reason : ofOthers };
}
