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

/**
 * Every entry below a folder once, without following symbolic links; in the order of names, but so that the files
 * of one asset follow each other.
 * A folder that cannot be listed is yielded as unreadable, and the others go on.
 */
export function* walk(folder: string): Generator<Walked> {
  const entries = listFolder(folder);
  if (!entries) {
    yield { path: folder, failure: 'unreadable' };
    return;
  }
  for (const { name, isFolder } of entries) {
    const path = join(folder, name);
    const ignored = ignoredBecause(name);
    if (ignored) yield { path, reason: ignored };
    else if (isFolder) yield* walk(path);
    else yield* lookAt(path);
  }
}

/** A single file, by the same rules as one met on a walk. */
export function* lookAt(path: string): Generator<Walked> {
  const stats = statsOf(path);
  if (!stats) return;
  if (stats === 'unreadable') yield { path, failure: 'unreadable' };
  else if (stats.isSymbolicLink()) yield { path, reason: 'symlink' };
  else if (!stats.isFile()) yield { path, reason: 'special' };
  else if (stats.size === 0) yield { path, reason: 'empty' };
  else yield { path, identity: identityOf(stats, path) };
}

/** How many files below the folder have names that `walk` would look at: readdir only, no stat. */
export function countCandidates(folder: string): number {
  return (listFolder(folder) ?? [])
    .filter(({ name }) => !ignoredBecause(name))
    .reduce((count, { name, isFolder }) => count + (isFolder ? countCandidates(join(folder, name)) : 1), 0);
}

/** Whether anything below the folder has a name that `walk` would look at: readdir only, no stat. */
export function holdsCandidates(folder: string): boolean {
  const entries = listFolder(folder);
  if (!entries) return true;
  return entries.some(
    ({ name, isFolder }) => !ignoredBecause(name) && (!isFolder || holdsCandidates(join(folder, name))),
  );
}

/** A folder may be listed and yet not entered, and a disk may fail: that is about one file, not about the run. */
function statsOf(path: string): Stats | 'unreadable' | undefined {
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

/** What `IMG_1.HEIC` and `IMG_1.MOV` share comes before the rest of the name; undefined when it cannot be listed. */
function listFolder(folder: string): Entry[] | undefined {
  try {
    const found = readdirSync(fsPath(folder), { withFileTypes: true });
    const isUtf8 = found.every(({ name }) => !name.includes('\uFFFD'));
    const entries = isUtf8 ? found.map(toEntry) : listAsBytes(folder);
    return entries
      .map((entry) => ({ entry, key: entry.isFolder ? foldName(entry.name) : readAssetName(entry.name).key }))
      .sort((a, b) => compare(a.key, b.key) || compare(a.entry.name, b.entry.name))
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
