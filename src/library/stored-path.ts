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

/** Text of any characters, for columns that are only ever compared: SQLite cuts at NUL and refuses lone surrogates. */
export function toStoredText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** The way back. */
export function fromStoredText(stored: SqlValue | undefined): string {
  return String(JSON.parse(`"${String(stored)}"`));
}
