import { here, type Lane } from '../content/search-threads.js';
import type { FileTable } from '../scan/file-table.js';
import { isOnRotatingDisk } from '../system/rotating-disk.js';

/** Files that wait to be read, by who may read them. */
export interface ReadQueues {
  /** how many disks would suffer from more than one reader */
  readonly turningDisks: number;
  /** Some more files for this lane; undefined when there are none for it. */
  readonly next: (lane: Lane) => Uint32Array | undefined;
  /** Whether there are some for any lane. */
  readonly hasNext: () => boolean;
}

/** More than this would keep the calling thread from hearing a signal, or from giving the others to do. */
const lightBytes = 1024 * 1024;
const limitHere = { files: 16, bytes: 2 * lightBytes };
const limitOfThread = { files: 32, bytes: 8 * lightBytes };

/**
 * A disk that turns has one reader, which reads in the order of inodes: that is about their order on the disk. All
 * others are read in the order of paths by whoever has time, large files by threads only.
 *
 * @param cost of reading a file, in bytes
 */
export function createReadQueues(
  files: Uint32Array,
  table: FileTable,
  cost: (file: number) => number,
): ReadQueues {
  const sorted = files.slice().sort();
  const turning = turningDevices(sorted, table).map((device) => ({
    files: inodeOrder(
      sorted.filter((file) => table.device(file) === device),
      table,
    ),
    at: 0,
    reader: undefined as Lane | undefined,
  }));
  const others =
    turning.length === 0
      ? sorted
      : sorted.filter((file) => !isOnRotatingDisk(table.device(file), table.path(file)));
  const light = { files: others.filter((file) => cost(file) <= lightBytes), at: 0 };
  const heavy = { files: others.filter((file) => cost(file) > lightBytes), at: 0 };

  function take(queue: Queue, limit: typeof limitHere): Uint32Array | undefined {
    const start = queue.at;
    for (let bytes = 0; queue.at < queue.files.length && queue.at - start < limit.files;) {
      if (bytes >= limit.bytes) break;
      bytes += cost(queue.files[queue.at++] as number);
    }
    return queue.at === start ? undefined : queue.files.subarray(start, queue.at);
  }

  return {
    turningDisks: turning.length,
    hasNext: () => [...turning, heavy, light].some(({ files: all, at }) => at < all.length),
    next(lane) {
      if (lane === here) return take(light, limitHere);
      const disk =
        turning.find(({ reader }) => reader === lane) ?? turning.find(({ reader }) => reader === undefined);
      if (disk) disk.reader = lane;
      return (disk && take(disk, limitOfThread)) ?? take(heavy, limitOfThread) ?? take(light, limitOfThread);
    },
  };
}

interface Queue {
  readonly files: Uint32Array;
  at: number;
}

function turningDevices(files: Uint32Array, table: FileTable): number[] {
  const known = new Map<number, boolean>();
  for (const file of files) {
    const device = table.device(file);
    if (!known.has(device)) known.set(device, isOnRotatingDisk(device, table.path(file)));
  }
  return [...known].filter(([, turns]) => turns).map(([device]) => device);
}

function inodeOrder(files: Uint32Array, table: FileTable): Uint32Array {
  return files.sort((a, b) => table.inode(a) - table.inode(b));
}
