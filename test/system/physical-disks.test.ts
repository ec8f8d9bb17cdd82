import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { majorMinor } from '../../src/system/block-device.js';
import { mediumOf } from '../../src/system/physical-disks.js';
import { temporaryFolder } from '../temporary-folder.js';

const at = temporaryFolder();
const sys = (path: string): string => at('sys', path);

/** A block device as sysfs shows it. @param files with what is in them */
function device(path: string, files: Readonly<Record<string, string>> = {}): string {
  const node = sys(`devices/${path}`);
  mkdirSync(node, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(`${node}/${name}`), { recursive: true });
    writeFileSync(`${node}/${name}`, content);
  }
  return node;
}

/** Makes it the device that this test's folder lies on. */
function isHere(node: string): void {
  symlinkSync(node, sys(`dev/block/${majorMinor(statSync(at()).dev)}`));
}

function isMadeOf(node: string, ...parts: readonly string[]): string {
  mkdirSync(`${node}/slaves`);
  for (const part of parts) symlinkSync(part, `${node}/slaves/${part.split('/').at(-1) ?? ''}`);
  return node;
}

const disksHere = (): unknown => mediumOf(at(), at('sys'));
const partition = { partition: '1\n' };

beforeEach(() => {
  mkdirSync(sys('dev/block'), { recursive: true });
});

test('a partition is its disk, by what that says of itself', () => {
  device('sda', { 'device/wwid': 'naa.5000c500\n' });
  isHere(device('sda/sda2', partition));
  expect(disksHere()).toEqual({ kind: 'disks', disks: ['naa.5000c500'] });
});

test('a disk that says nothing of itself goes by the name that the kernel gave', () => {
  isHere(device('sdb'));
  expect(disksHere()).toEqual({ kind: 'disks', disks: ['sdb'] });
});

test('encryption over LVM over a RAID is all disks below', () => {
  const parts = ['sda', 'sdb'].map((name) => {
    device(name);
    return device(`${name}/${name}1`, partition);
  });
  const raid = isMadeOf(device('virtual/md0'), ...parts);
  const volume = isMadeOf(device('virtual/dm-0'), raid);
  isHere(isMadeOf(device('virtual/dm-1'), volume));
  expect(disksHere()).toEqual({ kind: 'disks', disks: ['sda', 'sdb'] });
});

test('a btrfs of several disks is all of them', () => {
  const [first = '', second = ''] = ['sdc', 'sdd'].map((name) => device(name));
  mkdirSync(sys('fs/btrfs/16955984/devices'), { recursive: true });
  symlinkSync(first, sys('fs/btrfs/16955984/devices/sdc'));
  symlinkSync(second, sys('fs/btrfs/16955984/devices/sdd'));
  isHere(first);
  expect(disksHere()).toEqual({ kind: 'disks', disks: ['sdc', 'sdd'] });
});

test('a file that is mounted as a disk is the disk that it lies on; memory is none', () => {
  isHere(device('virtual/loop7', { 'loop/backing_file': '/dev/shm/image\n' }));
  expect(disksHere()).toEqual({ kind: 'unknown' });
});

test('what sysfs does not know is not known', () => {
  expect(mediumOf('/proc', at('sys'))).toEqual({ kind: 'unknown' });
});
