import { nameFromBytes } from '../system/fs-path.js';
import type { FileIdentity } from './identity.js';

/** The columns of a folder's files, each in a block of its own, and their names as in a `FolderListing`. */
export interface SnapshotColumns {
  readonly sizes: Float64Array;
  readonly mtimes: Float64Array;
  readonly ctimes: Float64Array;
  readonly inodes: Float64Array;
  readonly names: Uint8Array;
}

/** A file in a snapshot. */
export interface SnapshotFile {
  /** place among the files of its folder */
  readonly place: number;
  readonly identity: Omit<FileIdentity, 'dev'>;
}

/**
 * What tells whether the files of a folder are still as they were, in one block: when two are equal byte for byte,
 * nothing changed. Devices change with every mount, and are none of it.
 */
export function takeSnapshot({ sizes, mtimes, ctimes, inodes, names }: SnapshotColumns): Buffer {
  const numbers = [sizes, mtimes, ctimes, inodes].map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  );
  return Buffer.concat([...numbers, names]);
}

/** The files of a snapshot by name. @param count how many there are */
export function readSnapshot(snapshot: Buffer, count: number): Map<string, SnapshotFile> {
  const number = (column: number, place: number): number =>
    snapshot.readDoubleLE((column * count + place) * Float64Array.BYTES_PER_ELEMENT);
  const files = new Map<string, SnapshotFile>();
  let start = 4 * count * Float64Array.BYTES_PER_ELEMENT;
  for (let place = 0; place < count; place++) {
    const end = snapshot.indexOf(0, start);
    files.set(nameFromBytes(snapshot.subarray(start, end)), {
      place,
      identity: {
        size: number(0, place),
        mtimeMs: number(1, place),
        ctimeMs: number(2, place),
        ino: number(3, place),
      },
    });
    start = end + 1;
  }
  return files;
}
