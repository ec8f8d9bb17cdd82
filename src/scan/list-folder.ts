import { constants, readdirSync, type Stats } from 'node:fs';
import { errorCode } from '../app/errors.js';
import { fsPath, nameFromBytes } from '../system/fs-path.js';
import { type NamedRole, roleOfName } from './asset-name.js';
import { identityOf, isFuse } from './identity.js';
import { ignoredBecause } from './ignore.js';
import { kindOf, leftBecause, type LeftFile, statsOf, type UnreadableFile } from './walk.js';

/**
 * What lies in one folder, by the rules of `walk`; its files in columns, so that a thread can hand over a hundred
 * thousand of them at once.
 */
export interface FolderListing {
  /** how many files there are; the columns may be longer */
  readonly count: number;
  /** their names in order, as the kernel has them, each with a zero byte behind it */
  readonly names: Uint8Array;
  readonly sizes: Float64Array;
  /** times and inodes as in `FileIdentity` */
  readonly mtimes: Float64Array;
  readonly ctimes: Float64Array;
  readonly inodes: Float64Array;
  /** for each file the place of its device in `devices` */
  readonly deviceOf: Uint16Array;
  readonly devices: readonly number[];
  /** `flagsOf` each file */
  readonly flags: Uint8Array;
  readonly folders: readonly ListedFolder[];
  /** what is left where it is, or could not be looked at */
  readonly left: readonly (LeftFile | UnreadableFile)[];
}

/** A folder, and what says that it is the same one although it was reached by another path. */
export interface ListedFolder {
  readonly path: string;
  readonly key: string;
}

const roles: readonly NamedRole[] = ['still', 'raw', 'video', 'sidecar', 'other'];
const roleMask = 7;
const otherNames = 8;

/** @param hasOtherNames whether there are hard links to the file */
function flagsOf(name: string, hasOtherNames: boolean): number {
  return roles.indexOf(roleOfName(name)) | (hasOtherNames ? otherNames : 0);
}

/** What a file is by its name alone; undefined for flags of no listing. */
export function roleIn(flags: number): NamedRole | undefined {
  return roles[flags & roleMask];
}

/** Whether there are hard links to it. */
export function hasOtherNames(flags: number): boolean {
  return (flags & otherNames) !== 0;
}

/** Lists one folder; of one that cannot be listed it is said among what is left. */
export function listFolder(folder: string): FolderListing {
  const names = listNames(folder);
  if (names) return lookAtAll(folder, names, ignoredBecause);
  return { ...lookAtAll(folder, [], ignoredBecause), left: [{ path: folder, failure: 'unreadable' }] };
}

/** Looks at one path as if its folder held nothing else: a folder or a file that was named. */
export function listOne(folder: string, name: string): FolderListing {
  return lookAtAll(folder, [name], () => undefined);
}

function lookAtAll(folder: string, names: readonly string[], ignored: typeof ignoredBecause): FolderListing {
  const columns = makeColumns(names.length);
  const files: string[] = [];
  const folders: ListedFolder[] = [];
  const left: (LeftFile | UnreadableFile)[] = [];
  const add = (name: string, path: string, stats: Stats): void => {
    columns.set(files.push(name) - 1, path, stats, flagsOf(name, stats.nlink > 1));
  };
  for (const name of names) {
    const path = `${folder}/${name}`;
    const ignoredFor = ignored(name);
    const stats = ignoredFor ? undefined : statsOf(path);
    if (ignoredFor) left.push({ path, reason: ignoredFor });
    else if (!stats) continue;
    else if (stats === 'unreadable') left.push({ path, failure: 'unreadable' });
    // Nearly all are, and to ask this is cheapest.
    else if ((stats.mode & constants.S_IFMT) === constants.S_IFREG && stats.size > 0) add(name, path, stats);
    else if (stats.isDirectory()) folders.push({ path, key: folderKey(path, stats) });
    else left.push({ path, reason: leftBecause(kindOf(stats), stats.size) ?? 'special' });
  }
  return { count: files.length, names: joinNames(files), ...columns.all(), folders, left };
}

type Columns = Pick<
  FolderListing,
  'sizes' | 'mtimes' | 'ctimes' | 'inodes' | 'deviceOf' | 'devices' | 'flags'
>;

/** In one block of memory, which can be handed to another thread as it is. */
function makeColumns(files: number): {
  set(file: number, path: string, stats: Stats, flags: number): void;
  all(): Columns;
} {
  const block = new ArrayBuffer(files * (4 * 8 + 2 + 1));
  const sizes = new Float64Array(block, 0, files);
  const mtimes = new Float64Array(block, 8 * files, files);
  const ctimes = new Float64Array(block, 16 * files, files);
  const inodes = new Float64Array(block, 24 * files, files);
  const deviceOf = new Uint16Array(block, 32 * files, files);
  const flags = new Uint8Array(block, 34 * files, files);
  const devices: number[] = [];
  let device = -1;
  let isOnFuse = false;
  return {
    set(file, path, stats, fileFlags) {
      if (devices[device] !== stats.dev) {
        device = devices.indexOf(stats.dev);
        if (device < 0) device = devices.push(stats.dev) - 1;
        isOnFuse = isFuse(stats.dev, path);
      }
      sizes[file] = stats.size;
      mtimes[file] = stats.mtimeMs;
      ctimes[file] = isOnFuse ? stats.mtimeMs : stats.ctimeMs;
      inodes[file] = isOnFuse ? 0 : stats.ino;
      deviceOf[file] = device;
      flags[file] = fileFlags;
    },
    all: () => ({ sizes, mtimes, ctimes, inodes, deviceOf, devices, flags }),
  };
}

/** A folder has no hard links, so that its inode names it; on FUSE, where inodes mean nothing, its path does. */
function folderKey(path: string, stats: Stats): string {
  const { dev, ino } = identityOf(stats, path);
  return ino === 0 ? path : `${String(dev)}:${String(ino)}`;
}

function joinNames(names: readonly string[]): Uint8Array {
  if (names.length === 0) return new Uint8Array();
  const joined = fsPath(`${names.join('\0')}\0`);
  return typeof joined === 'string' ? Buffer.from(joined) : joined;
}

/** The names in a folder, in order; undefined when it cannot be listed. */
function listNames(folder: string): string[] | undefined {
  try {
    const names = readdirSync(fsPath(folder));
    const isUtf8 = !names.some((name) => name.includes('\uFFFD'));
    return (isUtf8 ? names : readdirSync(fsPath(folder), { encoding: 'buffer' }).map(nameFromBytes)).sort();
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? [] : undefined;
  }
}
