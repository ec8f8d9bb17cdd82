import { basename, dirname } from 'node:path/posix';
import { listRemote } from './list-remote.js';
import type { Rclone } from './rclone.js';

/** A name in a folder of a remote. */
interface Listed {
  readonly isFolder: boolean;
  /** bytes */
  readonly size: number;
  /** how many files have the name: MEGA and others allow two and more */
  readonly copies: number;
}

/** What a remote holds, folder by folder, each listed once. Paths are those of the remote, relative to its root. */
export interface CloudFolders {
  /** How many files have this path. */
  filesAt(path: string): Promise<number>;
  /** Whether a file can get this path: nothing has it, and nothing that it would lie in is a file. */
  isFree(path: string): Promise<boolean>;
  isEmpty(folder: string): Promise<boolean>;
  /** What is done at the remote is to be told. */
  added(path: string): void;
  removed(path: string): void;
}

export function createCloudFolders(rclone: Rclone, fs: string): CloudFolders {
  const folders = new Map<string, Promise<Map<string, Listed>>>();

  function namesIn(folder: string): Promise<Map<string, Listed>> {
    let names = folders.get(folder);
    if (!names) {
      names = listFolder(rclone, fs, folder === '.' ? '' : folder);
      folders.set(folder, names);
      names.catch(() => folders.delete(folder));
    }
    return names;
  }
  const at = async (path: string): Promise<Listed | undefined> => {
    const parent = dirname(path);
    // Where there is no such folder, nobody need be asked.
    if (parent !== '.' && (await at(parent))?.isFolder !== true) return undefined;
    return (await namesIn(parent)).get(basename(path));
  };
  const change = (path: string, entry: (before: Listed | undefined) => Listed | undefined): void => {
    const known = folders.get(dirname(path));
    void known?.then((names) => {
      const next = entry(names.get(basename(path)));
      if (next) names.set(basename(path), next);
      else names.delete(basename(path));
    });
  };

  return {
    async filesAt(path) {
      const listed = await at(path);
      return listed && !listed.isFolder ? listed.copies : 0;
    },
    async isFree(path) {
      if (await at(path)) return false;
      for (let folder = dirname(path); folder !== '.'; folder = dirname(folder))
        if ((await at(folder))?.isFolder === false) return false;
      return true;
    },
    isEmpty: async (folder) => (await at(folder)) !== undefined && (await namesIn(folder)).size === 0,
    added(path) {
      change(path, (before) => ({ isFolder: false, size: 0, copies: (before?.copies ?? 0) + 1 }));
      for (let folder = dirname(path); folder !== '.'; folder = dirname(folder))
        change(folder, (before) => before ?? { isFolder: true, size: 0, copies: 1 });
    },
    removed(path) {
      change(path, (before) =>
        before && before.copies > 1 ? { ...before, copies: before.copies - 1 } : undefined,
      );
      folders.delete(path);
    },
  };
}

async function listFolder(rclone: Rclone, fs: string, remote: string): Promise<Map<string, Listed>> {
  const names = new Map<string, Listed>();
  for (const { path, size, isFolder } of await listRemote(rclone, fs, remote, {})) {
    const name = basename(path);
    const before = names.get(name);
    names.set(name, { isFolder, size, copies: (before?.copies ?? 0) + 1 });
  }
  return names;
}
