import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, test } from '@jest/globals';
import { awaitDisk, type TargetDisk } from '../../src/backup/disk.js';
import { disksForEachTest } from '../disks.js';
import { describeWith } from '../requirements.js';
import { temporaryFolder } from '../temporary-folder.js';
import { folderTarget } from './targets.js';

const disks = disksForEachTest();
const folder = temporaryFolder();
const around = { env: process.env };

// A new one for each test: a device that was just detached may be seen for another moment.
let uuid: string = randomUUID();
beforeEach(() => {
  uuid = randomUUID();
});

const point = () => folder('mnt');
const unpluggedDisk = () => disks.unplugged(folder('disk.img'), uuid);

function wait(more: Parameters<typeof folderTarget>[1], fstab = ''): Promise<TargetDisk> {
  const target = folderTarget(folder('mnt/photos'), { disk: uuid, mount: true, ...more });
  return awaitDisk(target, around, { lookEvery: 50, fstab });
}

function isMounted(): boolean {
  // A new ext4 has it.
  return existsSync(folder('mnt/lost+found'));
}

const needs = ['the right to mount', 'mount', 'umount', 'findmnt', 'blkid', 'losetup', 'mkfs.ext4'];

describeWith(needs, 'the disk of a target', () => {
  test('is mounted for the run and unmounted after it', async () => {
    mkdirSync(point());
    unpluggedDisk().plugIn();

    const disk = await wait({});

    expect(isMounted()).toBe(true);
    expect(await disk.release()).toBeUndefined();
    expect(readdirSync(point())).toEqual([]);
  });

  test('may come later', async () => {
    mkdirSync(point());
    const disk = unpluggedDisk();
    const ready = wait({ waitForDisk: 60 });
    await sleep(300);
    expect(isMounted()).toBe(false);
    disk.plugIn();

    await (await ready).release();
  });

  test('that does not come is said to be missing, and nothing is mounted or made', async () => {
    mkdirSync(point());

    await expect(wait({ waitForDisk: 0.2 })).rejects.toMatchObject({
      name: 'StoreError',
      reason: 'unreachable',
      retry: true,
      message: expect.stringContaining(uuid) as unknown,
    });
    expect(readdirSync(point())).toEqual([]);
  });

  test('that somebody else has mounted stays mounted', async () => {
    mkdirSync(point());
    const device = unpluggedDisk().plugIn();
    execFileSync('mount', [device, point()]);
    try {
      const disk = await wait({ mount: false });
      await disk.release();

      expect(isMounted()).toBe(true);
    } finally {
      execFileSync('umount', [point()]);
    }
  });

  test('is not mounted by a target that does not say so', async () => {
    mkdirSync(point());
    unpluggedDisk().plugIn();

    await expect(wait({ mount: false })).rejects.toMatchObject({
      reason: 'unreachable',
      message: expect.stringContaining('not mounted') as unknown,
    });
    expect(isMounted()).toBe(false);
  });

  test('is not mistaken for another disk that is mounted in its place', async () => {
    disks.ext4(point(), 8);

    await expect(wait({ mount: false })).rejects.toMatchObject({ reason: 'unreachable' });
    unpluggedDisk().plugIn();
    await expect(wait({ mount: false })).rejects.toMatchObject({ reason: 'unreachable' });
    await expect(wait({})).rejects.toMatchObject({ reason: 'target-taken', retry: false });
  });

  test('never hides what is in the folder', async () => {
    mkdirSync(point());
    writeFileSync(folder('mnt/something'), 'something');
    unpluggedDisk().plugIn();

    await expect(wait({})).rejects.toMatchObject({ reason: 'target-taken', retry: false });
    expect(readdirSync(point())).toEqual(['something']);
  });

  test('goes where fstab says', async () => {
    mkdirSync(folder('mnt/photos'), { recursive: true });
    unpluggedDisk().plugIn();

    // The mount program does not know this fstab, so its complaint names the place.
    await expect(wait({}, `UUID=${uuid} ${point()} ext4 noauto 0 0\n`)).rejects.toMatchObject({
      message: expect.stringContaining(`cannot be mounted at ${point()}:`) as unknown,
    });
  });

  test('is waited for no longer than until an interruption', async () => {
    mkdirSync(point());
    const interruption = new AbortController();
    const target = folderTarget(point(), { disk: uuid, waitForDisk: 600 });
    const ready = awaitDisk(target, { ...around, signal: interruption.signal });
    setTimeout(() => {
      interruption.abort();
    }, 200);

    await expect(ready).rejects.toMatchObject({ reason: 'interrupted' });
  });

  test('is unmounted as soon as nobody uses it any more', async () => {
    mkdirSync(point());
    unpluggedDisk().plugIn();
    const disk = await wait({});
    const user = spawn('sleep', ['1'], { cwd: point(), stdio: 'ignore' });
    await sleep(100);

    expect(await disk.release()).toBeUndefined();
    expect(user.exitCode).toBe(0);
    expect(isMounted()).toBe(false);
  });
});
