import { execFileSync } from 'node:child_process';
import { truncateSync, writeFileSync } from 'node:fs';

/** A disk made of a file, as the system sees one that was plugged in; nothing is mounted. */
export interface LoopDisk {
  /** such as `/dev/loop3` */
  readonly device: string;
  readonly uuid: string;
  remove(): void;
}

export const loopNeeds = ['the right to mount', 'mkfs.ext4', 'losetup', 'blkid', 'mount', 'umount'];

/** Plugs in an empty ext4 disk. @param image file that is made  @param label of the file system */
export function plugInExt4(image: string, label: string, megabytes = 16): LoopDisk {
  writeFileSync(image, '');
  truncateSync(image, megabytes * 1024 * 1024);
  run('mkfs.ext4', '-q', '-m', '0', '-L', label, image);
  const device = run('losetup', '--find', '--show', image);
  return {
    device,
    uuid: run('blkid', '-p', '-s', 'UUID', '-o', 'value', device),
    remove() {
      run('losetup', '--detach', device);
    },
  };
}

/** Runs one of the system's programs. @returns what it printed, without the last line end */
export function run(program: string, ...args: readonly string[]): string {
  const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;
  return execFileSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, PATH: path },
  }).trimEnd();
}
