import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';

/** A file system of its own, mounted for a test. */
export interface MountedDisk {
  readonly folder: string;
  unmount(): void;
}

export const mountNeeds = ['the right to mount', 'mount', 'umount'];
export const exfatNeeds = [
  ...mountNeeds,
  ...['/dev/fuse', '/dev/loop-control', 'losetup', 'mkfs.exfat', 'mount.exfat-fuse'],
];

/** A second file system that behaves like any Linux disk. */
export function mountTmpfs(folder: string): MountedDisk {
  mkdirSync(folder);
  run('mount', '-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', folder);
  return {
    folder,
    unmount() {
      run('umount', folder);
    },
  };
}

/** A folder, or a file, seen a second time under another path. A file must be there for it. */
export function mountBind(original: string, folder: string): MountedDisk {
  if (!existsSync(folder)) mkdirSync(folder);
  run('mount', '--bind', original, folder);
  return {
    folder,
    unmount() {
      run('umount', folder);
    },
  };
}

/** A file system whose files can share blocks. @param image file that is made */
export function mountSharing(type: 'btrfs' | 'xfs', image: string, folder: string): MountedDisk {
  mkdirSync(folder);
  emptyImage(image, type === 'xfs' ? 310 : 128);
  run(`mkfs.${type}`, '-q', image);
  run('mount', '-o', 'loop', image, folder);
  return {
    folder,
    unmount() {
      run('umount', folder);
    },
  };
}

/** The disk of a camera or of a USB stick: no links, no owners, no permissions. @param image file that is made */
export function mountExfat(image: string, folder: string, megabytes = 16): MountedDisk {
  mkdirSync(folder);
  emptyImage(image, megabytes);
  run('mkfs.exfat', image);
  const loop = run('losetup', '--find', '--show', image).trim();
  try {
    run('mount.exfat-fuse', loop, folder);
  } catch (error) {
    run('losetup', '--detach', loop);
    throw error;
  }
  return {
    folder,
    unmount() {
      run('umount', folder);
      run('losetup', '--detach', loop);
    },
  };
}

function emptyImage(image: string, megabytes: number): void {
  writeFileSync(image, '');
  truncateSync(image, megabytes * 1024 * 1024);
}

function run(program: string, ...args: string[]): string {
  const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;
  return execFileSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, PATH: path },
  });
}
