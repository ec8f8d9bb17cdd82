import { accessSync, constants, lstatSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../app/errors.js';
import { fsPath } from '../system/fs-path.js';
import { putFile, reasonUnlessDone, rename } from './cloud-files.js';
import { toCloudPath } from './cloud-names.js';
import type { CloudTools } from './cloud-session.js';
import { interrupted, reasonOf } from './store-reason.js';
import type { SendOptions, StoreReason } from './store.js';
import { atTarget } from './target.js';
import { requireInside, requireVersions } from './target-paths.js';

/** As many as rclone itself would send at once. */
const atOnce = 4;
const group = 'send';

/**
 * Sends files. Each arrives under a name of its own beside the photos, and gets its place when it is whole: what it
 * replaces has moved to the versions a moment before. So nothing cut off ever has a photo's name, whatever the version
 * of rclone and the kind of storage.
 *
 * @param id stands for this call, in names that no other call makes
 * @throws StoreError when the remote as a whole fails; what arrived before has been reported
 */
export async function sendToCloud(
  tools: CloudTools,
  paths: readonly string[],
  options: SendOptions,
  id: string,
): Promise<void> {
  const watch = await watchBytes(tools, options.onBytes);
  let bytes = 0;
  try {
    await inParallel(paths.entries(), async ([index, path]) => {
      if (tools.signal.aborted) throw interrupted();
      if (options.isEnough?.() === true) return;
      const { size = 0 } = lstatSync(fsPath(join(options.from, path)), { throwIfNoEntry: false }) ?? {};
      const reason = await sendOne(tools, path, options, `${id}x${String(index)}`);
      if (reason === 'interrupted') throw interrupted();
      if (reason === undefined) bytes += size;
      options.onFile(reason === undefined ? { path, ok: true } : { path, reason });
    });
  } finally {
    watch.end();
  }
  options.onBytes(bytes);
}

/** Takes one after the other, a few at a time; after a failure no more are begun. @throws the first failure */
export async function inParallel<T>(items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const left = items[Symbol.iterator]();
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (let next = left.next(); next.done !== true && failures.length === 0; next = left.next()) {
      try {
        await work(next.value);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (failures.length > 0) throw failures[0];
}

async function sendOne(
  tools: CloudTools,
  path: string,
  { from, into, versions }: SendOptions,
  name: string,
): Promise<StoreReason | undefined> {
  const source = join(from, path);
  const place = toCloudPath(requireInside(`${into}/${path}`));
  const version = toCloudPath(requireVersions(`${versions}/${path}`));
  const arriving = `${atTarget.partial}/${name}`;
  const link = join(tools.rclone.folder, name);
  return (
    whyNotReadable(source) ??
    (await whyNotPlaceable(tools, place, version)) ??
    (await reasonUnlessDone(tools, async () => {
      // A link with a plain name: what rclone makes of odd ones on a disk has changed with its versions.
      symlinkSync(fsPath(source), link);
      try {
        await putFile(tools, name, arriving, group);
      } finally {
        rmSync(link);
      }
      await makeWay(tools, place, version);
      await rename(tools, arriving, place);
    }))
  );
}

function whyNotReadable(source: string): StoreReason | undefined {
  try {
    const stats = lstatSync(fsPath(source), { throwIfNoEntry: false });
    if (stats?.isFile() !== true) return stats ? 'changed' : 'vanished';
    accessSync(fsPath(source), constants.R_OK);
    return undefined;
  } catch (error) {
    return errorCode(error) === 'EACCES' ? 'unreadable' : reasonOf(error);
  }
}

async function whyNotPlaceable(
  { folders }: CloudTools,
  place: string,
  version: string,
): Promise<StoreReason | undefined> {
  const isTaken = !(await folders.isFree(place)) && (await folders.filesAt(place)) === 0;
  return isTaken || !(await folders.isFree(version)) ? 'target-taken' : undefined;
}

/** What has the place goes to the versions. MEGA may hold several files of one name: all of them do. */
async function makeWay(tools: CloudTools, place: string, version: string): Promise<void> {
  const copies = await tools.folders.filesAt(place);
  for (let copy = 1; copy <= copies; copy++)
    await rename(tools, place, copy === 1 ? version : `${version} (${String(copy)})`);
}

/** Milliseconds; what takes long is asked less often. */
const progress = { first: 100, last: 1000 };

/** Tells now and then how much has been sent. */
async function watchBytes(
  { rclone }: CloudTools,
  onBytes: (bytes: number) => void,
): Promise<{ end: () => void }> {
  const read = async (): Promise<number> =>
    Number((await rclone.call('core/stats', { group }))['bytes'] ?? 0);
  const before = await read();
  let timer: NodeJS.Timeout | undefined;
  const tellIn = (ms: number): void => {
    timer = setTimeout(() => {
      void read().then(
        (bytes) => {
          if (!timer) return;
          onBytes(bytes - before);
          tellIn(Math.min(2 * ms, progress.last));
        },
        // Who sends hears of it.
        () => undefined,
      );
    }, ms);
  };
  tellIn(progress.first);
  return {
    end() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
