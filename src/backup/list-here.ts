import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { errorCode } from '../app/errors.js';
import { fsPath, nameFromBytes } from '../system/fs-path.js';
import { storeErrorOf } from './store-reason.js';
import type { StoredFile } from './store.js';

/** Every regular file below a folder, by its path from the root; nothing when the folder is not there. */
export async function* filesBelow(root: string, folder: string): AsyncGenerator<StoredFile> {
  // The one moment at which a signal can be heard.
  await setImmediate();
  for (const { name, isFolder, isFile } of entriesOf(join(root, folder))) {
    const path = `${folder}/${name}`;
    if (isFolder) yield* filesBelow(root, path);
    else if (isFile) {
      const stats = lstatSync(fsPath(join(root, path)), { throwIfNoEntry: false });
      if (stats) yield { path, size: stats.size, mtimeMs: stats.mtimeMs };
    }
  }
}

function entriesOf(folder: string): { name: string; isFolder: boolean; isFile: boolean }[] {
  try {
    return readdirSync(fsPath(folder), { withFileTypes: true, encoding: 'buffer' }).map((entry) => ({
      name: nameFromBytes(entry.name),
      isFolder: entry.isDirectory(),
      isFile: entry.isFile(),
    }));
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw storeErrorOf(error, folder);
  }
}
