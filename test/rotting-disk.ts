import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { afterEach } from '@jest/globals';

/** A file system on which bytes can change without anybody writing to a file. */
export interface RottingDisk {
  /** Flips one bit in the middle of a file, while the disk is not mounted: no time of the file changes. */
  rot(...files: readonly string[]): void;
}

export const rottingNeeds = ['the right to mount', '/dev/loop-control', 'mkfs.ext4'];

/**
 * What it returns mounts a new ext4 on a folder that exists, until the end of the test. Call it before `temporaryFolder`:
 * what follows a test runs in this order, and a disk must go before its folder.
 */
export function rottingDiskForEachTest(): (folder: string) => RottingDisk {
  let mounted: string | undefined;
  afterEach(() => {
    if (mounted !== undefined) run('umount', mounted);
    mounted = undefined;
  });
  return (folder) => {
    const image = `${folder}.img`;
    writeFileSync(image, '');
    truncateSync(image, 24 * 1024 * 1024);
    run('mkfs.ext4', '-q', '-m', '0', image);
    const mount = (): void => {
      run('mount', '-o', 'loop', image, folder);
      mounted = folder;
    };
    mount();
    return {
      rot(...files) {
        const contents = files.map((file) => readFileSync(file));
        run('umount', folder);
        mounted = undefined;
        for (const content of contents) flipBit(image, content);
        mount();
      },
    };
  };
}

/** What is not compressed, encrypted or cut up lies on the disk as it is. */
function flipBit(image: string, content: Buffer): void {
  const start = content.subarray(0, 512);
  const disk = readFileSync(image);
  const at = disk.indexOf(start);
  if (at < 0 || disk.includes(start, at + 1))
    throw new Error('the file is not on the disk, or several times');
  const middle = Math.floor(start.length / 2);
  const file = openSync(image, 'r+');
  try {
    writeSync(file, Buffer.of((start[middle] ?? 0) ^ 0x10), 0, 1, at + middle);
  } finally {
    closeSync(file);
  }
}

function run(command: string, ...args: readonly string[]): void {
  const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;
  execFileSync(command, args, { env: { ...process.env, PATH: path }, stdio: ['ignore', 'pipe', 'pipe'] });
}
