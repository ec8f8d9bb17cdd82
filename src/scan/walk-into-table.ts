import { readdirSync, type Stats } from 'node:fs';
import { basename, dirname } from 'node:path';
import { errorCode } from '../app/errors.js';
import { fsPath, nameFromBytes } from '../system/fs-path.js';
import type { FileTable } from './file-table.js';
import { identityOf } from './identity.js';
import { ignoredBecause } from './ignore.js';
import { type Borders, leftBecause, type LeftFile, noBorders, statsOf, type UnreadableFile } from './walk.js';

/** A folder to walk, or a single file. */
export interface WalkRoot {
  /** absolute, without symbolic links */
  readonly path: string;
  readonly borders?: Borders;
}

/** Told of what is left where it is, or could not be looked at. */
export type OnLeft = (entry: LeftFile | UnreadableFile) => void;

/**
 * Takes all that lies below the roots into a table, by the rules of `walk`, in the order of the bytes of names. What
 * can be reached from two roots, because they overlap or through a bind mount, belongs to the first.
 *
 * @returns after each folder, so that a signal can be heard
 */
export function* walkIntoTable(
  roots: readonly WalkRoot[],
  table: FileTable,
  onLeft: OnLeft,
): Generator<void> {
  const walked = new Set<string>();
  /** A folder has one name, so one that is met again was reached by another way. On FUSE only its path can tell. */
  const isMetAgain = (path: string, stats: Stats): boolean => {
    const { dev, ino } = identityOf(stats, path);
    return walked.size === walked.add(ino === 0 ? path : `${String(dev)}:${String(ino)}`).size;
  };

  for (const [root, { path, borders = noBorders }] of roots.entries()) {
    const folders: string[] = [];
    const look = (folder: string, name: string): void => {
      const entry = `${folder}/${name}`;
      const stats = statsOf(entry);
      if (!stats) return;
      if (stats === 'unreadable') onLeft({ path: entry, failure: 'unreadable' });
      else if (stats.isDirectory()) {
        if (!isMetAgain(entry, stats)) folders.push(entry);
      } else if (borders.isExcluded(entry)) onLeft({ path: entry, reason: 'excluded' });
      else {
        const reason = leftBecause(stats);
        if (reason) onLeft({ path: entry, reason });
        else table.add(name, identityOf(stats, entry), stats.nlink > 1);
      }
    };

    table.startFolder({ path: dirname(path), root });
    look(dirname(path), basename(path));
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      const names = listNames(folder);
      if (!names) onLeft({ path: folder, failure: 'unreadable' });
      table.startFolder({ path: folder, root });
      const before = folders.length;
      for (const name of names ?? []) {
        const entry = `${folder}/${name}`;
        if (borders.isApart(entry)) continue;
        const reason = ignoredBecause(name);
        if (reason) onLeft({ path: entry, reason });
        else look(folder, name);
      }
      folders.push(...folders.splice(before).reverse());
      yield;
    }
  }
}

/** The names in a folder, in the order of their bytes; undefined when it cannot be listed. */
function listNames(folder: string): string[] | undefined {
  try {
    const names = readdirSync(fsPath(folder));
    if (!names.some((name) => name.includes('\uFFFD'))) return names;
    return readdirSync(fsPath(folder), { encoding: 'buffer' }).map(nameFromBytes);
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? [] : undefined;
  }
}
