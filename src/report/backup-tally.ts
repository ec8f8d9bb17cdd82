import type { BackupCounts, BackupFileEvent } from './backup-report.js';

/** Counts what a backup does, event by event. */
export interface BackupTally {
  count(event: Omit<BackupFileEvent, 'event' | 'target'>): void;
  verified(files: number): void;
  counts(): BackupCounts;
}

export function createBackupTally(): BackupTally {
  const counts = {
    sent: 0,
    moved: 0,
    changed: 0,
    gone: 0,
    held: 0,
    doubtful: 0,
    failed: 0,
    bytes: 0,
    verified: 0,
  };
  return {
    count({ status, action, bytes = 0, reason }) {
      if (status === 'failed') counts.failed += reason === 'interrupted' ? 0 : 1;
      else if (status === 'skipped') counts[reason === 'held' ? 'held' : 'doubtful']++;
      else if (action === 'move') counts.moved++;
      else if (action === 'version' || action === 'keep') counts.gone++;
      else {
        counts.sent++;
        counts.bytes += bytes;
        if (reason === 'changed' || reason === 'edited') counts.changed++;
      }
    },
    verified(files) {
      counts.verified += files;
    },
    counts: () => ({ ...counts }),
  };
}
