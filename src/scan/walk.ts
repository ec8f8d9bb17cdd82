import { type Dirent, lstatSync, readdirSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../app/errors.js';
import { fsPath, nameFromBytes } from '../system/fs-path.js';
import { readAssetName } from './asset-name.js';
import { foldName } from './file-name.js';
import { type FileIdentity, identityOf } from './identity.js';
import { ignoredBecause } from './ignore.js';
import type { FailReason, SkipReason } from './reasons.js';

/** A file that may be a picture or a video. */
export interface FoundFile {
  readonly path: string;
  readonly identity: FileIdentity;
}

/** What was met on the way and is left where it is; folders stand for all they hold. */
export interface LeftFile {
  readonly path: string;
  readonly reason: SkipReason;
}

/** What could not be looked at. */
export interface UnreadableFile {
  readonly path: string;
  readonly failure: FailReason;
}

export type Walked = FoundFile | LeftFile | UnreadableFile;

/** What of a folder is not the walk's. Asked with paths as the walk yields them. */
export interface Borders {
  /** whether the user left the file out, or everything in the folder */
  isExcluded(path: string): boolean;
  /** whether the folder is walked by itself, under rules of its own */
  isApart(path: string): boolean;
}

export const noBorders: Borders = { isExcluded: () => false, isApart: () => false };

/**
 * Every entry below a folder once, without following symbolic links; in the order of names, but so that the files
 * of one asset follow each other.
 * A folder that cannot be listed is yielded as unreadable, and the others go on.
 */
export function* walk(folder: string, borders: Borders = noBorders): Generator<Walked> {
  const entries = listFolder(folder);
  if (!entries) {
    yield { path: folder, failure: 'unreadable' };
    return;
  }
  for (const { name, isFolder } of entries) {
    const path = join(folder, name);
    const ignored = ignoredBecause(name);
    if (borders.isApart(path)) continue;
    if (ignored) yield { path, reason: ignored };
    else if (isFolder) yield* walk(path, borders);
    else if (borders.isExcluded(path)) yield { path, reason: 'excluded' };
    else yield* lookAt(path);
  }
}

/** A single file, by the same rules as one met on a walk. */
export function* lookAt(path: string): Generator<Walked> {
  const stats = statsOf(path);
  if (!stats) return;
  if (stats === 'unreadable') yield { path, failure: 'unreadable' };
  else {
    const reason = leftBecause(stats);
    yield reason ? { path, reason } : { path, identity: identityOf(stats, path) };
  }
}

/** Why something with a name like any other is left, whatever its content is. */
export function leftBecause(stats: Stats): SkipReason | undefined {
  if (stats.isSymbolicLink()) return 'symlink';
  if (!stats.isFile()) return 'special';
  return stats.size === 0 ? 'empty' : undefined;
}

/** How many files below the folder have names that `walk` would look at: readdir only, no stat. */
export function countCandidates(folder: string, borders: Borders = noBorders): number {
  let count = 0;
  for (const { name, isFolder } of listFolder(folder) ?? []) {
    const path = join(folder, name);
    if (isLeft(name, path, borders)) continue;
    count += isFolder ? countCandidates(path, borders) : 1;
  }
  return count;
}

/** Whether anything below the folder has a name that `walk` would look at: readdir only, no stat. */
export function holdsCandidates(folder: string, borders: Borders = noBorders): boolean {
  const entries = listFolder(folder);
  if (!entries) return true;
  return entries.some(({ name, isFolder }) => {
    const path = join(folder, name);
    return !isLeft(name, path, borders) && (!isFolder || holdsCandidates(path, borders));
  });
}

function isLeft(name: string, path: string, borders: Borders): boolean {
  return ignoredBecause(name) !== undefined || borders.isApart(path) || borders.isExcluded(path);
}

/** A folder may be listed and yet not entered, and a disk may fail: that is about one file, not about the run. */
export function statsOf(path: string): Stats | 'unreadable' | undefined {
  try {
    return lstatSync(fsPath(path), { throwIfNoEntry: false });
  } catch {
    return 'unreadable';
  }
}

/** A name in a folder. Not Node's Dirent: a hundred thousand of those would keep as many buffers alive. */
interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
}

/**
 * What `IMG_1.HEIC` and `img_1.mov` share comes before the rest of the name, and no folder of that name between them;
 * undefined when it cannot be listed.
 */
function listFolder(folder: string): Entry[] | undefined {
  try {
    const found = readdirSync(fsPath(folder), { withFileTypes: true });
    const isUtf8 = found.every(({ name }) => !name.includes('\uFFFD'));
    const entries = isUtf8 ? found.map(toEntry) : listAsBytes(folder);
    return entries
      .map((entry) => ({ entry, key: entry.isFolder ? foldName(entry.name) : readAssetName(entry.name).key }))
      .sort(
        (a, b) =>
          compare(a.key, b.key) ||
          Number(b.entry.isFolder) - Number(a.entry.isFolder) ||
          compare(a.entry.name, b.entry.name),
      )
      .map(({ entry }) => entry);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    return undefined;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function listAsBytes(folder: string): Entry[] {
  return readdirSync(fsPath(folder), { withFileTypes: true, encoding: 'buffer' }).map((dirent) => ({
    name: nameFromBytes(dirent.name),
    isFolder: dirent.isDirectory(),
  }));
}

function toEntry(dirent: Dirent): Entry {
  return { name: dirent.name, isFolder: dirent.isDirectory() };
}
