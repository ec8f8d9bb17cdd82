import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { isPossiblyRemote, missingMount, parseMounts } from '../../src/system/mounts.js';

const mountPoints = (table: string): string[] => parseMounts(table).map(({ point }) => point);

describe('mount points', () => {
  test('of an fstab', () => {
    const fstab = `
# /etc/fstab: static file system information.
  # indented comment
proc            /proc           proc    defaults          0       0
PARTUUID=ab-02  /               ext4    defaults,noatime  0       1
UUID=1234-ABCD\t/mnt/photos\texfat\tnofail\t0\t0
UUID=5678  /mnt/with\\040space\\011and\\134more  ext4  defaults  0  2
UUID=9abc  /mnt/Bücher/  ext4  defaults  0  2
/swapfile       none            swap    sw                0       0
UUID=swap       swap            swap    sw                0       0
nonsense
`;

    expect(mountPoints(fstab)).toEqual([
      '/proc',
      '/',
      '/mnt/photos',
      '/mnt/with space\tand\\more',
      '/mnt/Bücher',
    ]);
  });

  test('of the kernel', () => {
    const mounts = [
      'sysfs /sys sysfs rw,nosuid 0 0',
      '/dev/sda1 /mnt/USB\\040Disk ext4 rw,relatime 0 0',
      'pi@host:/photos /mnt/remote fuse.sshfs rw 0 0',
      '',
    ].join('\n');

    expect(parseMounts(mounts)).toMatchObject([
      { spec: 'sysfs', point: '/sys', type: 'sysfs' },
      { spec: '/dev/sda1', point: '/mnt/USB Disk', type: 'ext4' },
      { spec: 'pi@host:/photos', point: '/mnt/remote', type: 'fuse.sshfs' },
    ]);
  });

  test('of nothing', () => {
    expect(mountPoints('')).toEqual([]);
  });
});

test('the root file system is never missing', () => {
  expect(missingMount('/')).toBeUndefined();
});

test('a folder on the disk of this machine is not remote', () => {
  const folder = mkdtempSync(join(tmpdir(), 'photokeep-test-'));
  try {
    expect(statfsSync(folder).type).not.toBe(0x6969);
    expect(isPossiblyRemote(folder)).toBe(false);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
