import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { type BackupLibrary, makeBackupLibrary } from '../backup-library.js';
import { disksForEachTest } from '../disks.js';
import { contentsOf, filesBelow, listing, sha256 } from '../folder-listing.js';
import { testWith } from '../requirements.js';
import { temporaryFolder } from '../temporary-folder.js';

const disks = disksForEachTest();
const at = temporaryFolder();

const ext4 = ['rsync', 'the right to mount', 'mount', 'mkfs.ext4', 'losetup'];
const exfat = ['rsync', 'the right to mount', 'mkfs.exfat', 'mount.exfat-fuse', 'losetup'];

/** A library whose Gallery is backed up to a disk of its own. */
async function backedUpLibrary(): Promise<BackupLibrary> {
  disks.ext4(at('backup'), 32);
  const library = await makeBackupLibrary(at());
  mkdirSync(at('backup/photos'));
  library.configure(`{ name: hdd, to: ${at('backup/photos')} }`);
  for (let number = 0; number < 30; number++) library.put(`2023/IMG_${String(number)}.jpg`, 50_000);
  expect(await library.run('backup', 'setup', 'hdd', '--yes')).toMatchObject({ code: 0 });
  expect(await library.run('backup', 'local')).toMatchObject({ code: 0, stderr: '' });
  return library;
}

function treeOf(folder: string): string[] {
  return filesBelow(folder).map((path) => {
    const { mtimeNs } = statSync(join(folder, path), { bigint: true });
    return `${path} ${String(mtimeNs)} ${sha256(join(folder, path))}`;
  });
}

testWith(ext4, 'a restore from one disk to another brings names, times and contents', async () => {
  const library = await backedUpLibrary();
  disks.ext4(at('new disk'), 32);
  expect(await library.run('backup', 'restore', 'hdd', '--to', at('new disk/Gallery'))).toMatchObject({
    code: 0,
    stderr: '',
  });
  expect(treeOf(at('new disk/Gallery'))).toEqual(treeOf(library.gallery()));
});

testWith(ext4, 'a restore to a disk without the room for it refuses, and nothing is there', async () => {
  const library = await backedUpLibrary();
  disks.ext4(at('small disk'), 2);
  const before = listing(at('small disk'));

  const ended = await library.run('backup', 'restore', 'hdd', '--to', at('small disk/x'));
  expect([ended.code, ended.stdout]).toEqual([4, '']);
  expect(ended.stderr).toMatch(/not enough space in .*small disk\/x: 1\.5 MB are needed, .* are free/);
  expect(listing(at('small disk'))).toEqual(before);

  const some = await library.run('backup', 'restore', 'hdd', '2023/IMG_1.jpg', '--to', at('small disk/x'));
  expect(some).toMatchObject({ code: 0, stderr: '' });
});

testWith(
  exfat,
  'a restore to the disk of a camera, which keeps times less exactly, finds all there the second time',
  async () => {
    const library = await backedUpLibrary();
    disks.exfat(at('card'), 16);
    expect(await library.run('backup', 'restore', 'hdd', '--to', at('card/Gallery'))).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(contentsOf(at('card/Gallery'))).toEqual(contentsOf(library.gallery()));

    const again = await library.said(0, 'backup', 'restore', 'hdd', '--to', at('card/Gallery'));
    expect(again.at(-1)).toMatchObject({ restored: 0, same: 30 });
  },
);

testWith(ext4, 'of a disk that is not mounted nothing is brought back, and nothing is made', async () => {
  const library = await backedUpLibrary();
  library.configure(`{ name: hdd, to: ${at('mount point/photos')} }`);
  mkdirSync(at('mount point'));
  writeFileSync(at('mount point/.stays-empty'), '');

  for (const command of ['restore', 'verify']) {
    const ended = await library.run('backup', command, 'hdd');
    expect([ended.code, ended.stdout]).toEqual([4, '']);
    expect(ended.stderr).toContain(`there is no ${at('mount point/photos')}; is its disk mounted?`);
  }
  expect(existsSync(at('mount point/photos'))).toBe(false);
});
