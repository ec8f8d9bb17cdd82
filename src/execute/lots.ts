import type { Action } from '../plan/actions.js';

/** Actions one after the other that are all done or none of them; most are alone. */
export function lotsOf<T extends Action>(actions: readonly T[]): T[][] {
  const lots: T[][] = [];
  for (const action of actions) {
    const lot = lots.at(-1);
    if (lot && action.together !== undefined && lot[0]?.together === action.together) lot.push(action);
    else lots.push([action]);
  }
  return lots;
}
