import { failReasonOf } from '../execute/failures.js';
import type { LibraryPaths } from '../library/paths.js';
import { registerTrash, trashFolderIn } from '../library/trash-places.js';
import type { Action, Outcome } from '../plan/actions.js';
import type { FailReason } from '../scan/reasons.js';

/**
 * Makes the trash that actions need on other file systems, and takes it down in the library's state before anything
 * goes there.
 *
 * @returns the actions that can go on, and those whose trash could not be made
 */
export function prepareTrashes(
  paths: Pick<LibraryPaths, 'trash' | 'trashes'>,
  run: string,
  actions: readonly Action[],
): { ready: readonly Action[]; failed: readonly Outcome[] } {
  const reasons = new Map<string, FailReason | undefined>();
  const ready: Action[] = [];
  const failed: Outcome[] = [];
  for (const action of actions) {
    const root = otherTrashOf(action, paths, run);
    if (root !== undefined && !reasons.has(root)) reasons.set(root, makeTrash(paths, root, run));
    const reason = root === undefined ? undefined : reasons.get(root);
    if (reason === undefined) ready.push(action);
    else failed.push({ action, status: 'failed', reason });
  }
  return { ready, failed };
}

/** The folder on another file system whose trash an action fills, if it does. */
function otherTrashOf(
  action: Action,
  { trash }: Pick<LibraryPaths, 'trash'>,
  run: string,
): string | undefined {
  if (!('target' in action) || action.target.startsWith(`${trash}/`)) return undefined;
  const end = action.target.indexOf(trashFolderIn(`/`) + `/${run}/`);
  return end < 0 ? undefined : action.target.slice(0, end);
}

function makeTrash(paths: Pick<LibraryPaths, 'trashes'>, root: string, run: string): FailReason | undefined {
  try {
    registerTrash(paths, root, run);
    return undefined;
  } catch (error) {
    return failReasonOf(error);
  }
}
