import { ContentTable } from '../content/content-table.js';
import { createFileReader } from '../content/read-files.js';
import { type SearchThreads, startSearchThreads } from '../content/search-threads.js';
import type { Cluster, FoundCopy } from '../plan/duplicates.js';
import { FileTable } from '../scan/file-table.js';
import type { MediaKind } from '../scan/media-kinds.js';
import { equalContents, equalSizes } from './equal-contents.js';
import { formClusters, type NumberedCluster } from './form-clusters.js';
import { type CatalogOfSearch, createKnownContents } from './known-contents.js';
import { readParts, type ReadTools } from './read-parts.js';
import { searchCandidates, withoutSecondWays } from './search-candidates.js';
import { type OnLeft, type SearchRoot, walkRoots } from './walk-roots.js';

/** How far a search is. */
export interface SearchProgress {
  /** files that were looked at */
  readonly files: number;
  /** as far as it is known by then */
  readonly bytesToRead: number;
  readonly bytesRead: number;
}

export type MediaKinds = (paths: readonly string[]) => Promise<readonly (MediaKind | undefined)[]>;

export interface SearchRequest extends CatalogOfSearch {
  /** the first has the highest priority */
  readonly roots: readonly SearchRoot[];
  /** whether every file is looked for by itself, whatever it is; else pictures and videos */
  readonly allFiles: boolean;
  /**
   * What files without a known extension are. Asked only of files that have a duplicate; without it such files are
   * left out.
   */
  readonly mediaKinds?: MediaKinds;
  /** told of what is left where it is, and of what could not be read */
  readonly onLeft: OnLeft;
  readonly onProgress: (progress: SearchProgress) => void;
  readonly isInterrupted: () => boolean;
}

/**
 * Finds files that hold the same content under the roots, and with them the assets that they belong to. A fingerprint
 * only nominates: before anything is done about a copy, bytes have to be compared.
 *
 * Ends early, without a cluster, when it is interrupted.
 */
export async function* findDuplicates(request: SearchRequest): AsyncGenerator<Cluster> {
  const threads = startSearchThreads(request.isInterrupted);
  try {
    const { table, contents, clusters } = await search(request, threads);
    void threads.close();
    for (const cluster of clusters()) {
      yield cluster.map((members) => ({ members: members.map((file) => foundCopy(file, table, contents)) }));
    }
  } finally {
    await threads.close();
  }
}

/** What a search that is killed has read in vain. */
const learnEveryMs = 20_000;

interface Found {
  readonly table: FileTable;
  readonly contents: ContentTable;
  readonly clusters: () => Iterable<NumberedCluster>;
}

async function search(request: SearchRequest, threads: SearchThreads): Promise<Found> {
  const { roots, onLeft, onProgress, isInterrupted } = request;
  const table = new FileTable();
  // It takes its time, in which folders can be listed.
  const reader = createFileReader();
  let [bytesToRead, bytesRead] = [0, 0];
  const tell = (): void => {
    onProgress({ files: table.count, bytesToRead, bytesRead });
  };
  const cut = await walkRoots(roots, table, { threads, onLeft, onProgress: tell });

  const contents = new ContentTable(table.count);
  const known = createKnownContents(table, contents, request);
  known.recall();
  let learnedMs = performance.now();
  const tools: ReadTools = {
    ...{ table, contents, threads, reader: await reader, onLeft },
    onBytes(toRead, read) {
      bytesToRead += toRead;
      bytesRead += read;
      tell();
      if (performance.now() - learnedMs < learnEveryMs) return;
      known.learn();
      learnedMs = performance.now();
    },
  };
  const clusters = formClusters(table, await equalFiles(request, tools));
  await readParts('whole', sidecarsToRead(clusters(), table, contents), tools);
  known.learn();
  if (isInterrupted()) return { table, contents, clusters: () => [] };
  const paths = roots.map(({ path }) => path);
  known.walkEnded(
    paths,
    paths.filter((_, root) => !cut.has(root)),
  );
  return { table, contents, clusters };
}

/** Groups of files that hold the same, all their names among them. */
async function equalFiles(
  { allFiles, mediaKinds }: SearchRequest,
  tools: ReadTools,
): Promise<(readonly number[])[]> {
  const { table, contents } = tools;
  const { files, otherNames } = searchCandidates(table, [
    ...(['still', 'raw', 'video'] as const),
    ...(allFiles ? (['sidecar', 'other'] as const) : mediaKinds ? (['other'] as const) : []),
  ]);
  const groups: (readonly number[])[] = [];
  for (const group of await equalContents(files, tools)) {
    const inodes = withoutSecondWays(table, group);
    if (inodes.length > 1) groups.push(withOtherNames(inodes, otherNames));
  }
  for (const [file, names] of otherNames) for (const name of names) contents.copy(file, name);
  return allFiles || !mediaKinds ? groups : mediaOnly(groups, table, mediaKinds);
}

function withOtherNames(
  files: readonly number[],
  otherNames: ReadonlyMap<number, readonly number[]>,
): readonly number[] {
  return otherNames.size === 0 ? files : files.flatMap((file) => [file, ...(otherNames.get(file) ?? [])]);
}

/** Takes out files without a known extension that are no picture or video, and groups that have no second file then. */
async function mediaOnly(
  groups: readonly (readonly number[])[],
  table: FileTable,
  mediaKinds: MediaKinds,
): Promise<(readonly number[])[]> {
  const isUnknown = (file: number): boolean => table.role(file) === 'other';
  const unknown = groups.filter((group) => group.some(isUnknown));
  if (unknown.length === 0) return [...groups];
  // One stands for all of its group: they hold the same.
  const kinds = await mediaKinds(unknown.map((group) => table.path(group.find(isUnknown) as number)));
  const notMedia = new Set(unknown.filter((_, index) => kinds[index] === undefined));
  return groups
    .map((group) => (notMedia.has(group) ? group.filter((file) => !isUnknown(file)) : group))
    .filter((group) => withoutSecondWays(table, group).length > 1);
}

/** Sidecars that another one of their cluster may equal; they come with their pictures, and are not looked for. */
function sidecarsToRead(
  clusters: Iterable<NumberedCluster>,
  table: FileTable,
  contents: ContentTable,
): Uint32Array {
  const wanted: number[] = [];
  if (table.withRoles(['sidecar']).length < 2) return new Uint32Array();
  for (const cluster of clusters) {
    const sidecars = cluster.flat().filter((file) => table.role(file) === 'sidecar');
    if (sidecars.length < 2) continue;
    for (const run of equalSizes(table, Uint32Array.from(sidecars)))
      wanted.push(...run.filter((file) => !contents.knows(file, 'whole')));
  }
  return Uint32Array.from(wanted);
}

function foundCopy(file: number, table: FileTable, contents: ContentTable): FoundCopy {
  const identity = table.identity(file);
  const hash = contents.hash(file);
  return {
    ...{ path: table.path(file), identity, root: table.folder(file).root },
    fingerprint: hash === undefined ? undefined : { size: identity.size, hash },
  };
}
