import { unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from '../app/errors.js';
import { sameBytes } from '../content/same-bytes.js';
import type { TrashAction } from '../plan/actions.js';
import { fsPath } from '../system/fs-path.js';
import { ActionFailure } from './failures.js';
import { copyToTemporary, putBack, removeWorkingFile, syncFile } from './operations.js';

/** Undoes a removal: the file goes back to its name, or where that is out of reach, to that of its copy. */
export function takeFromTrash(action: TrashAction): void {
  const { source, target, keep } = action;
  try {
    putBack(target, source);
  } catch (error) {
    if (errorCode(error) !== 'EXDEV') throw error;
    if (!isCopiedBack(action)) putBack(target, keep);
  }
}

/** Into the trash of another file system the file was copied, and so it comes back. */
function isCopiedBack({ id, source, target }: TrashAction): boolean {
  const temporary = join(dirname(source), `.photokeep-back-${String(id)}.tmp`);
  try {
    copyToTemporary(target, temporary);
    syncFile(temporary);
    if (!sameBytes(target, temporary)) throw new ActionFailure('verify-failed');
    putBack(temporary, source);
    unlinkSync(fsPath(target));
    return true;
  } catch {
    removeWorkingFile(temporary);
    return false;
  }
}
