import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deviceBelow, majorMinor } from './block-device.js';

const known = new Map<number, boolean>();

/**
 * Whether a file lies on a disk that turns, where every jump costs a hundredth of a second. Unknown ones do not.
 *
 * @param device of the file, as `stat` has it
 * @param path of the file, to find the disk below file systems that have no device of their own (btrfs)
 */
export function isOnRotatingDisk(device: number, path: string): boolean {
  let rotates = known.get(device);
  if (rotates === undefined) {
    rotates = isRotating(device) ?? isRotating(deviceBelow(path)) ?? false;
    known.set(device, rotates);
  }
  return rotates;
}

/** @param sys where sysfs is; undefined when it does not know the device */
export function isRotating(device: number | undefined, sys = '/sys'): boolean | undefined {
  if (device === undefined) return undefined;
  try {
    const disk = realpathSync(join(sys, 'dev', 'block', majorMinor(device)));
    // A virtual machine's disk says that it turns, whatever is behind it.
    if (disk.includes('/virtio')) return false;
    return readQueue(disk) ?? readQueue(dirname(disk));
  } catch {
    return undefined;
  }
}

/** A partition has no queue, its disk has. */
function readQueue(disk: string): boolean | undefined {
  try {
    return readFileSync(join(disk, 'queue', 'rotational'), 'utf8').trim() === '1';
  } catch {
    return undefined;
  }
}
