import type { LocalTime } from '../dates/wall-clock.js';
import type { Result } from '../plan/actions.js';
import { type KeepReason, keepReasons, leftReasons } from '../plan/dedupe-reasons.js';
import type { FoundCopy } from '../plan/duplicates.js';
import type { DuplicateGroup, LeftCopy } from '../plan/plan-dedupe.js';
import { type FailReason, failReasons } from '../scan/reasons.js';
import type { PageFile, PageGroup } from './duplicate-card.js';

/** A copy that was to go, and is where it was. */
export interface FailedCopy {
  readonly copy: FoundCopy;
  readonly reason: FailReason;
}

/** All copies of one content, and what became of them, or would. */
export interface TreatedGroup {
  readonly status: 'planned' | 'done' | 'skipped' | 'failed';
  /** bytes of each file */
  readonly size: number;
  /** XXH64, as 16 hexadecimal digits */
  readonly hash: string;
  readonly keep: FoundCopy;
  readonly reason: KeepReason | undefined;
  readonly removed: readonly FoundCopy[];
  readonly left: readonly LeftCopy[];
  readonly failed: readonly FailedCopy[];
}

/** @param resultOf what came of an action, by its number */
export function treatedGroup(
  { fingerprint, keep, reason, spare, left }: DuplicateGroup,
  resultOf: (action: number) => Result | undefined,
): TreatedGroup {
  const results = spare.map(({ copy, action }) => {
    return { copy, result: action === undefined ? undefined : resultOf(action) };
  });
  const failed = results.flatMap(({ copy, result }) =>
    result?.status === 'failed' ? [{ copy, reason: result.reason }] : [],
  );
  const removed = results.filter(({ result }) => result?.status !== 'failed').map(({ copy }) => copy);
  const isDone = results.some(({ result }) => result?.status === 'done');
  return {
    ...fingerprint,
    ...{ keep, reason, removed, left, failed },
    status: failed.length > 0 ? 'failed' : isDone ? 'done' : removed.length > 0 ? 'planned' : 'skipped',
  };
}

/** Bytes that become free: names of one file free them once. */
export function bytesFreed({ removed, size }: TreatedGroup): number {
  const files = removed.map(({ path, identity: { dev, ino } }) =>
    ino === 0 ? path : `${String(dev)}:${String(ino)}`,
  );
  return new Set(files).size * size;
}

/** The group as a page shows it. */
export function pageGroup(group: TreatedGroup, takenAt: LocalTime | undefined): PageGroup {
  const { size, keep, reason, removed, left, failed } = group;
  return {
    ...{ size, keep: pageFile(keep), frees: bytesFreed(group) },
    keptBecause: reason ? keepReasons[reason] : 'as all of them',
    copies: [
      ...removed.map((copy) => ({ ...pageFile(copy), fate: 'goes' }) as const),
      ...left.map(
        (one) => ({ ...pageFile(one.copy), fate: 'left', reason: leftReasons[one.reason] }) as const,
      ),
      ...failed.map(
        (one) => ({ ...pageFile(one.copy), fate: 'failed', reason: failReasons[one.reason] }) as const,
      ),
    ],
    ...(takenAt && { takenAt }),
  };
}

function pageFile({ path, identity: { mtimeMs } }: FoundCopy): PageFile {
  return { path, mtimeMs };
}

/** All of its files. */
export function copiesOf({ keep, removed, left, failed }: TreatedGroup): FoundCopy[] {
  return [keep, ...removed, ...[...left, ...failed].map(({ copy }) => copy)];
}
