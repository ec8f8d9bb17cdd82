import type { SendReason } from '../plan/backup-facts.js';
import type { UncoveredReason } from '../plan/choose-sends.js';
import type { Reporter, Summary } from './reporter.js';

/** What happened, or would happen, to one file at a target. */
export interface BackupFileEvent {
  readonly event: 'file';
  /** name of the target */
  readonly target: string;
  readonly status: 'planned' | 'done' | 'skipped' | 'failed';
  /**
   * `move`: renamed at the target; `version`: gone from the Gallery, and set aside there; `keep`: gone, and kept there;
   * `verify`: read back
   */
  readonly action: 'send' | 'move' | 'version' | 'keep' | 'verify';
  /** absolute, in the Gallery */
  readonly path: string;
  /** of a move: where it was, absolute */
  readonly from?: string;
  readonly bytes?: number;
  /** why it is sent; why it was skipped or failed */
  readonly reason?: BackupReason;
}

export type BackupReason = SendReason | BackupSkipReason | BackupFailReason;

/** Why something was not done on purpose. */
export const backupSkipReasons = {
  held: 'held back until you say so',
  rotten: 'decayed here; not sent over the good copy',
  unclear: 'not what it was here; not sent over the good copy',
} as const;
export type BackupSkipReason = keyof typeof backupSkipReasons;

/** Why something did not arrive or is not as it should be; with what a target itself may answer. */
export const backupFailReasons = {
  unreachable: 'the target could not be reached',
  'no-space': 'no space left at the target',
  'not-permitted': 'permission denied',
  'read-only': 'the file system is read-only',
  unreadable: 'could not be read',
  vanished: 'vanished meanwhile',
  changed: 'changed meanwhile',
  'target-taken': 'something else has its name at the target',
  'name-too-long': 'the name is too long for the target',
  'name-not-allowed': 'the target does not allow such a name',
  timeout: 'the target did not answer',
  'over-quota': 'the target lets nothing more through for now',
  'tool-failed': 'rsync or rclone failed',
  interrupted: 'not reached before the run was interrupted',
  missing: 'is missing at the target; the next run sends it again',
  wrong: 'is damaged at the target; the next run sends it again',
} as const;
export type BackupFailReason = keyof typeof backupFailReasons;

/** Why a target does not have a file. */
export const uncoveredReasons: Readonly<Record<UncoveredReason, string>> = {
  'not-yet': 'not sent yet',
  'no-room': 'without room',
  'too-large': 'too large',
  excluded: 'excluded',
};

/** What came of one target, in figures. */
export interface BackupCounts {
  /** files that arrived, new and changed ones */
  readonly sent: number;
  /** files that were renamed at the target */
  readonly moved: number;
  /** of those sent: took the place of another content */
  readonly changed: number;
  /** files that are no longer in the Gallery; removed at the target only where it mirrors */
  readonly gone: number;
  /** changes and removals that wait for the user's word */
  readonly held: number;
  /** files whose content here is in doubt, and which were not sent */
  readonly doubtful: number;
  readonly failed: number;
  /** bytes that were sent */
  readonly bytes: number;
  /** files that were read back and were right */
  readonly verified: number;
}

/** How a backup to one target ended. */
export interface BackupTargetEvent extends BackupCounts {
  readonly event: 'target';
  readonly target: string;
  /** as people write it: a folder, or `user@host:folder` */
  readonly place: string;
  readonly seconds: number;
  readonly exitCode: number;
  /** what is held is released by `--accept` and this */
  readonly plan?: string;
  /** what of the Gallery the target does not have after the run */
  readonly uncovered?: Readonly<
    Partial<Record<UncoveredReason, { readonly files: number; readonly bytes: number }>>
  >;
  /** one line about what stopped it */
  readonly error?: string;
  readonly remedy?: string;
  /** it is not reachable just now, and that is no news */
  readonly silent?: true;
}

export type BackupEvent = BackupFileEvent | BackupTargetEvent;

/** Which kinds of targets a run is about. */
export type BackupCommand = 'backup local' | 'backup cloud';

/** The figures of all targets together. */
export interface BackupSummary extends Summary, BackupCounts {
  readonly command: BackupCommand;
  readonly targets: number;
  readonly seconds: number;
}

export type BackupReporter = Reporter<BackupEvent, BackupSummary>;

export const noCounts: BackupCounts = {
  ...{ sent: 0, moved: 0, changed: 0, gone: 0, held: 0, doubtful: 0, failed: 0, bytes: 0, verified: 0 },
};

export function addCounts(a: BackupCounts, b: BackupCounts): BackupCounts {
  return {
    ...{ sent: a.sent + b.sent, moved: a.moved + b.moved, changed: a.changed + b.changed },
    ...{ gone: a.gone + b.gone, held: a.held + b.held, doubtful: a.doubtful + b.doubtful },
    ...{ failed: a.failed + b.failed, bytes: a.bytes + b.bytes, verified: a.verified + b.verified },
  };
}
