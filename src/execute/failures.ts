import { errorCode } from '../app/errors.js';
import type { FailReason } from '../scan/reasons.js';

/** Ends one action; the file is where it was. */
export class ActionFailure extends Error {
  override readonly name = 'ActionFailure';

  constructor(readonly reason: FailReason) {
    super(reason);
  }
}

const reasonOfCode: Readonly<Record<string, FailReason>> = {
  ENOENT: 'vanished',
  EEXIST: 'target-taken',
  ENOTDIR: 'target-taken',
  EISDIR: 'target-taken',
  ENOSPC: 'no-space',
  EDQUOT: 'no-space',
  EROFS: 'read-only',
  EACCES: 'not-permitted',
  EPERM: 'not-permitted',
  ENAMETOOLONG: 'name-too-long',
};

/** The reason to report for anything that an operation threw. @throws what is no system error: that is a bug */
export function failReasonOf(error: unknown): FailReason {
  if (error instanceof ActionFailure) return error.reason;
  const code = errorCode(error);
  if (code === undefined || !/^E[A-Z0-9]+$/.test(code)) throw error;
  return reasonOfCode[code] ?? 'io-error';
}
