import type { Fingerprint } from '../content/fingerprint.js';
import type { Uncovered } from './choose-sends.js';

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
  /** ISO 8601: when they were last read back and were not right, or not there; to be sent again */
  readonly wrongAt?: string;
  /** ISO 8601: since when the Gallery does not have it under this path; deleted, moved, or replaced by an edit */
  readonly endedAt?: string;
  /** folder below the target's versions that holds it, under its path, since then */
  readonly version?: string;
  /**
   * path that it was renamed to at the target, where it is found by its content. An ended entry with neither still
   * lies under its own path: it was deleted in the Gallery, and the target does not mirror that
   */
  readonly movedTo?: string;
}

/**
 * What the tool's own look at the target says of a file of the Gallery: it is not there; it is another by size or
 * time; it is there, and nothing more can be told (a target that keeps no times). A file of which nothing is said
 * looks the same on both sides.
 */
export type Drift = 'missing' | 'different' | 'unknown';

/** One path on both sides. */
export interface Pair {
  readonly source: SourceFile | undefined;
  /** the current one */
  readonly entry: ManifestEntry | undefined;
  readonly drift: Drift | undefined;
}

/** A file of the Gallery that is not what it was, although nobody is known to have changed it. */
export interface Doubt {
  /** relative to the Gallery */
  readonly path: string;
  /**
   * `rotten`: the bytes changed while size, times and inode did not; `unclear`: cannot be told from an edit; `trusted`:
   * the user says that it is right as it is. The first two must not reach a backup that has something better
   */
  readonly kind: 'rotten' | 'unclear' | 'trusted';
  /** what it holds now */
  readonly found: Fingerprint;
  /** what it held */
  readonly good: Fingerprint;
}

/** One that the user has not answered. */
export type OpenDoubt = Doubt & { readonly kind: 'rotten' | 'unclear' };

/** All that the planner decides from. */
export interface BackupFacts {
  /**
   * every path of either side, in any order, as often as they are asked for; those that are the same on both may be left
   * out and counted instead
   */
  readonly pairs: Iterable<Pair>;
  /** how many pairs were left out */
  readonly unchanged: number;
  readonly doubts: readonly Doubt[];
}

/** A file whose content is known, as it is recorded in a manifest. */
export type KnownFile = SourceFile & { readonly hash: string };

/**
 * Why a file is sent. `edited` kept size and modification time, and no tool would send it by itself; `damaged` was
 * sent before, and is not at the target what it was.
 */
export type SendReason = 'new' | 'changed' | 'edited' | 'missing' | 'damaged';

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

/** Changes and removals that are not carried out before the user says so. */
export interface Held {
  /**
   * `too-many`: too much of what is backed up would change at once; `unclear`: most files were touched and are what they
   * were, as on a new disk, and these are not
   */
  readonly because: 'too-many' | 'unclear';
  readonly changes: readonly Sending[];
  readonly gone: readonly ManifestEntry[];
  /** how many files are backed up */
  readonly of: number;
}

/** What a backup is going to do. Paths are relative to the Gallery. Lists are in the order of paths. */
export interface BackupPlan {
  /** 8 letters and digits that stand for exactly what is held, or would be: `--accept ID` */
  readonly id: string;
  /** carried out first, at the target, never over another file */
  readonly moves: readonly Moving[];
  /** `edited` ones look the same to every tool, and are sent regardless of times */
  readonly sends: readonly Sending[];
  /** current entries whose files are gone from the Gallery; the target keeps them unless it mirrors */
  readonly gone: readonly ManifestEntry[];
  /** at the target already, by size and time, without the manifest knowing: to be recorded, not sent */
  readonly present: readonly SourceFile[];
  /** contents that the target has, of files with new times or inodes: to be recorded, not sent */
  readonly refreshed: readonly SourceFile[];
  /** never sent over a good copy, whatever is accepted */
  readonly doubtful: readonly { readonly source: SourceFile; readonly doubt: OpenDoubt }[];
  /** what the target does not have, and is not sent to it now */
  readonly uncovered: readonly Uncovered[];
  /** bytes to send */
  readonly bytes: number;
  /** how many files are the same on both sides */
  readonly unchanged: number;
  /** new files are sent all the same */
  readonly held: Held | undefined;
}
