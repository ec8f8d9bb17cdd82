import { statSync } from 'node:fs';
import { fsPath } from './fs-path.js';
import { mountOf } from './mounts.js';

/** The block device that a path is mounted from, where its file system has a device number of its own (btrfs). */
export function deviceBelow(path: string): number | undefined {
  const source = mountOf(path)?.spec;
  if (source?.startsWith('/') !== true) return undefined;
  return statSync(fsPath(source), { throwIfNoEntry: false })?.rdev;
}

/** `8:1`: how linux/kdev_t.h packs them into the number that stat(2) gives. */
export function majorMinor(device: number): string {
  const number = BigInt(device);
  const major = ((number >> 8n) & 0xfffn) | ((number >> 32n) & ~0xfffn);
  const minor = (number & 0xffn) | ((number >> 12n) & 0xffffff00n);
  return `${String(major)}:${String(minor)}`;
}
