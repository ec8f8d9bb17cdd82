import { rmSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Surroundings } from '../system/exec.js';
import { checkInCloud } from './cloud-check.js';
import { compareWithCloud } from './cloud-compare.js';
import { fetchFromCloud } from './cloud-fetch.js';
import { moveInCloud, purge, putFile, rename } from './cloud-files.js';
import { fromCloudPath, toCloudPath } from './cloud-names.js';
import { providerOf } from './cloud-remote.js';
import { sendToCloud } from './cloud-send.js';
import { type CloudPatience, cloudPatience, createCloudSession, type CloudTools } from './cloud-session.js';
import { listRemote } from './list-remote.js';
import { movesAside, plainMoves } from './moves.js';
import { RcloneError } from './rclone.js';
import type { Store, StoredFile } from './store.js';
import { atTarget, type CloudTarget } from './target.js';
import { requireInside, requireVersions } from './target-paths.js';

/**
 * A folder of a remote in rclone's config. What the remote says of times and hashes is not believed, for the one that
 * matters most, crypt over MEGA, has neither: names and sizes are what is known, and all else is read back.
 */
export function createCloudStore(
  target: CloudTarget,
  around: Surroundings,
  patience: CloudPatience = cloudPatience,
): Store {
  const session = createCloudSession(target, around, patience);
  let isTidy = false;

  /** What was cut off and had been sent in part goes first. */
  async function tidily(tools: CloudTools, work: () => Promise<void>): Promise<void> {
    if (!isTidy) await purge(tools, atTarget.partial);
    isTidy = false;
    await work();
    await purge(tools, atTarget.partial);
    isTidy = true;
  }

  return {
    target,
    keepsTimes: false,
    provider: () => session.use(({ facts }) => Promise.resolve(providerOf(facts))),
    isThere: () => session.isThere(),
    makeRoot: () =>
      session.use(async ({ rclone, fs }) => {
        await rclone.call('operations/mkdir', { fs, remote: '' });
      }),
    rootNames: () =>
      session.useRoot(async ({ rclone, fs }) =>
        (await listRemote(rclone, fs, '', {})).map(({ path }) => fromCloudPath(path)),
      ),
    freeBytes: () => session.useRoot(freeBytes),
    async *list(folder) {
      yield* await session.useRoot((tools) => filesBelow(tools, requireInside(folder)));
    },
    readSmall: (path) => session.useRoot((tools) => readSmall(tools, requireInside(path))),
    writeSmall: (path, content) =>
      session.useRoot((tools) => writeSmall(tools, toCloudPath(requireInside(path)), content)),
    compare: async (from, folder) => {
      const there = await session.useRoot((tools) => filesBelow(tools, requireInside(folder)));
      return compareWithCloud(from, folder, there, session.signal);
    },
    send: (paths, options) =>
      session.useRoot((tools) => tidily(tools, () => sendToCloud(tools, paths, options, randomUUID()))),
    move: async (moves) => {
      const plain = plainMoves(moves);
      return session.useRoot((tools) => moveInCloud(tools, plain));
    },
    setAside: async (paths, folder, versions) => {
      const aside = movesAside(paths, folder, versions);
      return session.useRoot((tools) => moveInCloud(tools, aside));
    },
    fetch: async (files, onBytes) => {
      for (const { path } of files) requireInside(path);
      return session.useRoot((tools) => fetchFromCloud(tools, files, onBytes));
    },
    check: (files, onBytes) => session.useRoot((tools) => checkInCloud(tools, files, onBytes)),
    removeVersions: (folders) =>
      session.useRoot(async (tools) => {
        for (const folder of folders) await purge(tools, toCloudPath(requireVersions(folder)));
      }),
    stop() {
      session.stop();
    },
    close: () => session.close(),
  };
}

async function freeBytes({ rclone, fs }: CloudTools): Promise<number | undefined> {
  try {
    const { free } = await rclone.call('operations/about', { fs });
    return typeof free === 'number' ? free : undefined;
  } catch (error) {
    if (error instanceof RcloneError && error.message.includes("doesn't support about")) return undefined;
    throw error;
  }
}

async function filesBelow({ rclone, fs }: CloudTools, folder: string): Promise<StoredFile[]> {
  const entries = await listRemote(rclone, fs, toCloudPath(folder), { recurse: true, filesOnly: true });
  return entries.map(({ path, size }) => ({ path: fromCloudPath(path), size, mtimeMs: undefined }));
}

/** Of a small file that is just being replaced: the new one, whole. */
const successor = (path: string): string => `${path}.new`;

async function readSmall(tools: CloudTools, path: string): Promise<Buffer | undefined> {
  const place = toCloudPath(path);
  return (await readWhole(tools, place)) ?? readWhole(tools, successor(place));
}

async function readWhole({ rclone, fs }: CloudTools, place: string): Promise<Buffer | undefined> {
  const blocks: Buffer[] = [];
  try {
    if (await rclone.read(fs, place, (block) => blocks.push(block))) return Buffer.concat(blocks);
  } catch (error) {
    if (error instanceof RcloneError && /not found/i.test(error.message)) return undefined;
    throw error;
  }
  throw new RcloneError(`${place}: bad password, damaged, or cut off while it was read`);
}

/**
 * No remote lets a file take the place of another in one step. So the new one is whole beside the old one before that
 * goes; whoever finds the old one gone takes the new one.
 */
async function writeSmall(tools: CloudTools, place: string, content: Buffer): Promise<void> {
  const { rclone, fs, folders } = tools;
  const name = randomUUID();
  const arriving = `${atTarget.partial}/${name}`;
  const here = join(rclone.folder, name);
  writeFileSync(here, content, { mode: 0o600 });
  try {
    await putFile(tools, name, arriving, 'small');
  } finally {
    rmSync(here);
  }
  const isNew = await folders.isFree(place);
  const remove = async (path: string): Promise<void> => {
    for (let copies = await folders.filesAt(path); copies > 0; copies--) {
      await rclone.call('operations/deletefile', { fs, remote: path });
      folders.removed(path);
    }
  };
  if (isNew) {
    await rename(tools, arriving, place);
    await remove(successor(place));
  } else {
    await remove(successor(place));
    await rename(tools, arriving, successor(place));
    await remove(place);
    await rename(tools, successor(place), place);
  }
  await purge(tools, atTarget.partial);
}
