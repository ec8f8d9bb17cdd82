import { readFileSync, statfsSync } from 'node:fs';

/**
 * The mount point at or above a path that /etc/fstab knows and where nothing is mounted now: what lies below it
 * is the empty folder of a disk that is not there.
 */
export function missingMount(path: string): string | undefined {
  const mounted = new Set(mountPoints(readOrEmpty('/proc/self/mounts')));
  return mountPoints(readOrEmpty('/etc/fstab')).find(
    (point) => point !== '/' && !mounted.has(point) && (path === point || path.startsWith(`${point}/`)),
  );
}

/** Second field of each line of fstab(5) or /proc/mounts, with its octal escapes undone. */
export function mountPoints(table: string): string[] {
  return table
    .split('\n')
    .filter((line) => !/^\s*(#|$)/.test(line))
    .map((line) => line.trim().split(/\s+/)[1] ?? '')
    .filter((point) => point.startsWith('/'))
    .map((point) =>
      point
        .replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)))
        // People write `/mnt/photos/` into fstab; the kernel never does.
        .replace(/(?<=.)\/+$/, ''),
    );
}

/** linux/magic.h: NFS, SMB, CIFS, SMB2, FUSE, Ceph, AFS, 9p */
const remoteMagics = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x65735546, 0x00c36400, 0x5346414f, 0x01021997,
]);

/** Whether the folder lies on a file system that another machine may be behind. */
export function isPossiblyRemote(folder: string): boolean {
  return remoteMagics.has(statfsSync(folder).type);
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
