import type { SkipReason } from '../scan/reasons.js';
import type { AssetEvent, ImportSummary } from './reporter.js';

/** Counts what an import did, event by event. */
export interface Tally {
  /** @param bytes size of the asset */
  count(event: AssetEvent, bytes: number): void;
  readonly failed: number;
  counts(): Pick<
    ImportSummary,
    'moved' | 'copied' | 'duplicates' | 'skipped' | 'failed' | 'bytes' | 'skippedBecause'
  >;
}

export function createTally(): Tally {
  const totals = { moved: 0, copied: 0, duplicates: 0, skipped: 0, failed: 0, bytes: 0 };
  const skippedBecause: Partial<Record<SkipReason, number>> = {};
  return {
    count({ status, action, reason }, bytes) {
      if (status === 'failed') totals.failed++;
      else if (status === 'skipped') {
        totals.skipped++;
        const because = reason as SkipReason;
        skippedBecause[because] = (skippedBecause[because] ?? 0) + 1;
      } else if (action === 'duplicate') totals.duplicates++;
      else {
        totals[action === 'move' ? 'moved' : 'copied']++;
        totals.bytes += bytes;
      }
    },
    get failed() {
      return totals.failed;
    },
    counts: () => ({ ...totals, skippedBecause }),
  };
}
