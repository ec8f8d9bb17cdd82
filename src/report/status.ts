import type { BackupTargetEvent } from './backup-report.js';
import type { CoverageReport } from './backup-verify-report.js';

/** A number of files, and their bytes. */
export interface Amount {
  readonly files: number;
  readonly bytes: number;
}

/** A month of the Gallery; `2024` where only the year is known, undefined where nothing is. */
export interface MonthStatus extends Amount {
  readonly month: string | undefined;
  /** of the files: pictures and videos, no sidecars */
  readonly media: number;
}

export interface GalleryStatus extends Amount {
  /** absolute */
  readonly path: string;
  readonly months: readonly MonthStatus[];
  /** imported in the last seven days */
  readonly newThisWeek: Amount;
}

/** How a run of a job ended. */
export interface JobRunStatus {
  /** ISO 8601 */
  readonly endedAt: string;
  readonly exitCode: number;
  /** what went wrong, in a line */
  readonly error?: string;
}

export interface JobStatus {
  /** `import`, `backup hdd` */
  readonly job: string;
  readonly last: JobRunStatus;
  /** ISO 8601: when it last was fine */
  readonly lastSuccess?: string;
}

/** A target as far as it is known here; only a folder is looked for. */
export interface BackupStatus extends Amount {
  readonly target: string;
  /** as people write it; undefined for one that is not in the config (any more) */
  readonly place: string | undefined;
  /** `unasked`: on another machine */
  readonly is: 'there' | 'away' | 'silent' | 'unasked';
  /** ISO 8601: when a backup there last was fine */
  readonly lastSuccess?: string;
  /** ISO 8601: when something was last learned about what is there; undefined when nothing ever was */
  readonly knownAt?: string;
  /** whether the last good backup is older than the target may be */
  readonly isStale: boolean;
  /** seconds */
  readonly staleAfter: number;
  /** what of the Gallery is not there; undefined where the Gallery is not known */
  readonly lacking?: Amount;
  /** files that were found wrong there and wait to be sent again */
  readonly wrong: number;
  readonly coverage?: CoverageReport;
  /** why a cloud does not have what it lacks, after its last run */
  readonly uncovered?: BackupTargetEvent['uncovered'];
}

/** Files that wait somewhere. */
export interface WaitingStatus extends Amount {
  /** ISO 8601: when the oldest of them came; undefined when nothing waits */
  readonly since?: string;
}

export interface DropFolderStatus extends WaitingStatus {
  /** absolute */
  readonly path: string;
  /** as messages call it */
  readonly name: string;
  readonly isThere: boolean;
  /** ISO 8601: when something last came; known where the config has a `staleAfter` for it */
  readonly lastCame?: string;
  /** files that import looked at and leaves where they are */
  readonly left: number;
}

export interface TrashStatus extends WaitingStatus {
  /** ISO 8601: when the first of it may go, if the Gallery or a verified backup has it too */
  readonly expiresAt?: string;
  /** folders whose trash is on a disk that is not there */
  readonly away: readonly string[];
}

export interface DiskStatus {
  /** what is on it: `Gallery`, `state`, names of targets */
  readonly holds: readonly string[];
  /** absolute path of the first of them */
  readonly path: string;
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** How a library is. */
export interface Status {
  /** absolute path of its root */
  readonly library: string;
  /** ISO 8601 */
  readonly at: string;
  /** undefined when the catalog does not know it, or cannot be read just now */
  readonly gallery: GalleryStatus | undefined;
  readonly jobs: readonly JobStatus[];
  /** what dedupe took out of the way, as far back as the journals go */
  readonly duplicates: Amount;
  readonly backups: readonly BackupStatus[];
  /** what is in no backup; undefined where the Gallery is not known */
  readonly notBackedUp: Amount | undefined;
  /** absolute paths of what is in no backup; empty unless they were asked for */
  readonly lackingFiles: readonly { readonly path: string; readonly bytes: number }[];
  readonly dropFolders: readonly DropFolderStatus[];
  readonly held: WaitingStatus;
  readonly trash: TrashStatus;
  readonly disks: readonly DiskStatus[];
}
