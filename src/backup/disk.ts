import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deviceOf, isSameDevice, mount, mountedAt, mountPointIn, unmount } from '../system/disks.js';
import type { Surroundings } from '../system/exec.js';
import { contains, realPath } from '../system/real-path.js';
import { interrupted } from './store-reason.js';
import { StoreError } from './store.js';
import type { FolderTarget } from './target.js';

/** The disk of a target, mounted for as long as a run needs it. */
export interface TargetDisk {
  /**
   * Unmounts the disk, if the run mounted it; that also flushes it. Closed stores first: they keep it busy.
   *
   * @returns what is wrong when that did not work; the files are all there
   */
  release(): Promise<string | undefined>;
}

/** What may be set otherwise in tests. */
export interface DiskPatience {
  /** milliseconds between two looks for the disk */
  readonly lookEvery?: number;
  /** content of /etc/fstab */
  readonly fstab?: string;
}

/**
 * Waits for a target's disk, mounts it where the target says so, and makes sure that it is the one. A target without
 * a disk is ready as it is.
 *
 * @param around its signal ends the waiting
 * @throws StoreError `unreachable` when the disk did not come in time, or something else is mounted in its place
 */
export async function awaitDisk(
  target: FolderTarget,
  around: Surroundings,
  { lookEvery = 2000, fstab = readFstab() }: DiskPatience = {},
): Promise<TargetDisk> {
  const { disk } = target;
  if (disk === undefined) return { release: () => Promise.resolve(undefined) };
  let waited = 0;
  for (;;) {
    const look = await lookFor(disk, target, around, fstab);
    if ('release' in look) return look;
    if (waited >= target.waitForDisk * 1000) throw look;
    waited += lookEvery;
    await sleep(lookEvery, undefined, around.signal ? { signal: around.signal } : {}).catch(() => {
      throw interrupted();
    });
  }
}

/** The disk when it is ready, else why it is not yet. @throws StoreError when waiting would not help */
async function lookFor(
  uuid: string,
  target: FolderTarget,
  around: Surroundings,
  fstab: string,
): Promise<TargetDisk | StoreError> {
  if (around.signal?.aborted === true) throw interrupted();
  const to = realPath(target.to);
  const disk = `the disk of ${target.name}`;
  const device = await deviceOf(uuid, around);
  if (device === undefined) return absent(`${disk} is not there (UUID ${uuid})`, 'is it switched on?');
  const before = await mountedAt(to, around);
  if (before && isSameDevice(before.source, device)) return { release: () => Promise.resolve(undefined) };
  if (!target.mount)
    return absent(`${disk} is there (${device}), but not mounted at ${to}`, 'mount it, or set mount: true');
  const { point, isInFstab } = pointFor(uuid, to, fstab);
  const complaint = await mount(isInFstab ? undefined : device, point, around);
  if (complaint !== undefined) return absent(`${disk} cannot be mounted at ${point}: ${complaint}`);
  const after = await mountedAt(to, around);
  if (after && isSameDevice(after.source, device)) return { release: () => unmountAgain(point, around) };
  await unmountAgain(point, around);
  return absent(`${disk} is not what was mounted at ${point}`, 'look at its line in /etc/fstab');
}

function absent(message: string, remedy?: string): StoreError {
  return new StoreError('unreachable', message, true, remedy);
}

/**
 * Where to mount the disk: as fstab says, else at the last folder of the target's path that is there.
 *
 * @throws StoreError when that folder holds something, which would be hidden
 */
function pointFor(uuid: string, to: string, fstab: string): { point: string; isInFstab: boolean } {
  const known = mountPointIn(fstab, uuid);
  if (known !== undefined && contains(known, to)) return { point: known, isInFstab: true };
  let point = to;
  while (!existsSync(point)) point = dirname(point);
  if (readdirSync(point).length === 0) return { point, isInFstab: false };
  throw new StoreError(
    'target-taken',
    `the disk cannot be mounted at ${point}: the folder is not empty`,
    false,
    'make an empty folder for it, or add it to /etc/fstab: photokeep fstab',
  );
}

const attemptsToUnmount = 5;

/** Somebody may be looking into a folder of the disk just now. */
async function unmountAgain(point: string, { env }: Surroundings): Promise<string | undefined> {
  let complaint: string | undefined;
  for (let attempt = 0; attempt < attemptsToUnmount; attempt++) {
    if (attempt > 0) await sleep(1000);
    // Also after an interruption, so not with the signal that ended all else.
    complaint = await unmount(point, { env });
    if (complaint === undefined) return undefined;
  }
  return `${point} could not be unmounted: ${complaint ?? ''}`;
}

function readFstab(): string {
  return existsSync('/etc/fstab') ? readFileSync('/etc/fstab', 'utf8') : '';
}
