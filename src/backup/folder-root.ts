import { closeSync, openSync, statSync, type Stats } from 'node:fs';
import { errorCode } from '../app/errors.js';
import { storeErrorOf } from './store-reason.js';
import { StoreError } from './store.js';

/**
 * The folder of a target, held open while a store works in it: a disk in use is not unmounted by accident. A disk
 * that is taken away all the same must not turn its mount point, a folder of the root file system, into a target.
 */
export interface FolderRoot {
  /** @throws StoreError `unreachable` when that cannot be known */
  isThere(): boolean;
  /** Asked before every change. @throws StoreError `unreachable` when it is not there, or not the same as before */
  require(): void;
  close(): void;
}

export function createFolderRoot(to: string): FolderRoot {
  let held: { readonly fd: number; readonly dev: bigint; readonly ino: bigint } | undefined;
  return {
    isThere: () => statsOf(to) !== undefined,
    require() {
      const stats = statsOf(to);
      if (!stats) throw new StoreError('unreachable', `${to} is not there`, true);
      const { dev, ino } = statSync(to, { bigint: true });
      held ??= { fd: openSync(to, 'r'), dev, ino };
      if (held.dev === dev && held.ino === ino) return;
      throw new StoreError('unreachable', `${to} is not the folder any more that it was: unmounted?`, true);
    },
    close() {
      if (held) closeSync(held.fd);
      held = undefined;
    },
  };
}

function statsOf(to: string): Stats | undefined {
  try {
    const stats = statSync(to, { throwIfNoEntry: false });
    return stats?.isDirectory() === true ? stats : undefined;
  } catch (error) {
    if (errorCode(error) === 'ENOTDIR') return undefined;
    throw storeErrorOf(error, to);
  }
}
