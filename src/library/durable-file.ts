import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from '../app/errors.js';
import { fsPath } from '../system/fs-path.js';

/**
 * Writes a small state file so that after a power cut either the old or the new content is there, whole; also where
 * two processes do so at once, as before there is a library whose lock one of them could hold.
 */
export function writeDurably(path: string, content: string | Buffer): void {
  const temporary = `${path}.${randomBytes(4).toString('hex')}.new`;
  const file = openSync(fsPath(temporary), 'w', 0o600);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(fsPath(temporary), fsPath(path));
  syncFolder(dirname(path));
}

/** Makes the names in a folder survive a power cut. */
export function syncFolder(folder: string): void {
  const file = openSync(fsPath(folder), 'r');
  try {
    fsyncSync(file);
  } catch (error) {
    // Some network and FUSE file systems do not know the call for folders.
    if (errorCode(error) !== 'EINVAL' && errorCode(error) !== 'ENOTSUP') throw error;
  } finally {
    closeSync(file);
  }
}

/** The file's JSON object; undefined when there is no such file or it holds something else. */
export function readJsonObject(path: string): Record<string, unknown> | undefined {
  let text: string;
  try {
    text = readFileSync(fsPath(path), 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
