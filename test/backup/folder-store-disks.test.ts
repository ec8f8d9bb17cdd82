import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openStore } from '../../src/backup/open-store.js';
import type { Store } from '../../src/backup/store.js';
import { disksForEachTest } from '../disks.js';
import { filesBelow } from '../folder-listing.js';
import { exfatNeeds, mountExfat, type MountedDisk } from '../mounted-disk.js';
import { describeWith, testWith } from '../requirements.js';
import { temporaryFolder } from '../temporary-folder.js';
import { arrived, isSameFile, sendTo, writeBig } from './sending.js';
import { describeStore, plainNames } from './store-contract.js';
import { behindItsBack, folderTarget } from './targets.js';

const disks = disksForEachTest();
const folder = temporaryFolder();
const open = (to: string): Store => openStore(folderTarget(to), { env: process.env });

describeWith([...exfatNeeds, 'rsync'], 'exFAT', () => {
  const home = mkdtempSync(join(tmpdir(), 'photokeep-test-'));
  const root = join(home, 'disk/backup');
  let disk: MountedDisk | undefined;
  beforeAll(() => {
    disk = mountExfat(join(home, 'image'), join(home, 'disk'), 256);
    mkdirSync(root);
  });
  afterAll(() => {
    disk?.unmount();
    rmSync(home, { recursive: true });
  });

  describeStore('a folder on a disk without owners, permissions and links', {
    names: plainNames,
    open: () => open(root),
    openNowhere: () => open(join(root, 'not/there')),
    ...behindItsBack(root),
  });

  test('says which names it cannot hold, and takes the others', async () => {
    const gallery = join(home, 'Gallery');
    mkdirSync(gallery);
    for (const name of ['10:30.jpg', 'why?.jpg', 'fine.jpg']) writeFileSync(join(gallery, name), name);
    const store = open(root);

    const sent = await sendTo(store, gallery, ['10:30.jpg', 'fine.jpg', 'why?.jpg']);
    await store.close();

    expect(sent).toEqual({
      answers: [
        { path: '10:30.jpg', reason: 'name-not-allowed' },
        { path: 'fine.jpg', ok: true },
        { path: 'why?.jpg', reason: 'name-not-allowed' },
      ],
      failure: undefined,
    });
  });
});

const ext4 = ['the right to mount', 'mount', 'umount', 'mkfs.ext4', 'losetup', 'rsync'];

describe('a disk that fills up', () => {
  testWith(ext4, 'ends the sending with nothing cut off, and goes on when there is space', async () => {
    disks.ext4(folder('disk'), 32);
    writeBig(folder('disk/other'), 8);
    const names = ['a.mp4', 'b.mp4', 'c.mp4', 'd.mp4'];
    for (const name of names) writeBig(folder('Gallery', name), 8);
    const store = open(folder('disk'));

    const first = await sendTo(store, folder('Gallery'), names);

    expect(first.failure).toMatchObject({
      name: 'StoreError',
      reason: 'no-space',
      retry: false,
      message: expect.stringMatching(
        /no space left: up to 34 MB more were to be sent, and \d+ MB are free/,
      ) as unknown,
    });
    const there = arrived(first);
    expect(there.length).toBeGreaterThan(0);
    expect(filesBelow(folder('disk/Gallery'))).toEqual(there);
    for (const name of there)
      expect(isSameFile(folder('Gallery', name), folder('disk/Gallery', name))).toBe(true);

    rmSync(folder('disk/other'));
    rmSync(folder('Gallery/d.mp4'));
    const second = await sendTo(store, folder('Gallery'), ['a.mp4', 'b.mp4', 'c.mp4']);
    await store.close();

    expect(second.failure).toBeUndefined();
    expect(filesBelow(folder('disk')).filter((name) => name.startsWith('Gallery'))).toEqual(
      ['a', 'b', 'c'].map((name) => `Gallery/${name}.mp4`),
    );
  });
});

describe('a disk here that cannot take what is fetched', () => {
  testWith(ext4, 'is named when it is full, and left as it was', async () => {
    disks.ext4(folder('here'), 8);
    writeBig(folder('backup/Gallery/a.mp4'), 16);
    const store = open(folder('backup'));

    const fetching = store.fetch([{ path: 'Gallery/a.mp4', to: folder('here/a.mp4') }], () => undefined);

    await expect(fetching).rejects.toMatchObject({
      reason: 'no-space',
      message: `${folder('here')}: no space left`,
    });
    await store.close();
    expect(filesBelow(folder('here'))).toEqual([]);
  });

  testWith(ext4, 'fails file by file when it is read-only', async () => {
    mkdirSync(folder('here'));
    disks.readOnly(folder('here'));
    writeBig(folder('backup/Gallery/a.mp4'), 1);
    const store = open(folder('backup'));

    const answers = await store.fetch(
      [
        { path: 'Gallery/a.mp4', to: folder('here/a.mp4') },
        { path: 'Gallery/a.mp4', to: folder('elsewhere/a.mp4') },
      ],
      () => undefined,
    );
    await store.close();

    expect(answers).toEqual([
      { path: 'Gallery/a.mp4', reason: 'read-only' },
      { path: 'Gallery/a.mp4', ok: true },
    ]);
  });
});

describe('a disk that is read-only', () => {
  testWith(ext4, 'is said to be, once', async () => {
    disks.ext4(folder('disk'), 8);
    mkdirSync(folder('disk/Gallery'));
    execFileSync('mount', ['-o', 'remount,ro', folder('disk')]);
    writeBig(folder('Gallery/a.jpg'), 1);
    const store = open(folder('disk'));

    const { answers, failure } = await sendTo(store, folder('Gallery'), ['a.jpg']);
    await store.close();

    expect([answers, failure]).toEqual([[], expect.objectContaining({ reason: 'read-only' })]);
  });
});

describe('a disk that is taken away during a run', () => {
  testWith(ext4, 'is not unmounted by accident', async () => {
    disks.ext4(folder('disk'), 8);
    const store = open(folder('disk'));
    await store.rootNames();

    expect(() => execFileSync('umount', [folder('disk')], { stdio: 'pipe' })).toThrow('busy');
    await store.close();
  });

  test('does not turn its mount point into a target', async () => {
    mkdirSync(folder('mnt'));
    writeBig(folder('Gallery/a.jpg'), 1);
    const store = open(folder('mnt'));
    await store.writeSmall('marker', Buffer.from('x'));

    // As `umount --lazy` leaves it: the same path, another and empty folder.
    renameSync(folder('mnt'), folder('elsewhere'));
    mkdirSync(folder('mnt'));

    const gone = { name: 'StoreError', reason: 'unreachable' };
    expect((await sendTo(store, folder('Gallery'), ['a.jpg'])).failure).toMatchObject(gone);
    await expect(store.writeSmall('marker', Buffer.from('y'))).rejects.toMatchObject(gone);
    await expect(store.move([{ from: 'a', to: 'b' }])).rejects.toMatchObject(gone);
    await expect(store.setAside(['a'], 'Gallery', '.photokeep-versions/1')).rejects.toMatchObject(gone);
    await expect(store.removeVersions(['.photokeep-versions/1'])).rejects.toMatchObject(gone);
    await store.close();
    expect(readdirSync(folder('mnt'))).toEqual([]);
  });
});

describeWith(ext4, 'two disks at one target', () => {
  test('a Gallery that is a disk of its own is filled as well', async () => {
    mkdirSync(folder('backup'));
    disks.ext4(folder('backup/Gallery'), 8);
    writeBig(folder('Gallery/a.jpg'), 1);
    const store = open(folder('backup'));

    const sent = await sendTo(store, folder('Gallery'), ['a.jpg']);
    await store.close();

    expect([arrived(sent), sent.failure]).toEqual([['a.jpg'], undefined]);
    expect(isSameFile(folder('Gallery/a.jpg'), folder('backup/Gallery/a.jpg'))).toBe(true);
  });
});
