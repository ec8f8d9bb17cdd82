import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fsPath, nameFromBytes } from '../src/system/fs-path.js';

/**
 * All that a program could have changed below a folder, one line an entry: kind and permissions, size, mtime
 * and ctime in nanoseconds, inode. Two equal listings: nothing was touched.
 */
export function listing(folder: string): string[] {
  return entriesBelow(folder).map((path) => {
    const { mode, size, mtimeNs, ctimeNs, ino } = lstatSync(fsPath(path), { bigint: true });
    return [relative(folder, path), mode.toString(8), size, mtimeNs, ctimeNs, ino].join(' ');
  });
}

/** The files below a folder by their paths in it, sorted; photokeep's own marker in a Gallery and state aside. */
export function filesBelow(folder: string): string[] {
  return entriesBelow(folder)
    .filter((path) => !lstatSync(fsPath(path)).isDirectory())
    .map((path) => relative(folder, path))
    .filter((path) => !/(^|\/)(\.photokeep\/|\.photokeep-gallery\.json$)/.test(path));
}

/** The SHA-256 of every file below these folders, sorted: equal lists hold the same contents as often. */
export function contentsOf(...folders: readonly string[]): string[] {
  return folders.flatMap((folder) => filesBelow(folder).map((path) => sha256(join(folder, path)))).sort();
}

export function sha256(file: string): string {
  return createHash('sha256')
    .update(readFileSync(fsPath(file)))
    .digest('hex');
}

function entriesBelow(folder: string): string[] {
  return readdirSync(fsPath(folder), { withFileTypes: true, encoding: 'buffer' })
    .map((entry) => ({ path: join(folder, nameFromBytes(entry.name)), isFolder: entry.isDirectory() }))
    .flatMap(({ path, isFolder }) => (isFolder ? [path, ...entriesBelow(path)] : [path]))
    .sort();
}

/**
 * The folders and files below a folder as people see them: names, contents, mtimes in nanoseconds, inodes and so
 * which names are one file. Not what a rename changes too: ctimes, and the times of folders.
 */
export function treeOf(folder: string): string[] {
  return entriesBelow(folder).map((path) => {
    const stats = lstatSync(fsPath(path), { bigint: true });
    const name = relative(folder, path);
    if (stats.isDirectory()) return `${name}/`;
    return [name, stats.mtimeNs, stats.ino, stats.nlink, stats.mode.toString(8), sha256(path)].join(' ');
  });
}
