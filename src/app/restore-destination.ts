import { existsSync, statfsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Target } from '../backup/target.js';
import { expandHome } from '../config/load.js';
import { readLibraryMarker } from '../library/marker.js';
import type { LibraryPaths } from '../library/paths.js';
import { sizeText } from '../report/amounts.js';
import { fsPath } from '../system/fs-path.js';
import { missingMount } from '../system/mounts.js';
import { contains, realPath } from '../system/real-path.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';
import { deviceOf } from './folder-facts.js';
import { requireGallery } from './gallery-presence.js';

/** Where files are brought back to. Paths are absolute. */
export interface Destination {
  readonly root: string;
  /** on the same file system: what was fetched and has no place yet */
  readonly staging: string;
}

/**
 * The Gallery, or the folder that the user named.
 *
 * @throws PhotokeepError `refused` for a place whose disk is not there, `usage` for one that is no good
 */
export function findDestination(
  { cwd, home }: Pick<Context, 'cwd' | 'home'>,
  paths: LibraryPaths,
  target: Target,
  to: string | undefined,
): Destination {
  if (to === '') {
    throw new PhotokeepError('usage', 'an empty path was given', 'is a variable of your script not set?');
  }
  const root = to === undefined ? paths.gallery : resolve(cwd, expandHome(to, home));
  requireMounted(root);
  if (root === paths.gallery) {
    requireGallery(paths, readLibraryMarker(paths.marker)?.id ?? '');
    return withStaging(root, paths);
  }
  requireFolder(root);
  const [real, state] = [root, paths.state].map(realPath) as [string, string];
  if (contains(state, real)) {
    throw new PhotokeepError('usage', `${root} is photokeep's own state`, 'choose another folder');
  }
  if (target.kind === 'folder' && contains(realPath(target.to), real)) {
    throw new PhotokeepError(
      'usage',
      `${root} lies inside the backup target ${target.name}`,
      'choose another folder',
    );
  }
  return withStaging(root, paths);
}

/** The Gallery may be on another disk than the state of its library. */
function withStaging(root: string, { state }: LibraryPaths): Destination {
  const isOneDisk = deviceOf(root) === deviceOf(state);
  return { root, staging: isOneDisk ? join(state, 'restore') : join(root, '.photokeep-restore') };
}

function requireMounted(folder: string): void {
  const missing = missingMount(folder);
  if (missing === undefined) return;
  throw new PhotokeepError(
    'refused',
    `${missing} is in /etc/fstab but nothing is mounted there`,
    `mount the disk first: mount ${missing}`,
  );
}

function requireFolder(root: string): void {
  const found = statSync(fsPath(root), { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return;
  if (found) throw new PhotokeepError('usage', `${root} is not a folder`, 'choose another one');
  if (existsSync(fsPath(dirname(root)))) return;
  throw new PhotokeepError(
    'usage',
    `cannot make ${root}: ${dirname(root)} does not exist`,
    'make the folder first',
  );
}

/** @throws PhotokeepError `refused` when the disk of the destination has not so many bytes free */
export function requireRoom({ root }: Pick<Destination, 'root'>, bytes: number): void {
  const free = freeBytes(root);
  if (bytes <= free) return;
  throw new PhotokeepError(
    'refused',
    `not enough space in ${root}: ${sizeText(bytes)} are needed, ${sizeText(free)} are free`,
    'free some, or name a part: photokeep backup restore NAME 2021/05-May',
  );
}

function freeBytes(folder: string): number {
  if (!existsSync(fsPath(folder))) return freeBytes(dirname(folder));
  const { bavail, bsize } = statfsSync(fsPath(folder));
  return bavail * bsize;
}
