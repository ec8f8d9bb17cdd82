import { relative } from 'node:path';
import { findDuplicates, type SearchRequest } from '../src/app/find-duplicates.js';
import type { Cluster } from '../src/plan/duplicates.js';

/** A search that nobody listens to or interrupts, and that has no catalog. */
function searchRequest(path: string, given: Partial<SearchRequest> = {}): SearchRequest {
  return {
    roots: [{ path }],
    ...{ allFiles: false, learns: false },
    onLeft: () => undefined,
    onProgress: () => undefined,
    isInterrupted: () => false,
    ...given,
  };
}

/** Everything that a search below a folder finds. */
export async function foundClusters(path: string, given: Partial<SearchRequest> = {}): Promise<Cluster[]> {
  const clusters: Cluster[] = [];
  for await (const cluster of findDuplicates(searchRequest(path, given))) clusters.push(cluster);
  return clusters;
}

/**
 * The same, easy to read: for each cluster the members of its assets by their paths below the folder, with a question
 * mark behind those without a fingerprint.
 */
export async function foundPaths(path: string, given: Partial<SearchRequest> = {}): Promise<string[][][]> {
  return (await foundClusters(path, given)).map((cluster) =>
    cluster.map(({ members }) =>
      members.map((member) => relative(path, member.path) + (member.fingerprint ? '' : '?')),
    ),
  );
}

/** Paths of files with equal content, sorted, each group once for each content. */
export async function foundGroups(path: string, given: Partial<SearchRequest> = {}): Promise<string[][]> {
  const groups = new Map<string, string[]>();
  for (const { path: file, fingerprint } of (await foundClusters(path, given))
    .flat()
    .flatMap(({ members }) => members)) {
    if (!fingerprint) continue;
    const key = `${String(fingerprint.size)} ${fingerprint.hash}`;
    groups.set(key, [...(groups.get(key) ?? []), file]);
  }
  return sortedGroups(groups.values());
}

export function sortedGroups(groups: Iterable<readonly string[]>): string[][] {
  return [...groups].map((group) => [...group].sort()).sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1));
}
