import { readdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fsPath, nameFromBytes } from '../system/fs-path.js';
import { errorCode } from './errors.js';

// What planners ask about folders.

/** The names in a folder; none where there is no folder. */
export function listNames(folder: string): string[] {
  try {
    return readdirSync(fsPath(folder), { encoding: 'buffer' }).map(nameFromBytes);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw error;
  }
}

/** The device of a folder. It may have to be made: then it will be on the device of its nearest parent. */
export function deviceOf(folder: string): number {
  try {
    return statSync(fsPath(folder)).dev;
  } catch (error) {
    // ENOTDIR: a file where a folder should be. Placing into it fails, item by item.
    if (errorCode(error) !== 'ENOENT' && errorCode(error) !== 'ENOTDIR') throw error;
    return deviceOf(dirname(folder));
  }
}
