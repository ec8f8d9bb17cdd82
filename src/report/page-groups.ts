import type { PageTotals } from './dedupe-page.js';
import type { PageCopy, PageGroup } from './duplicate-card.js';

/** Counts all groups of a run, and keeps those that its page will show. */
export interface PageGroups {
  add(group: PageGroup): void;
  totals(): PageTotals;
  /** Those with failures first, then what frees most; no more than the page has room for. */
  shown(): PageGroup[];
}

export interface PageRoom {
  readonly groups: number;
  /** of each group */
  readonly copies: number;
}

/** With more nobody would read it, and a phone could not show it. */
const defaultRoom: PageRoom = { groups: 1000, copies: 20 };

/** Holds no more than twice the groups that will be shown, however many there are. */
export function createPageGroups(room = defaultRoom): PageGroups {
  const totals = { groups: 0, removed: 0, bytesFreed: 0, left: 0, failed: 0 };
  let kept: WeighedGroup[] = [];
  const first = (): WeighedGroup[] => kept.sort(byWeight).slice(0, room.groups);
  return {
    add(group) {
      const failed = countOf('failed', group);
      totals.groups++;
      totals.removed += countOf('goes', group);
      totals.bytesFreed += group.frees;
      totals.left += countOf('left', group);
      totals.failed += failed;
      kept.push({ group: withinRoom(group, room.copies), failed });
      if (kept.length >= 2 * room.groups) kept = first();
    },
    totals: () => ({ ...totals }),
    shown: () => first().map(({ group }) => group),
  };
}

interface WeighedGroup {
  readonly group: PageGroup;
  readonly failed: number;
}

function byWeight(a: WeighedGroup, b: WeighedGroup): number {
  return (
    Number(b.failed > 0) - Number(a.failed > 0) ||
    b.group.frees - a.group.frees ||
    b.group.size - a.group.size ||
    (a.group.keep.path < b.group.keep.path ? -1 : 1)
  );
}

function countOf(fate: PageCopy['fate'], { copies }: PageGroup): number {
  return copies.filter((copy) => copy.fate === fate).length;
}

function withinRoom(group: PageGroup, room: number): PageGroup {
  const { copies } = group;
  if (copies.length <= room) return group;
  const worst = [...copies].sort((a, b) => Number(b.fate === 'failed') - Number(a.fate === 'failed'));
  return { ...group, copies: worst.slice(0, room), moreCopies: copies.length - room };
}
