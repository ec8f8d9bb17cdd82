import type { FailReason, SkipReason } from '../scan/reasons.js';
import type { Reporter, Summary } from './reporter.js';

/** What happened, or would happen, to one file of the Gallery in the catalog; nothing ever happens to the file. */
export interface AdoptEvent {
  readonly event: 'file';
  readonly status: 'planned' | 'done' | 'skipped' | 'failed';
  /** `forget`: the catalog knew it, and it is gone */
  readonly action: 'adopt' | 'forget' | 'skip';
  /** absolute */
  readonly path: string;
  /** bytes */
  readonly size?: number;
  /** XXH64, as 16 hexadecimal digits; not before it was read */
  readonly hash?: string;
  readonly reason?: SkipReason | FailReason;
}

/** The counts of an adoption. */
export interface AdoptSummary extends Summary {
  readonly command: 'adopt';
  /** files that were read */
  readonly adopted: number;
  /** bytes that were read */
  readonly bytes: number;
  /** files that the catalog knew already, unchanged since */
  readonly known: number;
  /** files that the catalog knew and that are gone */
  readonly forgotten: number;
  /** contents that are new to the ledger */
  readonly recorded: number;
  readonly skipped: number;
  readonly failed: number;
  readonly seconds: number;
  readonly skippedBecause: Readonly<Partial<Record<SkipReason, number>>>;
}

export type AdoptReporter = Reporter<AdoptEvent, AdoptSummary>;

type Counts = Pick<
  AdoptSummary,
  'adopted' | 'bytes' | 'known' | 'forgotten' | 'recorded' | 'skipped' | 'failed' | 'skippedBecause'
>;

/** Counts what an adoption did, event by event; what has no event is added by its name. */
export interface AdoptTally {
  count(event: AdoptEvent): void;
  add(what: 'known' | 'recorded', number: number): void;
  counts(): Counts;
}

export function createAdoptTally(): AdoptTally {
  const totals = { adopted: 0, bytes: 0, known: 0, forgotten: 0, recorded: 0, skipped: 0, failed: 0 };
  const skippedBecause: Partial<Record<SkipReason, number>> = {};
  return {
    count({ status, action, reason, size = 0 }) {
      if (status === 'failed') totals.failed++;
      else if (status === 'skipped') {
        const because = reason as SkipReason;
        totals.skipped++;
        skippedBecause[because] = (skippedBecause[because] ?? 0) + 1;
      } else if (action === 'forget') totals.forgotten++;
      else {
        totals.adopted++;
        totals.bytes += size;
      }
    },
    add(what, number) {
      totals[what] += number;
    },
    counts: () => ({ ...totals, skippedBecause }),
  };
}
