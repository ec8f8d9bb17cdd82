import type { Reporter, Summary } from './reporter.js';

/** What is wrong with a file at a target. The fixed list that `--json` promises. */
export const verifyFindings = {
  missing: 'is missing',
  changed: 'is another file than the one that was sent',
  rotten: 'has decayed: its size and time are as they were, its bytes are not',
  extra: 'is not known: nobody sent it',
  unreadable: 'could not be read',
} as const;
export type VerifyFinding = keyof typeof verifyFindings;

/** What a file at a target turned out to be. */
export interface VerifyFileEvent {
  readonly event: 'file';
  readonly action: 'verify';
  /** name of the target */
  readonly target: string;
  readonly status: 'done' | 'failed';
  /** at the target, relative to its folder */
  readonly path: string;
  /** bytes; undefined for what is not known */
  readonly size?: number;
  readonly reason?: VerifyFinding;
}

/** How much of what is backed up was read back and right lately. */
export interface CoverageReport {
  /** current files */
  readonly files: number;
  /** how many of them within so many days */
  readonly proven30: number;
  readonly proven90: number;
  readonly proven365: number;
  /** the file that waits longest: it was read back or, where it never was, sent so long ago */
  readonly oldest?: { readonly path: string; readonly since: string; readonly wasProven: boolean };
}

/** What a verification comes to. */
export interface VerifySummary extends Summary, Readonly<Record<VerifyFinding, number>> {
  readonly command: 'backup verify';
  readonly target: string;
  /** files that were read back, and of those that could have been */
  readonly read: number;
  readonly of: number;
  readonly right: number;
  /** older versions and deleted files that were found wrong before, and of which there is no good copy */
  readonly lost: number;
  /** bytes that were read back */
  readonly bytes: number;
  readonly coverage: CoverageReport;
  readonly seconds: number;
}

export type VerifyReporter = Reporter<VerifyFileEvent, VerifySummary>;

type Counts = Pick<VerifySummary, VerifyFinding | 'read' | 'right' | 'bytes'>;

/** Counts what a verification found, event by event. */
export interface VerifyTally {
  count(event: VerifyFileEvent): void;
  counts(): Counts;
  /** how many are not as they should be */
  wrong(): number;
}

export function createVerifyTally(): VerifyTally {
  const findings = { missing: 0, changed: 0, rotten: 0, extra: 0, unreadable: 0 };
  const totals = { read: 0, right: 0, bytes: 0 };
  return {
    count({ status, reason, size = 0 }) {
      if (reason !== undefined) findings[reason]++;
      if (status === 'done' || reason === 'rotten') {
        totals.read++;
        totals.bytes += size;
      }
      if (status === 'done') totals.right++;
    },
    counts: () => ({ ...findings, ...totals }),
    wrong: () => Object.values(findings).reduce((sum, number) => sum + number, 0),
  };
}
