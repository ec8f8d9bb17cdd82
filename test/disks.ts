import { execFileSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { afterEach } from '@jest/globals';

/** Disks made of files, for tests as root. Whatever is still mounted after a test is taken away. */
export interface Disks {
  /** Mounts a new, empty ext4 of so many megabytes. */
  ext4(folder: string, megabytes: number): PluggedDisk;
  /** Mounts a new, empty btrfs of at least 128 megabytes: files can share blocks. */
  btrfs(folder: string, megabytes: number): void;
  /** Mounts a new, empty exFAT: no links, no owners, no permissions. */
  exfat(folder: string, megabytes: number): void;
  /** Makes a folder and all below it read-only until the end of the test. */
  readOnly(folder: string): void;
  /** An ext4 with this UUID in a file, as a disk that is not plugged in. */
  unplugged(image: string, uuid: string): PluggableDisk;
}

export interface PluggableDisk {
  /** @returns the device */
  plugIn(): string;
}

/** A disk that can be taken away and come back, as a USB disk does. */
export interface PluggedDisk {
  unplug(): void;
  plugIn(): void;
}

/** Call it before `temporaryFolder`: what follows a test runs in this order, and a disk must go before its folder. */
export function disksForEachTest(): Disks {
  const undo: (() => void)[] = [];
  afterEach(() => {
    while (undo.length > 0) undo.pop()?.();
  });

  function mount(folder: string, ...args: readonly string[]): void {
    run('mount', ...args, folder);
    undo.push(() => {
      run('umount', folder);
    });
  }

  return {
    ext4(folder, megabytes) {
      const image = emptyImage(folder, megabytes);
      run('mkfs.ext4', '-q', '-m', '0', image);
      mount(folder, '-o', 'loop', image);
      return {
        unplug() {
          undo.pop()?.();
        },
        plugIn() {
          mount(folder, '-o', 'loop', image);
        },
      };
    },
    btrfs(folder, megabytes) {
      const image = emptyImage(folder, megabytes);
      run('mkfs.btrfs', '-q', image);
      mount(folder, '-o', 'loop', image);
    },
    exfat(folder, megabytes) {
      const image = emptyImage(folder, megabytes);
      run('mkfs.exfat', image);
      const device = run('losetup', '--show', '-f', image);
      undo.push(() => {
        run('losetup', '-d', device);
      });
      run('mount.exfat-fuse', device, folder);
      undo.push(() => {
        run('umount', folder);
      });
    },
    unplugged(image, uuid) {
      writeFileSync(image, '');
      truncateSync(image, 16 * 1024 * 1024);
      run('mkfs.ext4', '-q', '-m', '0', '-U', uuid, image);
      return {
        plugIn() {
          const device = run('losetup', '--show', '-f', image);
          undo.push(() => {
            run('losetup', '-d', device);
          });
          return device;
        },
      };
    },
    readOnly(folder) {
      mount(folder, '--bind', folder);
      run('mount', '-o', 'remount,ro,bind', folder);
    },
  };
}

function emptyImage(folder: string, megabytes: number): string {
  mkdirSync(folder, { recursive: true });
  const image = `${folder}.img`;
  writeFileSync(image, '');
  truncateSync(image, megabytes * 1024 * 1024);
  return image;
}

function run(command: string, ...args: readonly string[]): string {
  const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;
  return execFileSync(command, args, {
    env: { ...process.env, PATH: path },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}
