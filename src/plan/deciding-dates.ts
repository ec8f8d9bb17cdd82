import type { Contender } from './contender.js';
import type { FoundCopy } from './duplicates.js';

/**
 * The pictures whose date may decide which of their assets stays: assets of one root that hold the same and nothing else,
 * that may go, and that lie in different folders as layouts make them. To find out a date takes longer than all the
 * rest, and a run that has nothing to do is to ask for none.
 */
export function decidingDates(contenders: readonly Contender[]): FoundCopy[][] {
  const groups = new Map<string, Dated[]>();
  for (const { files, contents, layoutFolder, hold } of contenders) {
    if (layoutFolder === undefined || hold) continue;
    const [{ copy }] = files;
    const key = [copy.root, ...[...contents].sort()].join(' ');
    groups.set(key, [...(groups.get(key) ?? []), { copy, folder: layoutFolder }]);
  }
  return [...groups.values()].filter(isInSeveral).map((group) => sorted(group.map(({ copy }) => copy)));
}

interface Dated {
  readonly copy: FoundCopy;
  readonly folder: string;
}

function isInSeveral(group: readonly Dated[]): boolean {
  return new Set(group.map(({ folder }) => folder)).size > 1;
}

function sorted(copies: readonly FoundCopy[]): FoundCopy[] {
  return [...copies].sort((a, b) => (a.path < b.path ? -1 : 1));
}
