import type { ExitCode } from '../app/exit-codes.js';
import type { UnsafeReason } from '../plan/judge-safety.js';
import type { Amount } from './status.js';

/** A backup, and whether it may speak for a picture at all. */
export interface SafeBackup {
  readonly target: string;
  /** `together`: on the disk or machine of the Gallery; `unknown`: it may be */
  readonly counts: 'apart' | 'together' | 'unknown' | 'nothing-known';
  readonly reached?: 'now' | 'lately' | 'long ago';
  /** ISO 8601: when something was last learned about what is there */
  readonly knownAt?: string;
}

/** A file that is not safe, or a content of which no file is known any more. */
export interface SafeException {
  /** absolute: where it lies, in the Gallery or before it; undefined when it is nowhere here */
  readonly path?: string;
  /** under which it came */
  readonly name: string;
  readonly bytes: number;
  /** `2024-05-18`: when it was taken, where that is known */
  readonly day?: string;
  readonly reason: UnsafeReason;
  /** the backup that came nearest */
  readonly target?: string;
  /** from an older release, which did not write down from which folder it came */
  readonly isOriginUnknown?: true;
}

/** What may be deleted elsewhere, because it is kept here and in backups. */
export interface SafeReport {
  readonly subject:
    | {
        readonly kind: 'drop-folder';
        readonly name: string;
        readonly path: string;
        /** ISO 8601: when the first and the last of it came; undefined when nothing did */
        readonly since?: string;
        readonly lastReceived?: string;
        /** how many names in it are left aside: hidden, excluded, no plain files */
        readonly aside: number;
      }
    | { readonly kind: 'folder'; readonly path: string };
  /** how many backups are asked for */
  readonly copies: number;
  /** contents that were judged */
  readonly all: Amount;
  readonly safe: Amount;
  /** `2024-05-18`: everything taken up to then is safe, but for what was deleted, edited or held back */
  readonly until?: string;
  readonly exceptions: readonly SafeException[];
  readonly backups: readonly SafeBackup[];
  readonly exitCode: ExitCode;
}
