import { unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sameBytes } from '../content/same-bytes.js';
import type { TrashAction } from '../plan/actions.js';
import { fsPath } from '../system/fs-path.js';
import { ActionFailure, failReasonOf } from './failures.js';
import { copyToTemporary, putBack, removeWorkingFile, syncFile } from './operations.js';

/**
 * Undoes a removal: the file goes back to its name, or where that is out of reach, to that of its copy.
 *
 * @returns false when the disk does not let it, and it stays in the trash
 */
export function takeFromTrash({ id, source, target, keep }: TrashAction): boolean {
  const ways = [
    (): void => {
      putBack(target, source);
    },
    (): void => {
      copyBack(target, source, join(dirname(source), `.photokeep-back-${String(id)}.tmp`));
    },
    (): void => {
      putBack(target, keep);
    },
  ];
  return ways.some(isPossible);
}

function isPossible(way: () => void): boolean {
  try {
    way();
    return true;
  } catch (error) {
    failReasonOf(error);
    return false;
  }
}

/** Into the trash of another file system the file was copied, and so it comes back. */
function copyBack(target: string, source: string, temporary: string): void {
  try {
    copyToTemporary(target, temporary);
    syncFile(temporary);
    if (!sameBytes(target, temporary)) throw new ActionFailure('verify-failed');
    putBack(temporary, source);
  } catch (error) {
    removeWorkingFile(temporary);
    throw error;
  }
  unlinkSync(fsPath(target));
}
