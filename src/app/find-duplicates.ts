import {
  createContentReader,
  type FileToRead,
  type Reading,
  type ReadResult,
} from '../content/content-reader.js';
import { endBytes } from '../content/fingerprint.js';
import type { Catalog } from '../library/catalog.js';
import type { Cluster, FoundAsset, FoundCopy } from '../plan/duplicates.js';
import { readAssetName } from '../scan/asset-name.js';
import { FileTable } from '../scan/file-table.js';
import type { MediaKind } from '../scan/media-kinds.js';
import { type OnLeft, walkIntoTable, type WalkRoot } from '../scan/walk-into-table.js';

/** How far a search is. */
export interface SearchProgress {
  /** files that were looked at */
  readonly files: number;
  readonly bytesRead: number;
  /** as far as it is known by then */
  readonly bytesToRead: number;
}

export interface SearchRequest {
  /** the first has the highest priority */
  readonly roots: readonly WalkRoot[];
  /** whether every file is looked for by itself, whatever it is; else pictures and videos */
  readonly allFiles: boolean;
  /** what earlier searches learned, if there is a place for it */
  readonly catalog?: Catalog;
  /** the Gallery that the catalog is of */
  readonly gallery?: string;
  /** whether the catalog may learn; a dry run lets it not */
  readonly learns: boolean;
  /**
   * What files without a known extension are, asked only of files that have a duplicate; without it such files are
   * left out
   */
  readonly mediaKinds?: (paths: readonly string[]) => Promise<readonly (MediaKind | undefined)[]>;
  /** told of what is left where it is, and of what could not be read */
  readonly onLeft: OnLeft;
  readonly onProgress: (progress: SearchProgress) => void;
  readonly isInterrupted: () => boolean;
}

/** Files above this size are told apart by their ends before they are read. */
const wholeAtOnce = 2 * endBytes;

/**
 * Finds files that hold the same content under the roots, and with them the assets that they belong to. A fingerprint
 * only nominates: before anything is done about a copy, bytes have to be compared.
 *
 * Ends early, without a cluster, when it is interrupted.
 */
export async function* findDuplicates(request: SearchRequest): AsyncGenerator<Cluster> {
  const table = new FileTable();
  for (const _ of walkIntoTable(request.roots, table, request.onLeft)) {
    await breathe();
    if (request.isInterrupted()) return;
  }
  const reader = createContentReader();
  const hashes = new Map<number, string>();
  const dropped = new Set<number>();
  const read = async (files: number[], what: Reading, into: Map<number, string>): Promise<void> => {
    const toRead = function* (): Generator<FileToRead> {
      for (const file of files.sort((a, b) => a - b))
        yield { file, path: table.path(file), identity: table.identity(file) };
    };
    await reader.read(
      toRead(),
      what,
      ({ file, path }, result: ReadResult) => {
        if (typeof result !== 'string')
          into.set(file, result.map((half) => half.toString(16).padStart(8, '0')).join(''));
        else {
          dropped.add(file);
          request.onLeft(
            result === 'changed' || result === 'ENOENT'
              ? { path, reason: 'changed' }
              : { path, failure: 'unreadable' },
          );
        }
      },
      request.isInterrupted,
    );
  };
  try {
    const bySize = groupBy(
      Array.from({ length: table.count }, (_, file) => file).filter((file) =>
        isCandidate(table, file, request),
      ),
      (file) => String(table.size(file)),
    );
    // names of one inode
    const groups = bySize.map((files) => inodes(table, files)).filter((group) => group.length > 1);
    const ends = new Map<number, string>();
    await read(
      groups
        .filter((group) => table.size(group[0]![0]!) > wholeAtOnce)
        .flatMap((group) => group.map((names) => names[0]!)),
      'ends',
      ends,
    );
    const split = groups
      .flatMap((group) =>
        groupBy(
          group.filter((names) => !dropped.has(names[0]!)),
          (names) => ends.get(names[0]!) ?? '',
        ),
      )
      .filter((group) => group.length > 1);
    await read(
      split.flatMap((group) => group.map((names) => names[0]!)),
      'whole',
      hashes,
    );
    if (request.isInterrupted()) return;
    const equal = split
      .flatMap((group) =>
        groupBy(
          group.filter((names) => !dropped.has(names[0]!)),
          (names) => hashes.get(names[0]!) ?? '',
        ),
      )
      .filter((group) => group.length > 1);
    for (const group of equal)
      for (const names of group) for (const name of names) hashes.set(name, hashes.get(names[0]!)!);
    const clusters = clustersOf(
      table,
      equal.map((group) => group.flat()),
    );
    const sidecars = clusters.flat(2).filter((file) => table.role(file) === 'sidecar' && !hashes.has(file));
    await read(sidecars, 'whole', hashes);
    if (request.isInterrupted()) return;
    for (const cluster of clusters) {
      yield cluster.map((asset): FoundAsset => ({
        members: asset
          .filter((file) => !dropped.has(file))
          .map((file): FoundCopy => {
            const hash = hashes.get(file);
            const identity = table.identity(file);
            return {
              path: table.path(file),
              identity,
              root: table.folder(file).root,
              fingerprint: hash === undefined ? undefined : { size: identity.size, hash },
            };
          }),
      }));
    }
  } finally {
    await reader.close();
  }
}

function isCandidate(table: FileTable, file: number, { allFiles }: SearchRequest): boolean {
  const role = table.role(file);
  return allFiles || (role !== 'sidecar' && role !== 'other');
}

function inodes(table: FileTable, files: readonly number[]): number[][] {
  const sorted = [...files].sort((a, b) => table.compareInodes(a, b));
  const result: number[][] = [];
  for (const file of sorted) {
    const last = result.at(-1);
    if (last && table.isSameInode(last[0]!, file)) {
      if (table.hasOtherNames(file)) last.push(file);
    } else result.push([file]);
  }
  return result;
}

function clustersOf(table: FileTable, groups: readonly number[][]): number[][][] {
  const assets = new Map<string, number[]>();
  const keys = new Map<number, string>();
  for (const folder of new Set(groups.flat().map((file) => table.folderNumber(file)))) {
    const [from, to] = table.filesOf(folder);
    for (let file = from; file < to; file++) {
      const key = `${String(folder)}/${readAssetName(table.name(file)).key}`;
      keys.set(file, key);
      const members = assets.get(key);
      if (members) members.push(file);
      else assets.set(key, [file]);
    }
  }
  const parent = new Map<string, string>();
  const find = (key: string): string => {
    const up = parent.get(key);
    return up === undefined ? key : find(up);
  };
  for (const group of groups) {
    const [first, ...rest] = group.map((file) => find(keys.get(file)!));
    for (const other of rest) if (find(other) !== find(first!)) parent.set(find(other), find(first!));
  }
  const clusters = groupBy([...new Set(groups.flat().map((file) => keys.get(file)!))], find);
  return clusters.map((cluster) => cluster.map((key) => assets.get(key)!));
}

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return [...groups.values()];
}

function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
