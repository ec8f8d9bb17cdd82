import { writeFileSync } from 'node:fs';
import { errorCode, PhotokeepError } from '../app/errors.js';
import { readJsonObject } from './durable-file.js';
import type { LibraryPaths } from './paths.js';
import { openSqlite } from './sqlite.js';

/** Who holds a lock, for the message to whoever comes second. */
export interface LockHolder {
  readonly command: string;
  readonly pid: number;
  /** ISO 8601 */
  readonly since: string;
}

/** A held lock. The kernel frees it when the process ends, however it ends. */
export interface Lock {
  release(): void;
}

/**
 * Takes a lock: an exclusive transaction on a small database, which SQLite keeps with fcntl locks.
 *
 * @param what is locked, for the message
 * @throws PhotokeepError `later` when another run holds it
 */
export function takeLock(
  paths: Pick<LibraryPaths, 'lock' | 'lockHolder'>,
  holder: LockHolder,
  what = 'this library',
): Lock {
  const database = openSqlite(paths.lock, 'readwrite', 0);
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (errorCode(error) !== 'SQLITE_BUSY') throw error;
    throw new PhotokeepError('later', `another run is busy with ${what}${describe(paths.lockHolder)}`);
  }
  // Only for a message: it need not survive a power cut, which the lock does not either.
  writeFileSync(paths.lockHolder, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
  return {
    release() {
      database.close();
    },
  };
}

function describe(file: string): string {
  const holder = readJsonObject(file);
  return holder
    ? `: ${String(holder['command'])} since ${String(holder['since'])}, process ${String(holder['pid'])}`
    : '';
}
