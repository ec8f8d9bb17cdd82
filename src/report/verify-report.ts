import type { FailReason, SkipReason } from '../scan/reasons.js';
import type { Reporter, Summary } from './reporter.js';

/** What is wrong with a file of the Gallery. The fixed list that `--json` promises, beside what the system says. */
export const doubtReasons = {
  rotten: 'its bytes are not what they were, and nobody wrote to it',
  unclear: 'its bytes are not what they were, and whether somebody wrote to it cannot be told',
} as const;
export type DoubtReason = keyof typeof doubtReasons;

/** Why a file was not brought back. */
export const repairReasons = {
  'not-kept': 'no backup has it as it was',
  'not-reached': 'no backup that has it could be reached',
  damaged: 'no backup that was reached has it as it was',
} as const;
export type RepairReason = keyof typeof repairReasons;

/** A backup that has a file as it was. */
export interface GoodCopy {
  /** name of the target */
  readonly target: string;
  /** ISO 8601: when it was last read back and was right; undefined where it never was */
  readonly provenAt?: string;
}

/** What was found of one file of the Gallery, or done about it. Paths are absolute. */
export interface GalleryVerifyEvent {
  readonly event: 'file';
  /**
   * `verify`: read and compared; `learn`: read, and nothing was known to compare it with; `forget`: the catalog knew it,
   * and it is gone; `repair`: brought back from a backup; `trust`: right as it is, says the user
   */
  readonly action: 'verify' | 'learn' | 'forget' | 'repair' | 'trust' | 'skip';
  readonly status: 'planned' | 'done' | 'skipped' | 'failed';
  readonly path: string;
  /** bytes */
  readonly size?: number;
  /** XXH64, as 16 hexadecimal digits, of what it holds */
  readonly hash?: string;
  /** of what it held, where that is something else */
  readonly goodHash?: string;
  /** backups that have it as it was */
  readonly goodAt?: readonly GoodCopy[];
  /** of a repair: the backup that it came from */
  readonly target?: string;
  /** of a repair: where the bad file is now */
  readonly trashed?: string;
  readonly reason?: DoubtReason | RepairReason | SkipReason | FailReason;
}

/** How much of the Gallery was read and right lately. */
export interface GalleryCoverage {
  readonly files: number;
  /** how many of them within so many days */
  readonly verified30: number;
  readonly verified90: number;
  readonly verified365: number;
}

/** What a verification of the Gallery comes to. */
export interface GalleryVerifySummary extends Summary {
  readonly command: 'verify';
  /** files that were read, and their bytes */
  readonly read: number;
  readonly bytes: number;
  readonly right: number;
  /** read, and nothing was known to compare them with */
  readonly learnt: number;
  /** files that the catalog knew and that are gone */
  readonly forgotten: number;
  /** still so at the end */
  readonly rotten: number;
  readonly unclear: number;
  readonly repaired: number;
  /** files in doubt that the user said are right as they are */
  readonly trusted: number;
  readonly skipped: number;
  readonly failed: number;
  readonly skippedBecause: Readonly<Partial<Record<SkipReason, number>>>;
  readonly coverage: GalleryCoverage;
  readonly seconds: number;
}

export type GalleryVerifyReporter = Reporter<GalleryVerifyEvent, GalleryVerifySummary>;

type Counts = Omit<GalleryVerifySummary, keyof Summary | 'coverage' | 'seconds'>;

/** Counts what a verification found, event by event. */
export interface GalleryVerifyTally {
  count(event: GalleryVerifyEvent): void;
  counts(): Counts;
  /** how many files are not as they should be */
  wrong(): number;
}

export function createGalleryVerifyTally(): GalleryVerifyTally {
  const totals = {
    read: 0,
    bytes: 0,
    right: 0,
    learnt: 0,
    forgotten: 0,
    repaired: 0,
    trusted: 0,
    skipped: 0,
  };
  const wrong = new Map<string, DoubtReason | 'failed'>();
  const skippedBecause: Partial<Record<SkipReason, number>> = {};
  const number = (what: DoubtReason | 'failed'): number =>
    [...wrong.values()].filter((each) => each === what).length;

  function countReading({ action, path, reason, status, size = 0 }: GalleryVerifyEvent): void {
    const isDoubt = reason === 'rotten' || reason === 'unclear';
    if (status === 'failed') wrong.set(path, isDoubt ? reason : 'failed');
    if (status === 'failed' && !isDoubt) return;
    totals.read++;
    totals.bytes += size;
    if (isDoubt) return;
    if (action === 'learn') totals.learnt++;
    else totals.right++;
  }

  return {
    count(event) {
      const { action, path, status, reason } = event;
      if (action === 'forget') totals.forgotten++;
      else if (action === 'trust') totals.trusted++;
      else if (status === 'skipped') {
        const because = reason as SkipReason;
        totals.skipped++;
        skippedBecause[because] = (skippedBecause[because] ?? 0) + 1;
      } else if (action !== 'repair') countReading(event);
      else if (status === 'done') {
        totals.repaired++;
        wrong.delete(path);
      }
    },
    counts: () => ({
      ...{ ...totals, skippedBecause },
      ...{ rotten: number('rotten'), unclear: number('unclear'), failed: number('failed') },
    }),
    wrong: () => wrong.size,
  };
}
