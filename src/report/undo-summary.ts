import type { UndoSkipReason } from '../plan/undo-reasons.js';
import type { FileEvent } from './file-events.js';
import type { Reporter, Summary } from './reporter.js';

/** What an undo, or a restoration from the trash, comes to. */
export interface UndoSummary extends Summary {
  readonly command: 'undo' | 'trash restore';
  /** ids of the runs that it takes something back of */
  readonly undoes: readonly string[];
  /** the command of the run that is undone, where it is one */
  readonly of?: string;
  /** files that went back to where they came from */
  readonly restored: number;
  /** copies that were taken out of the Gallery again, into the trash */
  readonly trashed: number;
  readonly skipped: number;
  readonly failed: number;
  /** bytes of what was restored */
  readonly bytes: number;
  /** contents that left the Gallery: import will skip them as `undone` */
  readonly leftGallery: number;
  /** the user was asked and said no */
  readonly declined: boolean;
  readonly seconds: number;
  readonly skippedBecause: Readonly<Partial<Record<UndoSkipReason, number>>>;
}

export type UndoReporter = Reporter<FileEvent, UndoSummary>;

type UndoCounts = Pick<
  UndoSummary,
  'restored' | 'trashed' | 'skipped' | 'failed' | 'bytes' | 'skippedBecause'
>;

/** Counts what an undo did, event by event. */
export interface UndoTally {
  count(event: FileEvent): void;
  counts(): UndoCounts;
  /** how many events there were */
  total(): number;
}

export function createUndoTally(): UndoTally {
  const totals = { restored: 0, trashed: 0, skipped: 0, failed: 0, bytes: 0 };
  const skippedBecause: Partial<Record<UndoSkipReason, number>> = {};
  return {
    count({ status, action, size = 0, reason }) {
      if (status === 'failed') totals.failed++;
      else if (status === 'skipped') {
        totals.skipped++;
        const because = reason as UndoSkipReason;
        skippedBecause[because] = (skippedBecause[because] ?? 0) + 1;
      } else if (action === 'trash') totals.trashed++;
      else {
        totals.restored++;
        totals.bytes += size;
      }
    },
    counts: () => ({ ...totals, skippedBecause: { ...skippedBecause } }),
    total: () => totals.restored + totals.trashed + totals.skipped + totals.failed,
  };
}
