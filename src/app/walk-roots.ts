import { basename, dirname } from 'node:path';
import { here, type SearchThreads } from '../content/search-threads.js';
import { isOnRotatingDisk } from '../system/rotating-disk.js';
import { deviceOf } from './folder-facts.js';
import type { FileTable, TableFolder } from '../scan/file-table.js';
import { type FolderListing, type ListedFolder, listFolder, listOne } from '../scan/list-folder.js';
import type { Borders, LeftFile, UnreadableFile } from '../scan/walk.js';

/** A folder to walk, or a single file. */
export interface SearchRoot {
  /** absolute, without symbolic links */
  readonly path: string;
  readonly borders?: Borders;
}

/** Told of what is left where it is, and of what could not be looked at or read. */
export type OnLeft = (entry: LeftFile | UnreadableFile) => void;

interface WalkTools {
  readonly threads: SearchThreads;
  readonly onLeft: OnLeft;
  readonly onProgress: (files: number) => void;
}

/** One message for as many, when a tree has many small folders. */
const foldersPerTask = 16;

/**
 * Takes what lies below the roots into a table, by the rules of `walk`. What can be reached from two roots, because
 * they overlap or through a bind mount, belongs to the first.
 *
 * @returns the roots of which borders cut something off
 */
export async function walkRoots(
  roots: readonly SearchRoot[],
  table: FileTable,
  { threads, onLeft, onProgress }: WalkTools,
): Promise<ReadonlySet<number>> {
  const met = new Set<string>();
  const cut = new Set<number>();
  for (const [root, { path, borders }] of roots.entries()) {
    const waiting: string[] = [];
    const meet = ({ path: folder, key }: ListedFolder): void => {
      if (met.size < met.add(key).size) waiting.push(folder);
    };
    const take = (folder: string, listing: FolderListing, isWhole = true): void => {
      const added = table.add(folder, root, listing, isWhole);
      const isOurs = ({ path: entry }: { readonly path: string }): boolean => !borders?.isApart(entry);
      const folders = listing.folders.filter(isOurs);
      listing.left.filter(isOurs).forEach(onLeft);
      folders.forEach(meet);
      const isCut = borders !== undefined && leaveOut(table, added, borders, onLeft);
      if (isCut || folders.length < listing.folders.length) cut.add(root);
      onProgress(table.count);
    };

    const itself = listOne(dirname(path), basename(path));
    if (itself.folders.length === 0) take(dirname(path), itself, false);
    itself.folders.forEach(meet);
    const turns = itself.folders.length > 0 && isOnRotatingDisk(deviceOf(path), path);
    await threads.share<string[], FolderListing[]>({
      next(lane) {
        if (waiting.length === 0 || (turns && lane !== here)) return undefined;
        const half = Math.ceil(waiting.length / 2);
        return waiting.splice(-Math.min(half, lane === here ? 1 : foldersPerTask));
      },
      hasNext: () => waiting.length > 0,
      message: (folders) => folders,
      doHere: (folders) => folders.map(listFolder),
      take(folders, listings) {
        for (const [index, listing] of listings.entries()) take(folders[index] as string, listing);
      },
    });
  }
  return cut;
}

/** @returns whether there was something */
function leaveOut(table: FileTable, { first, end }: TableFolder, borders: Borders, onLeft: OnLeft): boolean {
  let isCut = false;
  for (let file = first; file < end; file++) {
    const path = table.path(file);
    const isApart = borders.isApart(path);
    if (!isApart && !borders.isExcluded(path)) continue;
    isCut = true;
    table.leaveOut(file);
    if (!isApart) onLeft({ path, reason: 'excluded' });
  }
  return isCut;
}
