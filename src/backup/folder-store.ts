import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolders } from '../execute/operations.js';
import { errorCode } from '../app/errors.js';
import { writeDurably } from '../library/durable-file.js';
import { flush } from '../system/disks.js';
import type { Surroundings } from '../system/exec.js';
import { fsPath, nameFromBytes } from '../system/fs-path.js';
import { isOwnerless } from '../system/mounts.js';
import { checkHere } from './check-here.js';
import { fetchFiles } from './fetch-files.js';
import { createFolderRoot } from './folder-root.js';
import { filesBelow } from './list-here.js';
import { moveHere } from './move-here.js';
import { movesAside, plainMoves } from './moves.js';
import { compareTrees, timesAlike } from './rsync-compare.js';
import { sendFiles } from './rsync-send.js';
import { createRsync } from './rsync.js';
import { interrupted, storeErrorOf } from './store-reason.js';
import type { Store } from './store.js';
import { atTarget, type FolderTarget } from './target.js';
import { requireInside, requireVersions } from './target-paths.js';

/** Seconds in which a local disk moves nothing, also one that wakes up or sorts its shingles, before it counts as hung. */
const timeout = 300;

/** A folder on this machine. rsync copies; all else is done with the file system itself. */
export function createFolderStore(target: FolderTarget, around: Surroundings): Store {
  const { to } = target;
  const stopping = new AbortController();
  const signal = around.signal ? AbortSignal.any([around.signal, stopping.signal]) : stopping.signal;
  const root = createFolderRoot(to);
  let isChanged = false;

  const rsync = createRsync(
    {
      name: to,
      cwd: to,
      address: (folder) => (folder === '' ? './' : `./${requireInside(folder)}/.`),
      absolute: (path) => join(to, path),
      options: [],
      timeout,
    },
    { ...around, signal },
  );
  const at = (path: string): string => join(to, requireInside(path));
  const attributes = (): readonly string[] => (isOwnerless(to) ? ['-lt', timesAlike] : ['-a']);

  function begin(): void {
    if (signal.aborted) throw interrupted();
    root.require();
  }
  function beginChange(): void {
    begin();
    isChanged = true;
  }

  /** Between batches the disk may have been taken away. */
  function prepareBatch(into: string): ReturnType<Parameters<typeof sendFiles>[3]> {
    beginChange();
    const partial = at(atTarget.partial);
    const isOneDisk = statSync(at(into)).dev === statSync(to).dev;
    if (isOneDisk && !existsSync(partial)) mkdirSync(partial);
    return {
      attributes: attributes(),
      // No --partial-dir: between two local folders rsync copies whole files, and would only throw the parts away.
      workingFiles: isOneDisk ? [`--temp-dir=${partial}`] : [],
      onPoorDisk: () => undefined,
    };
  }

  const freeBytes = (): Promise<number> =>
    settle(() => {
      begin();
      const { bavail, bsize } = statfsSync(to);
      return bavail * bsize;
    });

  return {
    target,
    keepsTimes: true,
    provider: () => Promise.resolve(undefined),
    isThere: () =>
      settle(() => {
        if (signal.aborted) throw interrupted();
        return root.isThere();
      }),
    makeRoot: () =>
      settle(() => {
        mkdirSync(fsPath(to));
      }),
    rootNames: () =>
      settle(() => {
        begin();
        return readdirSync(to, { encoding: 'buffer' }).map(nameFromBytes);
      }),
    freeBytes,
    async *list(folder) {
      begin();
      for await (const file of filesBelow(to, requireInside(folder))) {
        if (signal.aborted) throw interrupted();
        yield file;
      }
    },
    readSmall: (path) =>
      settle(() => {
        begin();
        try {
          return readFileSync(fsPath(at(path)));
        } catch (error) {
          if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
          throw storeErrorOf(error, at(path));
        }
      }),
    writeSmall: (path, content) =>
      settle(() => {
        beginChange();
        makeFolders(dirname(at(path)));
        writeDurably(at(path), content);
      }),
    compare: (from, folder) =>
      settle(() => {
        begin();
        return compareTrees(rsync, from, requireInside(folder));
      }),
    send: (paths, options) =>
      settle(async () => {
        beginChange();
        rmSync(at(atTarget.partial), { recursive: true, force: true });
        makeFolders(at(options.into));
        const hasVersion = (path: string): boolean =>
          existsSync(fsPath(at(`${requireVersions(options.versions)}/${path}`)));
        for (const path of paths.filter(hasVersion)) options.onFile({ path, reason: 'target-taken' });
        const fresh = paths.filter((path) => !hasVersion(path));
        await sendFiles(rsync, fresh, options, () => prepareBatch(options.into), freeBytes);
        rmSync(at(atTarget.partial), { recursive: true, force: true });
      }),
    move: (moves) =>
      settle(() => {
        beginChange();
        return moveHere(to, plainMoves(moves), () => signal.aborted);
      }),
    setAside: (paths, folder, versions) =>
      settle(() => {
        beginChange();
        return moveHere(to, movesAside(paths, folder, versions), () => signal.aborted);
      }),
    fetch: (files, onBytes) =>
      settle(() => {
        begin();
        for (const { path } of files) requireInside(path);
        return fetchFiles(rsync, files, attributes(), onBytes);
      }),
    check: (files, onBytes) =>
      settle(() => {
        begin();
        return checkHere(files, ({ path }) => at(path), onBytes, signal);
      }),
    removeVersions: (folders) =>
      settle(async () => {
        for (const folder of folders) {
          beginChange();
          await rm(at(requireVersions(folder)), { recursive: true, force: true });
        }
      }),
    stop() {
      stopping.abort();
    },
    async close() {
      root.close();
      // Not what was stopped: what did arrive is to survive as well.
      if (isChanged) await flush(to, { env: around.env });
    },
  };

  /** What the system says about the target becomes a StoreError. */
  async function settle<T>(work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw errorCode(error) === undefined ? error : storeErrorOf(error, to);
    }
  }
}
