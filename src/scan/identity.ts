import { lstatSync, type Stats, statfsSync } from 'node:fs';
import { errorCode } from '../app/errors.js';
import { fsPath } from '../system/fs-path.js';

/**
 * What says that a file is still the one that was looked at. Times are milliseconds since 1970 with
 * their fraction; `ctimeMs` changes with every change of content, name or link count, and cannot be set back.
 *
 * On FUSE file systems inode and ctime are made up by the program behind them (sshfs invents new ones after
 * every mount): there `ino` is 0 and `ctimeMs` equals `mtimeMs`, so that only size and mtime count.
 */
export interface FileIdentity {
  /** device number: the same until the next reboot or mount, so never stored */
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

/** The identity part of an lstat result. @param path where it came from, to ask about its file system */
export function identityOf({ dev, ino, size, mtimeMs, ctimeMs }: Stats, path: string): FileIdentity {
  return isFuse(dev, path)
    ? { dev, ino: 0, size, mtimeMs, ctimeMs: mtimeMs }
    : { dev, ino, size, mtimeMs, ctimeMs };
}

/** The identity of the file at this path (a symlink is not followed), or undefined when nothing is there. */
export function identityAt(path: string): FileIdentity | undefined {
  try {
    const stats = lstatSync(fsPath(path), { throwIfNoEntry: false });
    return stats && identityOf(stats, path);
  } catch (error) {
    // One of its folders became a file.
    if (errorCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Whether nothing at all happened to the file in between. */
export function sameIdentity(a: FileIdentity, b: FileIdentity): boolean {
  return a.ctimeMs === b.ctimeMs && sameContentIdentity(a, b);
}

/** Like `sameIdentity`, for a file that was renamed or linked by us in between, which changes its ctime. */
export function sameContentIdentity(a: FileIdentity, b: FileIdentity): boolean {
  return a.ino === b.ino && a.dev === b.dev && a.size === b.size && a.mtimeMs === b.mtimeMs;
}

/** linux/magic.h: FUSE_SUPER_MAGIC */
const fuseMagic = 0x65735546;
const fuseDevices = new Map<number, boolean>();

/** Whether the file system of this device, on which the path lies, is one behind FUSE. */
export function isFuse(dev: number, path: string): boolean {
  let fuse = fuseDevices.get(dev);
  if (fuse === undefined) {
    fuse = fileSystemType(path) === fuseMagic;
    fuseDevices.set(dev, fuse);
  }
  return fuse;
}

/** Whether the folder is on a FUSE file system: sshfs, and a disk with exFAT or NTFS on some systems. */
export function isOnFuse(folder: string): boolean {
  return fileSystemType(folder) === fuseMagic;
}

function fileSystemType(path: string): number | undefined {
  try {
    return statfsSync(fsPath(path)).type;
  } catch {
    return undefined;
  }
}
