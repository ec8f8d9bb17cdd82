import { errorCode } from '../app/errors.js';
import type { Fingerprinter, ReadFingerprint } from './fingerprint.js';

/** What came of one file: its fingerprint, or the code of the system error. */
export type HashAnswer = ReadFingerprint | { readonly error: string };

export function hashAnswer(path: string, fingerprintOf: Fingerprinter): HashAnswer {
  try {
    return fingerprintOf(path);
  } catch (error) {
    return { error: errorCode(error) ?? 'EIO' };
  }
}
