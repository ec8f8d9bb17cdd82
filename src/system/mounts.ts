import { readFileSync, statfsSync } from 'node:fs';

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

/** Where something is or should be mounted, and its type: a line of fstab(5) or /proc/self/mounts. */
interface Mount {
  /** a device, or what else the file system comes from */
  readonly source: string;
  readonly point: string;
  readonly type: string;
}

/** The lines of fstab(5) or /proc/self/mounts that have a mount point, their octal escapes undone. */
export function parseMounts(table: string): Mount[] {
  return table
    .split('\n')
    .filter((line) => !/^\s*(#|$)/.test(line))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, point]) => point?.startsWith('/'))
    .map(([source = '', point = '', type = '']) => ({
      source: unescape(source),
      point: trimSlash(unescape(point)),
      type,
    }));
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

/** The file system that a path is on. */
export function mountOf(path: string): Mount | undefined {
  return parseMounts(readOrEmpty('/proc/self/mounts'))
    .filter(({ point }) => isAtOrBelow(path, point))
    .sort((a, b) => b.point.length - a.point.length)[0];
}

function isAtOrBelow(path: string, point: string): boolean {
  return point === '/' || path === point || path.startsWith(`${point}/`);
}

function unescape(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
}

// People write `/mnt/photos/` into fstab; the kernel never does.
function trimSlash(point: string): string {
  return point.length > 1 ? point.replace(/\/+$/, '') : point;
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
