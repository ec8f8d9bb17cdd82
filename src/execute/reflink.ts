import {
  chmodSync,
  constants,
  copyFileSync,
  lstatSync,
  mkdtempSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from '../app/errors.js';
import { syncFolder } from '../library/durable-file.js';
import type { Journal } from '../library/journal.js';
import type { ReflinkAction } from '../plan/actions.js';
import { type FileIdentity, identityAt } from '../scan/identity.js';
import { copyAttributes } from '../system/copy-attributes.js';
import { fsPath, nameFromBytes } from '../system/fs-path.js';
import { ActionFailure } from './failures.js';
import {
  placeWithoutReplacing,
  removeSource,
  removeWorkingFile,
  syncFile,
  workingNames,
} from './operations.js';
import { requireSameBytes } from './require-same-bytes.js';

/**
 * Gives the name of a duplicate to a clone of the copy that stays. The clone is a snapshot: compared with the duplicate
 * byte for byte, it proves both that the two were the same and that it can be read back. The duplicate is renamed aside
 * before its name is taken, so that nothing which appears there in between is replaced (docs/decisions/0016).
 *
 * @returns the file that has the name now
 * @throws ActionFailure, or a system error; the duplicate has its name
 */
export function reflinkFile({ id, source, keep, identity }: ReflinkAction, journal: Journal): FileIdentity {
  const { temporary, aside } = workingNames(journal.run, id, source, source);
  const { nlink } = lstatSync(fsPath(source));
  if (nlink > 1) throw new ActionFailure('hard-linked');
  try {
    clone(keep, temporary);
    if (!copyAttributes(source, temporary)) throw new ActionFailure('not-permitted');
    requireSameBytes({ source, identity, keep: temporary });
    syncFile(temporary);
    removeSource(source, aside, identity, () => {
      const way = placeWithoutReplacing(temporary, source, (ino) => {
        journal.reserved(id, ino);
      });
      if (way === 'linked') unlinkSync(fsPath(temporary));
      syncFolder(dirname(source));
    });
  } catch (error) {
    removeWorkingFile(temporary);
    throw error;
  }
  const placed = identityAt(source);
  if (!placed) throw new ActionFailure('vanished');
  return placed;
}

/** Another file on the same blocks; its attributes are not those of the first yet. */
function clone(from: string, to: string): void {
  try {
    copyFileSync(fsPath(from), fsPath(to), constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE);
  } catch (error) {
    if (sharingIsImpossible.has(errorCode(error) ?? '')) throw new ActionFailure('cannot-share');
    throw error;
  }
  chmodSync(fsPath(to), 0o600);
}

/** ioctl_ficlone(2): no file system that can, two of them, or files that may not, such as swap files. */
const sharingIsImpossible = new Set([
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'ENOTTY',
  'EXDEV',
  'EINVAL',
  'EBADF',
]);

/**
 * Whether files in this folder can share their blocks and keep their attributes: tried on two that are removed again.
 *
 * @throws a system error when nothing can be written there
 */
export function canShareBlocks(folder: string): boolean {
  const made = nameFromBytes(mkdtempSync(fsPath(join(folder, '.photokeep-probe-')) as string, 'buffer'));
  const [first, second] = [join(made, 'first'), join(made, 'second')];
  try {
    writeFileSync(fsPath(first), 'photokeep');
    clone(first, second);
    return copyAttributes(first, second);
  } catch (error) {
    if (error instanceof ActionFailure) return false;
    throw error;
  } finally {
    rmSync(fsPath(made), { recursive: true, force: true });
  }
}
