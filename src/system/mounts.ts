import { readFileSync, statfsSync } from 'node:fs';
import { type FstabEntry, readFstab } from './fstab-text.js';

/**
 * The mount point at or above a path that /etc/fstab knows and where nothing is mounted now: what lies below it
 * is the empty folder of a disk that is not there.
 */
export function missingMount(path: string): string | undefined {
  const mounted = new Set(parseMounts(readOrEmpty('/proc/self/mounts')).map(({ point }) => point));
  return parseMounts(readOrEmpty('/etc/fstab')).find(
    ({ point }) => point !== '/' && !mounted.has(point) && isAtOrBelow(path, point),
  )?.point;
}

/** What is mounted at just this folder, if anything; of several over each other, the one that is seen. */
export function mountAt(folder: string): FstabEntry | undefined {
  return parseMounts(readOrEmpty('/proc/self/mounts')).findLast(({ point }) => point === folder);
}

/** The entries of fstab(5) or /proc/self/mounts, which has the same form, that have a mount point. */
export function parseMounts(table: string): FstabEntry[] {
  return readFstab(table).filter(({ point }) => point.startsWith('/'));
}

/** Where in a folder something is mounted. */
export function mountPointsBelow(folder: string): string[] {
  return parseMounts(readOrEmpty('/proc/self/mounts'))
    .map(({ point }) => point)
    .filter((point) => point !== folder && isAtOrBelow(point, folder));
}

/** linux/magic.h: NFS, SMB, CIFS, SMB2, FUSE, Ceph, AFS, 9p */
const remoteMagics = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x65735546, 0x00c36400, 0x5346414f, 0x01021997,
]);

/** Whether the folder lies on a file system that another machine may be behind. */
export function isPossiblyRemote(folder: string): boolean {
  // A local disk behind FUSE, such as exFAT or NTFS.
  return remoteMagics.has(statfsSync(folder).type) && mountOf(folder)?.type !== 'fuseblk';
}

/** linux/magic.h: FAT, exFAT, NTFS, ntfs3, SMB, CIFS, SMB2 */
const ownerlessMagics = new Set([0x4d44, 0x2011bab0, 0x5346544e, 0x7366746e, 0x517b, 0xff534d42, 0xfe534d42]);

/** Whether the folder is on a disk that keeps no owners and permissions, as FAT, exFAT and NTFS do. */
export function isOwnerless(folder: string): boolean {
  return ownerlessMagics.has(statfsSync(folder).type) || mountOf(folder)?.type === 'fuseblk';
}

/** The file system that a path is on. */
export function mountOf(path: string): FstabEntry | undefined {
  return parseMounts(readOrEmpty('/proc/self/mounts'))
    .filter(({ point }) => isAtOrBelow(path, point))
    .sort((a, b) => b.point.length - a.point.length)[0];
}

function isAtOrBelow(path: string, point: string): boolean {
  return point === '/' || path === point || path.startsWith(`${point}/`);
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
