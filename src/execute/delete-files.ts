import { unlinkSync } from 'node:fs';
import { sameBytes } from '../content/same-bytes.js';
import type { DeleteAction, Outcome } from '../plan/actions.js';
import { fsPath } from '../system/fs-path.js';
import { ActionFailure, failReasonOf } from './failures.js';
import { isStillKept, keptCopyAt } from './kept-copy.js';
import { failedWithLot } from './lots.js';
import { putBack, requireRemovable, setAside, workingNames } from './operations.js';
import { requireSameBytes } from './require-same-bytes.js';

/**
 * Deletes files for good, all or none of them: each is compared, then each is renamed aside, where nobody finds it any
 * more; there it is compared once more, for it may have been written to until then, and there is a last look at the copy
 * that stays. Until then all can get their names back; from there nothing can fail but the disk.
 */
export function deleteFiles(
  actions: readonly DeleteAction[],
  run: string,
  isInterrupted: () => boolean,
): Outcome[] {
  const kept = new Map(actions.map((action) => [action, keptCopyAt(action.keep)]));
  const aside = new Map<DeleteAction, string>();
  const steps = [
    (action: DeleteAction): void => {
      if (isInterrupted()) throw new ActionFailure('interrupted');
      requireSameBytes(action);
      requireRemovable(action.source);
    },
    (action: DeleteAction): void => {
      const { id, source, identity } = action;
      const names = workingNames(run, id, source, source);
      setAside(source, names.aside, identity);
      aside.set(action, names.aside);
    },
    (action: DeleteAction): void => {
      const path = aside.get(action);
      const requireKept = (): void => {
        if (!isStillKept(kept.get(action))) throw new ActionFailure('keep-missing');
      };
      requireKept();
      if (action.keep === undefined || path === undefined) return;
      if (!sameBytes(path, action.keep)) throw new ActionFailure('not-identical');
      requireKept();
    },
  ];
  for (const step of steps) {
    for (const action of actions) {
      try {
        step(action);
      } catch (error) {
        for (const [{ source }, path] of aside) putBack(path, source);
        const failed = { action, reason: failReasonOf(error) };
        return actions.map((each) => failedWithLot(each, failed));
      }
    }
  }
  for (const path of aside.values()) unlinkSync(fsPath(path));
  return actions.map((action) => ({ action, status: 'done' }));
}
