import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  utimesSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode } from '../app/errors.js';
import { syncFolder } from '../library/durable-file.js';
import { type FileIdentity, identityAt, sameContentIdentity, sameIdentity } from '../scan/identity.js';
import { freeName } from '../plan/target-name.js';
import { foldName } from '../scan/file-name.js';
import { fsPath } from '../system/fs-path.js';
import { ActionFailure } from './failures.js';

// The few ways in which users' files are changed. Each either happens whole or leaves what recovery understands.

/** Names that a run makes for itself while an action is under way; hidden, so that no scan takes them for pictures. */
export interface WorkingNames {
  /** a copy that is not proven yet, in the folder of its target */
  readonly temporary: string;
  /** a source on its way out, in its own folder */
  readonly aside: string;
}

export function workingNames(run: string, id: number, source: string, target: string): WorkingNames {
  const name = `.photokeep-${run}-${String(id)}`;
  return {
    temporary: join(dirname(target), `${name}.tmp`),
    aside: join(dirname(source), `${name}.removing`),
  };
}

/** Stops an action whose source is no longer what was looked at. @throws ActionFailure */
export function requireUnchanged(path: string, expected: FileIdentity): void {
  const now = identityAt(path);
  if (!now) throw new ActionFailure('vanished');
  if (!sameIdentity(now, expected)) throw new ActionFailure('changed');
}

/**
 * Stops an action whose source could not be removed in the end, before anything is placed.
 *
 * @throws a system error with code EACCES or EROFS
 */
export function requireRemovable(path: string): void {
  accessSync(fsPath(dirname(path)), constants.W_OK | constants.X_OK);
}

/**
 * Makes a folder and its parents. Under root each gets the owner of the folder it is made in, so that what cron
 * imports as root stays usable for the person whose Gallery it is.
 */
export function makeFolders(folder: string): void {
  const first = mkdirSync(fsPath(folder), { recursive: true });
  if (first === undefined) return;
  const { uid, gid } = lstatSync(fsPath(dirname(first)));
  for (let made = folder; made.length >= first.length; made = dirname(made)) {
    if (process.getuid?.() === 0) giveTo(made, uid, gid);
    syncFolder(dirname(made));
  }
}

/** Removes those of the folders that are empty; what somebody put into one keeps it and its parents. */
export function removeEmptyFolders(folders: readonly string[]): void {
  // The deepest first.
  for (const folder of [...folders].sort((a, b) => b.length - a.length)) {
    try {
      rmdirSync(fsPath(folder));
    } catch (error) {
      if (!stays.has(errorCode(error) ?? '')) throw error;
    }
  }
}

/** Not empty, not there, no folder, a mount point, or not ours to remove. */
const stays = new Set(['ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR', 'EBUSY', 'EACCES', 'EPERM', 'EROFS']);

/** Owners are a courtesy: exFAT and FAT have one for all files, and NFS may not let root choose. */
function giveTo(path: string, uid: number, gid: number): void {
  try {
    chownSync(fsPath(path), uid, gid);
  } catch (error) {
    if (!ownersAreFixed.has(errorCode(error) ?? '')) throw error;
  }
}

const ownersAreFixed = new Set(['EPERM', 'EINVAL', 'ENOTSUP', 'ENOSYS']);

/**
 * Gives a file a second or another name on the same file system, never one that exists.
 *
 * @param onReserved told the inode of an empty file that holds the name, before the file is renamed over it
 * @returns whether the old name is still there
 * @throws a system error with code EEXIST when the name is taken, EXDEV across file systems
 */
export function placeWithoutReplacing(
  from: string,
  to: string,
  onReserved: (ino: string) => void,
): 'linked' | 'renamed' {
  try {
    linkSync(fsPath(from), fsPath(to));
    return 'linked';
  } catch (error) {
    if (!linkIsImpossible.has(errorCode(error) ?? '')) throw error;
  }
  const reservation = reserveName(to);
  try {
    onReserved(String(reservation));
    const holder = lstatSync(fsPath(to), { bigint: true });
    if (holder.ino !== reservation || holder.size !== 0n) throw new ActionFailure('target-taken');
    renameSync(fsPath(from), fsPath(to));
  } catch (error) {
    releaseReservation(to, String(reservation));
    throw error;
  }
  return 'renamed';
}

/** exFAT and FAT have no links, some FUSE file systems neither; EPERM also for files of other users (protected_hardlinks). */
const linkIsImpossible = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EACCES']);

function reserveName(path: string): bigint {
  closeSync(openSync(fsPath(path), 'wx', 0o600));
  return lstatSync(fsPath(path), { bigint: true }).ino;
}

/** Whether a file can be opened by this name: a FUSE disk may for a while list what is no longer there. */
export function canBeOpened(path: string): boolean {
  try {
    closeSync(openSync(fsPath(path), 'r'));
    return true;
  } catch {
    return false;
  }
}

/** Removes an empty file that holds a name, only if it is the very one that was made for that. */
export function releaseReservation(path: string, ino: string): boolean {
  const holder = lstatSync(fsPath(path), { bigint: true, throwIfNoEntry: false });
  if (holder?.isFile() !== true || holder.size !== 0n || String(holder.ino) !== ino) return false;
  unlinkSync(fsPath(path));
  return true;
}

/**
 * Removes a file whose content is safe elsewhere, unless it is no longer that file. It is renamed first, so that
 * nothing which appears under its name in between can be hit.
 *
 * @param beforeItGoes what it throws puts the file back
 * @throws ActionFailure `changed`; the file is back under its name
 */
export function removeSource(
  path: string,
  aside: string,
  expected: FileIdentity,
  beforeItGoes: () => void = () => undefined,
): void {
  setAside(path, aside, expected);
  try {
    beforeItGoes();
  } catch (error) {
    putBack(aside, path);
    throw error;
  }
  unlinkSync(fsPath(aside));
}

/** The first half of a removal. @throws ActionFailure `changed`; the file is back under its name */
export function setAside(path: string, aside: string, expected: FileIdentity): void {
  renameSync(fsPath(path), fsPath(aside));
  const taken = identityAt(aside);
  if (taken && sameContentIdentity(taken, expected)) return;
  putBack(aside, path);
  throw new ActionFailure('changed');
}

/**
 * Removes what an action has just placed when its source could not go: left there, the next run would not know it
 * and place one more. Stays if the source is no longer the file that holds the same content.
 */
export function takeBack(
  target: string,
  placed: FileIdentity | undefined,
  source: string,
  expected: FileIdentity,
): void {
  const [there, kept] = [identityAt(target), identityAt(source)];
  if (!placed || !there || !kept) return;
  if (sameContentIdentity(there, placed) && sameContentIdentity(kept, expected)) unlinkSync(fsPath(target));
}

/** Brings a file back to its name; if that is taken by now, to the next free one beside it. */
export function putBack(aside: string, path: string): void {
  const taken = new Set<string>();
  for (;;) {
    const name = freeName(basename(path), (folded) => taken.has(folded));
    const to = taken.size === 0 ? path : join(dirname(path), name);
    try {
      if (placeWithoutReplacing(aside, to, () => undefined) === 'linked') unlinkSync(fsPath(aside));
      return;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    // A crash between the link and the unlink of an earlier attempt.
    if (isOneFile(aside, to)) {
      unlinkSync(fsPath(aside));
      return;
    }
    taken.add(foldName(name));
  }
}

/** How many names a file has, if both paths are names of one file; undefined if they are two files, or one is gone. */
export function linkCountOfOne(a: string, b: string): number | undefined {
  const [statsA, statsB] = [a, b].map((path) =>
    lstatSync(fsPath(path), { bigint: true, throwIfNoEntry: false }),
  );
  return statsA && statsA.ino === statsB?.ino && statsA.dev === statsB.dev ? Number(statsA.nlink) : undefined;
}

/** Whether both are names of one file, so that one of them may go. */
export function isOneFile(a: string, b: string): boolean {
  return (linkCountOfOne(a, b) ?? 0) > 1;
}

/**
 * Copies to a temporary name with the source's times, permissions and (as root) owner. Shares the blocks where
 * the file system can. The data is not on the disk yet: `syncFile` does that, for a whole batch.
 */
export function copyToTemporary(source: string, temporary: string): void {
  copyFileSync(fsPath(source), fsPath(temporary), constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  const { mode, uid, gid, atimeNs, mtimeNs } = lstatSync(fsPath(source), { bigint: true });
  if (process.getuid?.() === 0) giveTo(temporary, Number(uid), Number(gid));
  chmodSync(fsPath(temporary), (Number(mode) & 0o666) | 0o600);
  utimesSync(fsPath(temporary), toSeconds(atimeNs), toSeconds(mtimeNs));
}

/** For utimes, which cuts a fraction of seconds down to microseconds: from the middle of one, so that none is lost. */
function toSeconds(nanoseconds: bigint): number {
  return (Number(nanoseconds / 1000n) + 0.5) / 1e6;
}

/** Returns when the file's content and times would survive a power cut. */
export function syncFile(path: string): void {
  const file = openSync(fsPath(path), 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Removes a working name; that it was never there is fine, whatever the file system says to the attempt. */
export function removeWorkingFile(path: string): void {
  try {
    unlinkSync(fsPath(path));
  } catch (error) {
    if (identityAt(path)) throw error;
  }
}
