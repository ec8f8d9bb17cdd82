import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { isOnRotatingDisk, isRotating } from '../../src/system/rotating-disk.js';
import { temporaryFolder } from '../temporary-folder.js';

const at = temporaryFolder();
const disks = {
  sda: 'devices/pci0000:00/ata1/block/sda',
  sdb: 'devices/pci0000:00/ata2/block/sdb',
  vda: 'devices/pci0000:00/virtio1/block/vda',
  nvme: 'devices/pci0000:00/nvme/nvme0/nvme0n1',
  crypt: 'devices/virtual/block/dm-0',
};

/** A sysfs as the kernel shows it: a link for each device, and the queue in the folder of a whole disk. */
function sysfs(): string {
  for (const [disk, rotational] of [
    [disks.sda, '1'],
    [disks.sdb, '0'],
    [disks.vda, '1'],
    [disks.nvme, '0'],
    [disks.crypt, '1'],
  ] as const) {
    mkdirSync(at('sys', disk, 'queue'), { recursive: true });
    writeFileSync(at('sys', disk, 'queue/rotational'), `${rotational}\n`);
  }
  mkdirSync(at('sys/dev/block'), { recursive: true });
  for (const [device, folder] of [
    ['8:0', disks.sda],
    ['8:1', `${disks.sda}/sda1`],
    ['8:16', disks.sdb],
    ['253:0', disks.crypt],
    ['254:1', `${disks.vda}/vda1`],
    ['259:300', `${disks.nvme}/nvme0n1p1`],
  ] as const) {
    mkdirSync(at('sys', folder), { recursive: true });
    symlinkSync(at('sys', folder), at('sys/dev/block', device));
  }
  return at('sys');
}

test.each<[string, number, boolean | undefined]>([
  ['a hard disk', 0x0800, true],
  ['a partition of it', 0x0801, true],
  ['an SSD', 0x0810, false],
  ['an encrypted volume on a hard disk, which says the same', 0xfd00, true],
  ["a virtual machine's disk, whatever it says", 0xfe01, false],
  // 259:300, where bits 8 and up of the minor number lie above the major one.
  ['a partition with a large number', (300 & 0xff) | (259 << 8) | (0x100 << 12), false],
  ['a device that sysfs does not know', 0x0899, undefined],
  ['one of the kernel alone, such as tmpfs', 0x0015, undefined],
])('%s', (_, device, expected) => {
  expect(isRotating(device, sysfs())).toBe(expected);
});

test('of the disk that this test runs on something is said, and what is on none does not turn', () => {
  expect(typeof isOnRotatingDisk(statSync(at()).dev, at())).toBe('boolean');
  expect(isOnRotatingDisk(statSync('/proc').dev, '/proc')).toBe(false);
});
