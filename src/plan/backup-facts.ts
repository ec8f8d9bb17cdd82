import type { Fingerprint } from '../content/fingerprint.js';

// What is known on both sides of a backup, as values: what the Gallery holds, what the manifest says of the target,
// and how the target looks to the tool that copies. The planner decides from these alone.

/** A Gallery file as it is now. */
export interface SourceFile {
  /** relative to the Gallery */
  readonly path: string;
  /** bytes */
  readonly size: number;
  /** milliseconds since 1970 with their fraction */
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  /** 0 on FUSE file systems, where inode and ctime mean nothing */
  readonly ino: number;
  /** undefined where the catalog does not know the content of the file as it is now */
  readonly hash: string | undefined;
}

/**
 * A period in which a path of the Gallery held a content, and where the target keeps it. Without `endedAt` it holds
 * now. The manifest of a target is a list of these, and nothing else is believed about a target without looking.
 */
export interface ManifestEntry {
  /** relative to the Gallery */
  readonly path: string;
  readonly fingerprint: Fingerprint;
  readonly mtimeMs: number;
  /** the source when it was sent, to notice an edit that kept size and modification time */
  readonly ctimeMs: number;
  readonly ino: number;
  /** ISO 8601: when the tool reported the file as sent (or as there already, when an old copy was taken over) */
  readonly sentAt: string;
  /** id of the run that sent it */
  readonly run: string;
  /** ISO 8601: when these bytes were last read back from the target and were right */
  readonly verifiedAt?: string;
  /** ISO 8601: since when the Gallery does not have it under this path; deleted, moved, or replaced by an edit */
  readonly endedAt?: string;
  /**
   * folder below the target's versions that holds it since then; without one it still lies under its path (it was
   * deleted in the Gallery and the target does not mirror that) or was moved, and is found by its content
   */
  readonly version?: string;
}

/** How a file at the target differs from the manifest, as seen by the tool's own look at it. */
export type Drift = 'missing' | 'different' | 'unknown';

/** Why a file is sent. `edited` kept size and modification time, and no tool would send it by itself. */
export type SendReason = 'new' | 'changed' | 'edited' | 'missing';

/** A file to be sent. */
export interface Sending {
  readonly source: SourceFile;
  readonly reason: SendReason;
}

/** A file that is at the target under another name already. */
export interface Moving {
  readonly from: string;
  readonly source: SourceFile;
}

/** What a backup is going to do. Paths are relative to the Gallery. */
export interface BackupPlan {
  /** names 8 letters and digits that stand for exactly this plan's changes and removals: `--accept ID` */
  readonly id: string;
  /** carried out first, at the target, never over another file */
  readonly moves: readonly Moving[];
  readonly sends: readonly Sending[];
  /** current entries whose files are gone from the Gallery; the target keeps them unless it mirrors */
  readonly gone: readonly ManifestEntry[];
  /** bytes to send */
  readonly bytes: number;
  /** changes and removals are held back, new files are not: too much of what is backed up would change at once */
  readonly held: { readonly changed: number; readonly gone: number; readonly of: number } | undefined;
}
