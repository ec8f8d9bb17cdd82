import { toContenders } from './contender.js';
import type { DedupeRules } from './dedupe-rules.js';
import type { Cluster, FoundCopy } from './duplicates.js';

/**
 * The pictures whose date may decide which of their assets stays: those with the same content, in different folders as
 * layouts make them. To find out a date takes longer than all the rest.
 */
export function decidingDates(cluster: Cluster, rules: DedupeRules): FoundCopy[][] {
  const groups = new Map<string, Dated[]>();
  for (const { files, layoutFolder } of cluster.flatMap((asset) => toContenders(asset, rules))) {
    const [{ content, copy }] = files;
    if (layoutFolder === undefined) continue;
    groups.set(content, [...(groups.get(content) ?? []), { copy, folder: layoutFolder }]);
  }
  return [...groups.values()].filter(isInSeveral).map((group) => sorted(group.map(({ copy }) => copy)));
}

interface Dated {
  readonly copy: FoundCopy;
  readonly folder: string;
}

function isInSeveral(group: readonly Dated[]): boolean {
  return new Set(group.map(({ copy: { root }, folder }) => `${String(root)} ${folder}`)).size > 1;
}

function sorted(copies: readonly FoundCopy[]): FoundCopy[] {
  return [...copies].sort((a, b) => (a.path < b.path ? -1 : 1));
}
