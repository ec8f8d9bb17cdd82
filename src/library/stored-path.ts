import { fsPath, nameFromBytes } from '../system/fs-path.js';
import type { SqlValue } from './sqlite.js';

/** A path as the catalog stores it: text, or the exact bytes where a name in it is not UTF-8. */
export function toStoredPath(path: string): string | Buffer {
  return fsPath(path);
}

/** The way back. */
export function fromStoredPath(stored: SqlValue | undefined): string {
  return Buffer.isBuffer(stored) ? nameFromBytes(stored) : String(stored);
}
