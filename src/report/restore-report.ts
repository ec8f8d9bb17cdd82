import type { FailReason } from '../scan/reasons.js';
import { failReasons } from '../scan/reasons.js';
import { backupFailReasons, type BackupFailReason } from './backup-report.js';
import type { Reporter, Summary } from './reporter.js';

/** Why a file did not come back. The fixed list that `--json` promises. */
export const restoreFailReasons = {
  ...backupFailReasons,
  ...failReasons,
  missing: 'is missing at the target',
  damaged: 'is damaged at the target',
  'not-kept': 'is not kept at the target any more',
} as const;
export type RestoreFailReason = FailReason | Exclude<BackupFailReason, 'wrong'> | 'damaged' | 'not-kept';

/** What happened, or would happen, to one file that is wanted back. Paths are absolute. */
export interface RestoreFileEvent {
  readonly event: 'file';
  /** `skipped`: the same is there already */
  readonly status: 'planned' | 'done' | 'skipped' | 'failed';
  readonly action: 'restore';
  /** where it was, at the destination */
  readonly path: string;
  /** where it is now or would be; another path where something else has that name */
  readonly to: string;
  /** bytes */
  readonly size: number;
  readonly reason?: 'same' | RestoreFailReason;
}

/** What a restore comes to. */
export interface RestoreSummary extends Summary {
  readonly command: 'backup restore';
  /** name of the target */
  readonly target: string;
  /** absolute */
  readonly to: string;
  readonly restored: number;
  /** of those: under another name, because something else has theirs */
  readonly beside: number;
  /** files of which the same was there already */
  readonly same: number;
  readonly failed: number;
  /** bytes of what was restored */
  readonly bytes: number;
  readonly seconds: number;
  /** it was only tried, and nothing of it kept */
  readonly drill?: true;
}

export type RestoreReporter = Reporter<RestoreFileEvent, RestoreSummary>;

type Counts = Pick<RestoreSummary, 'restored' | 'beside' | 'same' | 'failed' | 'bytes'>;

/** Counts what a restore did, event by event. */
export interface RestoreTally {
  count(event: RestoreFileEvent): void;
  counts(): Counts;
  /** how many events there were */
  total(): number;
}

export function createRestoreTally(): RestoreTally {
  const totals = { restored: 0, beside: 0, same: 0, failed: 0, bytes: 0 };
  return {
    count({ status, path, to, size }) {
      if (status === 'failed') totals.failed++;
      else if (status === 'skipped') totals.same++;
      else {
        totals.restored++;
        totals.bytes += size;
        if (path !== to) totals.beside++;
      }
    },
    counts: () => ({ ...totals }),
    total: () => totals.restored + totals.same + totals.failed,
  };
}
