import { equalRuns } from '../content/equal-runs.js';
import { assetKey } from '../scan/asset-name.js';
import type { FileTable, TableFolder } from '../scan/file-table.js';
import { growingSets } from './growing-sets.js';

/** Files by their numbers in the table: the assets of a cluster, and the members of each. */
export type NumberedCluster = readonly (readonly number[])[];

/**
 * Puts files of equal content into their assets, and assets that hold contents of each other, directly or by way of
 * others, into clusters; all in the order of roots and paths.
 *
 * @param groups files of equal content
 * @returns yields them, from the first on whenever it is called: all at once would take much memory
 */
export function formClusters(
  table: FileTable,
  groups: readonly (readonly number[])[],
): () => Generator<NumberedCluster> {
  const copies = Uint32Array.from(groups.flat());
  const { assetOf, nextMember } = formAssets(table, copies);
  const assets = inOrder(
    table,
    copies.map((file) => assetOf[file] as number),
  );
  const placeOf = new Uint32Array(table.count);
  for (let place = 0; place < assets.length; place++) placeOf[assets[place] as number] = place;
  const sets = growingSets(assets.length);
  for (const files of groups) sets.unite(files.map((file) => placeOf[assetOf[file] as number] as number));
  return function* clusters() {
    for (const places of sets.all()) {
      yield places.map((place) => chain(assets[place] as number, nextMember));
    }
  };
}

const none = 0xffffffff;

/** For each file of the folders in question the first one of its asset, and the one that follows it there. */
function formAssets(
  table: FileTable,
  copies: Uint32Array,
): { readonly assetOf: Uint32Array; readonly nextMember: Uint32Array } {
  const assetOf = new Uint32Array(table.count);
  const nextMember = new Uint32Array(table.count).fill(none);
  for (const { first, end } of table.foldersOf(copies)) {
    for (let file = first; file < end; file++) assetOf[file] = file;
    for (const files of equalRuns(table.between(first, end), (file) => table.looseAssetKey(file), always)) {
      const lastMember = new Map<string, number>();
      for (const file of files) {
        const key = assetKey(table.name(file));
        const before = lastMember.get(key);
        lastMember.set(key, file);
        if (before === undefined) continue;
        assetOf[file] = assetOf[before] as number;
        nextMember[before] = file;
      }
    }
  }
  return { assetOf, nextMember };
}

const always = (): boolean => true;

function chain(first: number, next: Uint32Array): number[] {
  const links: number[] = [];
  for (let link = first; link !== none; link = next[link] as number) links.push(link);
  return links;
}

/** Each file once, in the order of roots, folders and names. */
function inOrder(table: FileTable, files: Uint32Array): Uint32Array {
  const byPath = [...table.folders.keys()].sort((a, b) => compareFolders(table, a, b));
  const rank = new Uint32Array(byPath.length);
  for (const [place, folder] of byPath.entries()) rank[folder] = place;
  // Both in one number, below 2^53: V8 sorts numbers natively.
  const sorted = new Float64Array(files.length);
  for (let index = 0; index < files.length; index++) {
    const file = files[index] as number;
    sorted[index] = (rank[table.folderNumber(file)] as number) * 2 ** 32 + file;
  }
  sorted.sort();
  const distinct = sorted.filter((number, index) => number !== sorted[index - 1]);
  return Uint32Array.from(distinct, (number) => number % 2 ** 32);
}

function compareFolders({ folders }: FileTable, a: number, b: number): number {
  const [one, other] = [folders[a], folders[b]] as [TableFolder, TableFolder];
  return one.root - other.root || (one.path < other.path ? -1 : one.path > other.path ? 1 : 0);
}
