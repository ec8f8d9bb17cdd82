import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runProgram, type Surroundings } from './exec.js';
import { parseMounts } from './mounts.js';

// Disks by the UUID of their file system, and what is mounted where: util-linux's findmnt, blkid, mount and umount.

/** Something that is mounted. */
export interface Mounted {
  readonly point: string;
  /** device, or what a network or FUSE file system has instead */
  readonly source: string;
}

const quickMs = 30_000;

/** The device of a file system; undefined when no disk with it is there. */
export async function deviceOf(uuid: string, around: Surroundings): Promise<string | undefined> {
  const link = join('/dev/disk/by-uuid', uuid);
  if (existsSync(link)) return realpathSync(link);
  // What `-U` answers comes from a cache, in which a disk that was just plugged in is missing and one that was
  // unplugged is not.
  const query = ['-c', '/dev/null', '-o', 'device', '-t', `UUID=${uuid}`];
  const answer = await linesOf('blkid', query, around);
  return answer.find((line) => line.startsWith('/'));
}

/** What is mounted at the folder or at the nearest one above it. */
export async function mountedAt(folder: string, around: Surroundings): Promise<Mounted | undefined> {
  for (let point = folder; ; point = dirname(point)) {
    // Never -T, which answers for a folder where nothing is mounted with the file system that it lies on.
    const answer = await linesOf('findmnt', ['-J', '-o', 'TARGET,SOURCE', '--mountpoint', point], around);
    if (answer.length === 0 && point === '/') return undefined;
    if (answer.length === 0) continue;
    const { filesystems } = JSON.parse(answer.join('\n')) as { filesystems: { source: string }[] };
    // Of several that were mounted over each other, the last is the one that is seen.
    const source = filesystems.at(-1)?.source ?? '';
    return { point, source: source.replace(/\[.*\]$/, '') };
  }
}

/** Whether both name one device: it may have several nodes, such as those of an encrypted disk. */
export function isSameDevice(a: string, b: string): boolean {
  if (a === b) return true;
  const [first, second] = [a, b].map((path) => statSync(path, { throwIfNoEntry: false }));
  return first?.isBlockDevice() === true && second?.isBlockDevice() === true && first.rdev === second.rdev;
}

/** Where fstab wants a disk to be mounted. @param fstab content of /etc/fstab */
export function mountPointIn(fstab: string, uuid: string): string | undefined {
  const wanted = new Set([`UUID=${uuid}`, `UUID="${uuid}"`, `/dev/disk/by-uuid/${uuid}`]);
  return parseMounts(fstab).find(({ spec }) => wanted.has(spec))?.point;
}

/**
 * Mounts a device.
 *
 * @param device undefined for what fstab says about the mount point, which ordinary users may be allowed to ask for
 * @returns what mount said when it could not
 */
export function mount(
  device: string | undefined,
  point: string,
  around: Surroundings,
): Promise<string | undefined> {
  return complaintOf('mount', [...(device === undefined ? [] : [device]), point], around);
}

/** Unmounts, which writes out all that is still in memory. @returns what umount said when it could not */
export function unmount(point: string, around: Surroundings): Promise<string | undefined> {
  return complaintOf('umount', [point], around);
}

/** Writes out what the file system of a folder has in memory. */
export async function flush(folder: string, around: Surroundings): Promise<void> {
  await runProgram({ name: 'sync', args: ['-f', '--', folder] }, around);
}

async function linesOf(name: string, args: readonly string[], around: Surroundings): Promise<string[]> {
  const lines: string[] = [];
  await runProgram({ name, args, timeLimitMs: quickMs }, around, {
    onLine: (line) => lines.push(line.toString('utf8')),
  });
  return lines;
}

async function complaintOf(
  name: string,
  args: readonly string[],
  around: Surroundings,
): Promise<string | undefined> {
  // No time limit: a slow disk that is unmounted is being written to.
  const { code, stderr } = await runProgram({ name, args }, around);
  return code === 0 ? undefined : (stderr.trim().split('\n')[0] ?? '');
}
