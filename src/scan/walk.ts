import { constants, type Dirent, lstatSync, readdirSync, type Stats } from 'node:fs';
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

const noBorders: Borders = { isExcluded: () => false, isApart: () => false };

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
  const seen = judgeFile(path);
  if (seen) yield seen;
}

function judgeFile(path: string): Walked | undefined {
  const stats = statsOf(path);
  if (!stats) return undefined;
  if (stats === 'unreadable') return { path, failure: 'unreadable' };
  const reason = leftBecause(kindOf(stats), stats.size);
  return reason ? { path, reason } : { path, identity: identityOf(stats, path) };
}

/**
 * Why something with a name like any other is left, whatever its content is.
 *
 * @param kind as find(1) has it: `f` a file, `l` a symbolic link
 */
export function leftBecause(kind: string, size: number): SkipReason | undefined {
  if (kind === 'f') return size === 0 ? 'empty' : undefined;
  return kind === 'l' ? 'symlink' : 'special';
}

/** Not by the methods of Stats: they ask more than once, and a walk asks for every file. */
export function kindOf({ mode }: Stats): string {
  const kind = mode & constants.S_IFMT;
  return kind === constants.S_IFREG ? 'f' : kind === constants.S_IFLNK ? 'l' : '?';
}

/** A file by its name in a folder. */
export interface NamedFile {
  readonly name: string;
  readonly identity: FileIdentity;
}

/** What lies directly in a folder; nothing of it follows any order. */
export interface FolderContent {
  /** as it was reached from the folder that was walked: `''` for that itself, else `2024/05-May` */
  readonly folder: string;
  readonly files: readonly NamedFile[];
  readonly left: readonly LeftFile[];
  /** the folder itself when it cannot be listed, or files in it */
  readonly unreadable: readonly UnreadableFile[];
}

/**
 * What `walk` yields, folder by folder and as the disk has it: for who compares a whole tree with a list of its own, and
 * finds in no time what is not there any more.
 */
export function* walkFolders(root: string, folder = ''): Generator<FolderContent> {
  const path = folder === '' ? root : `${root}/${folder}`;
  const found = namesIn(path);
  if (!found) {
    yield { folder, files: [], left: [], unreadable: [{ path, failure: 'unreadable' }] };
    return;
  }
  const files: NamedFile[] = [];
  const left: LeftFile[] = [];
  const unreadable: UnreadableFile[] = [];
  const below: string[] = [];
  for (const { name, isFolder } of found) {
    const entry = `${path}/${name}`;
    const ignored = ignoredBecause(name);
    if (ignored) left.push({ path: entry, reason: ignored });
    else if (isFolder) below.push(folder === '' ? name : `${folder}/${name}`);
    else {
      const seen = judgeFile(entry);
      if (!seen) continue;
      if ('identity' in seen) files.push({ name, identity: seen.identity });
      else if ('reason' in seen) left.push(seen);
      else unreadable.push(seen);
    }
  }
  yield { folder, files, left, unreadable };
  for (const each of below) yield* walkFolders(root, each);
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
  return namesIn(folder)
    ?.map((entry) => ({ entry, key: entry.isFolder ? foldName(entry.name) : readAssetName(entry.name).key }))
    .sort(
      (a, b) =>
        compare(a.key, b.key) ||
        Number(b.entry.isFolder) - Number(a.entry.isFolder) ||
        compare(a.entry.name, b.entry.name),
    )
    .map(({ entry }) => entry);
}

/** In the order of the disk; undefined when the folder cannot be listed. */
function namesIn(folder: string): Entry[] | undefined {
  try {
    const found = readdirSync(fsPath(folder), { withFileTypes: true });
    const isUtf8 = found.every(({ name }) => !name.includes('\uFFFD'));
    return isUtf8 ? found.map(toEntry) : listAsBytes(folder);
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
