import { unlinkSync } from 'node:fs';
import type { DeleteAction, Outcome } from '../plan/actions.js';
import { fsPath } from '../system/fs-path.js';
import { ActionFailure, failedLot, failReasonOf } from './failures.js';
import { isStillKept, type KeptCopy, keptCopyAt } from './kept-copy.js';
import { putBack, requireRemovable, setAside, workingNames } from './operations.js';
import { requireSameBytes } from './require-same-bytes.js';

/**
 * Deletes files for good, all or none of them: the last is compared and renamed aside before the first goes. Until then
 * each can get its name back; from there nothing can fail but the disk.
 */
export function deleteFiles(
  actions: readonly DeleteAction[],
  run: string,
  isInterrupted: () => boolean,
): Outcome[] {
  const ready: { action: DeleteAction; aside: string; kept: KeptCopy }[] = [];
  let current = actions[0];
  try {
    for (const action of actions) {
      current = action;
      if (isInterrupted()) throw new ActionFailure('interrupted');
      const { id, source, identity } = action;
      const { aside } = workingNames(run, id, source, source);
      const kept = keptCopyAt(action.keep);
      requireSameBytes(action);
      requireRemovable(source);
      setAside(source, aside, identity);
      ready.push({ action, aside, kept });
    }
    for (const { action, kept } of ready) {
      current = action;
      if (!isStillKept(kept)) throw new ActionFailure('keep-missing');
    }
  } catch (error) {
    for (const { action, aside } of ready.reverse()) putBack(aside, action.source);
    return failedLot(actions, current, failReasonOf(error));
  }
  for (const { aside } of ready) unlinkSync(fsPath(aside));
  return actions.map((action) => ({ action, status: 'done' }));
}
