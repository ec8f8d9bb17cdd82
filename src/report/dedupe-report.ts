import type { KeepReason, LeftReason } from '../plan/dedupe-reasons.js';
import type { DedupeAction } from '../plan/dedupe-rules.js';
import type { SimilarPictures } from '../plan/similar-pictures.js';
import type { FailReason, SkipReason } from '../scan/reasons.js';
import type { Reporter, Summary } from './reporter.js';
import { bytesFreed, type TreatedGroup } from './treated-group.js';

/** Files that hold the same. Paths are absolute. */
export interface GroupEvent extends Pick<TreatedGroup, 'status' | 'size' | 'hash'> {
  readonly event: 'group';
  readonly keep: string;
  /** why that one stays; not where none of the others goes */
  readonly reason?: KeepReason;
  /** what went, or would go */
  readonly remove: readonly string[];
  /** what is where it was */
  readonly left: readonly { readonly path: string; readonly reason: LeftReason | FailReason }[];
}

/** A file, or a folder with all that it holds, that was not compared. */
export interface UncomparedEvent {
  readonly event: 'file';
  readonly status: 'skipped' | 'failed';
  readonly action: 'skip';
  readonly path: string;
  readonly reason: SkipReason | FailReason;
}

/** A picture in versions that differ in what was written about it: nothing is ever done about those. */
export interface SimilarEvent extends SimilarPictures {
  readonly event: 'similar';
}

export type DedupeEvent = GroupEvent | UncomparedEvent | SimilarEvent;

/** What a search for duplicates came to. */
export interface DedupeSummary extends Summary {
  readonly command: 'dedupe';
  readonly action: DedupeAction;
  /** contents that more than one file held */
  readonly groups: number;
  /** files that went, or would go */
  readonly removed: number;
  /** what that frees, at once or when the trash is emptied; names of one file count once */
  readonly bytesFreed: number;
  /** copies that stay for a reason */
  readonly left: number;
  readonly failed: number;
  /** pictures in versions that differ in their metadata only; not where nobody looked for them */
  readonly similar?: number;
  /** the user was asked and said no */
  readonly declined: boolean;
  readonly seconds: number;
  readonly keptBecause: Readonly<Partial<Record<KeepReason, number>>>;
  readonly leftBecause: Readonly<Partial<Record<LeftReason, number>>>;
  /** what was not compared */
  readonly skippedBecause: Readonly<Partial<Record<SkipReason, number>>>;
}

export type DedupeReporter = Reporter<DedupeEvent, DedupeSummary>;

export function groupEvent(group: TreatedGroup): GroupEvent {
  const { status, size, hash, keep, reason, removed, left, failed } = group;
  return {
    ...{ event: 'group', status, size, hash, keep: keep.path },
    ...(reason && { reason }),
    remove: removed.map(({ path }) => path),
    left: [...left, ...failed].map(({ copy: { path }, reason: why }) => ({ path, reason: why })),
  };
}

type Counts = Pick<
  DedupeSummary,
  'groups' | 'removed' | 'bytesFreed' | 'left' | 'failed' | 'keptBecause' | 'leftBecause' | 'skippedBecause'
>;

/** Counts what a dedupe did. */
export interface DedupeTally {
  countGroup(group: TreatedGroup): void;
  countUncompared(event: UncomparedEvent): void;
  counts(): Counts;
}

export function createDedupeTally(): DedupeTally {
  const totals = { groups: 0, removed: 0, bytesFreed: 0, left: 0, failed: 0 };
  const keptBecause: Partial<Record<KeepReason, number>> = {};
  const leftBecause: Partial<Record<LeftReason, number>> = {};
  const skippedBecause: Partial<Record<SkipReason, number>> = {};
  return {
    countGroup(group) {
      totals.groups++;
      totals.removed += group.removed.length;
      totals.bytesFreed += bytesFreed(group);
      totals.left += group.left.length;
      totals.failed += group.failed.length;
      if (group.reason) addOne(keptBecause, group.reason);
      for (const { reason } of group.left) addOne(leftBecause, reason);
    },
    countUncompared({ status, reason }) {
      if (status === 'failed') totals.failed++;
      else addOne(skippedBecause, reason as SkipReason);
    },
    counts: () => ({ ...totals, keptBecause, leftBecause, skippedBecause }),
  };
}

function addOne<Reason extends string>(counts: Partial<Record<Reason, number>>, reason: Reason): void {
  counts[reason] = (counts[reason] ?? 0) + 1;
}
