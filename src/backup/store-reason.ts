import { constants } from 'node:os';
import { errorCode, errorMessage } from '../app/errors.js';
import { ActionFailure } from '../execute/failures.js';
import { StoreError, type StoreReason } from './store.js';

const reasons: Readonly<Record<string, StoreReason>> = {
  ENOENT: 'vanished',
  EEXIST: 'target-taken',
  ENOTDIR: 'target-taken',
  EISDIR: 'target-taken',
  ENOSPC: 'no-space',
  EDQUOT: 'no-space',
  EROFS: 'read-only',
  EACCES: 'not-permitted',
  EPERM: 'not-permitted',
  EIO: 'unreadable',
  ENAMETOOLONG: 'name-too-long',
  // What exFAT and NTFS say to a colon or a question mark in a name.
  EINVAL: 'name-not-allowed',
  EILSEQ: 'name-not-allowed',
};

/** The reason for a system error by its code. */
function reasonOfCode(code: string | undefined): StoreReason {
  return reasons[code ?? ''] ?? 'tool-failed';
}

/** The reason for a system error by its number, as other programs print it. */
export function reasonOfErrno(errno: number): StoreReason {
  const [code] = Object.entries(constants.errno).find(([, number]) => number === errno) ?? [];
  return reasonOfCode(code);
}

/** Why one file could not be dealt with. @throws what is no system error: that is a bug */
export function reasonOf(error: unknown): StoreReason {
  if (error instanceof ActionFailure) return 'target-taken';
  if (errorCode(error) === undefined) throw error;
  return reasonOfCode(errorCode(error));
}

/** For a system error that concerns the target itself. @param where what could not be used, as the user knows it */
export function storeErrorOf(error: unknown, where: string): StoreError {
  const reason = reasonOf(error);
  return new StoreError(
    reason === 'vanished' ? 'unreachable' : reason,
    `${where}: ${errorMessage(error)}`,
    reason === 'vanished' || reason === 'unreadable',
  );
}

/** Ends a call after `stop`. */
export function interrupted(): StoreError {
  return new StoreError('interrupted', 'interrupted', false);
}
