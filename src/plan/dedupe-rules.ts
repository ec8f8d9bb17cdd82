import type { TakenAt } from '../dates/taken-at.js';
import type { LeftReason } from './dedupe-reasons.js';
import type { FoundCopy } from './duplicates.js';

/** What may be asked to count before all other differences between copies; `first-root` is the default. */
export const keepRules = ['first-root', 'oldest', 'newest', 'shortest'] as const;
export type KeepRule = (typeof keepRules)[number];

/** What becomes of copies that need not stay; `report` leaves them. */
export const dedupeActions = ['trash', 'delete', 'reflink', 'report'] as const;
export type DedupeAction = (typeof dedupeActions)[number];

/**
 * Where a copy lies, and what follows from that. Nothing in an album goes, nor makes a copy in a folder of the layout
 * go; the copies in drop folders are the last to stay. `elsewhere` is what the user named, or let albums count as.
 */
export type CopyPlace = 'layout' | 'album' | 'drop folder' | 'elsewhere';

export type Hold = Extract<LeftReason, 'protected' | 'other-library' | 'fuse'>;

/** How a run decides. Paths are absolute. */
export interface DedupeRules {
  readonly action: DedupeAction;
  readonly keep: KeepRule;
  /** whether every file counts, or only pictures and videos with what belongs to them */
  readonly allFiles: boolean;
  readonly placeOf: (copy: FoundCopy) => CopyPlace;
  /** why a copy must stay wherever it lies */
  readonly holdOf: (copy: FoundCopy) => Hold | undefined;
  /** the folder of a copy below the Gallery or what was named, where a layout makes such folders */
  readonly layoutFolderOf: (copy: FoundCopy) => string | undefined;
  /** whether a layout makes that folder for what was taken then */
  readonly isFolderOf: (layoutFolder: string, takenAt: TakenAt) => boolean;
  /** where the file goes in the trash */
  readonly trashPath: (copy: FoundCopy) => string;
}

/** What is known of a file beyond its content, and would have to be found out again if it came back from the trash. */
export interface KnownFile {
  readonly takenAt?: TakenAt;
  /** what its name shared with the rest of its asset where it came from */
  readonly key?: string;
  readonly contentId?: string;
}

/** What a plan asks about single files. */
export interface DedupeFacts {
  known(copy: FoundCopy): KnownFile;
  /** when the picture was taken, where that decides and could be found out */
  takenAt(copy: FoundCopy): TakenAt | undefined;
  /** modification time in nanoseconds since 1970; asked only where milliseconds do not tell two files apart */
  readonly mtimeNs: (copy: FoundCopy) => bigint;
  /** why a copy cannot share its blocks with another; asked only where that is to be done */
  reflinkHindrance(copy: FoundCopy, keep: FoundCopy): LeftReason | undefined;
}
