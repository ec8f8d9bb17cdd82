import type { SkipReason } from '../scan/reasons.js';
import type { AssetEvent, FileResult, ImportSummary } from './reporter.js';

type Counts = Pick<
  ImportSummary,
  'moved' | 'copied' | 'duplicates' | 'held' | 'again' | 'skipped' | 'failed' | 'bytes' | 'skippedBecause'
>;

/** Counts what an import did, file by file. */
export interface Tally {
  count(event: AssetEvent): void;
  readonly failed: number;
  /** how many were counted so far, whatever came of them */
  readonly files: number;
  counts(): Counts;
}

const counterOf = {
  move: 'moved',
  copy: 'copied',
  duplicate: 'duplicates',
  hold: 'held',
  skip: 'skipped',
} as const;

export function createTally(): Tally {
  const totals = { moved: 0, copied: 0, duplicates: 0, held: 0, again: 0, skipped: 0, failed: 0, bytes: 0 };
  const skippedBecause: Partial<Record<SkipReason, number>> = {};
  let files = 0;

  function countFile({ status, action, reason, bytes = 0, again }: FileResult): void {
    files++;
    if (status === 'failed') totals.failed++;
    else if (status === 'skipped') {
      totals.skipped++;
      const because = reason as SkipReason;
      skippedBecause[because] = (skippedBecause[because] ?? 0) + 1;
    } else {
      totals[counterOf[action]]++;
      if (again) totals.again++;
      if (action === 'move' || action === 'copy') totals.bytes += bytes;
    }
  }

  return {
    count(event) {
      countFile(event);
      event.companions.forEach(countFile);
    },
    get failed() {
      return totals.failed;
    },
    get files() {
      return files;
    },
    counts: () => ({ ...totals, skippedBecause }),
  };
}
