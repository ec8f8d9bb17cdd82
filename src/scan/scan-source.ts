import { statSync } from 'node:fs';
import { fsPath } from '../system/fs-path.js';
import { type FoundFile, lookAt, type LeftFile, type UnreadableFile, walk } from './walk.js';

/** What a source holds. */
export interface Scan {
  readonly files: readonly FoundFile[];
  readonly left: readonly LeftFile[];
  readonly unreadable: readonly UnreadableFile[];
}

/**
 * Scans a folder or a single file.
 *
 * @param settle files whose inode changed within so many milliseconds of `nowMs` are left: somebody may be
 *   writing them. ctime, because a file that is received gets its old mtime at the end.
 */
export function scanSource(path: string, settle: { readonly ms: number; readonly nowMs: number }): Scan {
  const files: FoundFile[] = [];
  const left: LeftFile[] = [];
  const unreadable: UnreadableFile[] = [];
  const isFolder = statSync(fsPath(path)).isDirectory();
  for (const entry of isFolder ? walk(path) : lookAt(path)) {
    if ('failure' in entry) unreadable.push(entry);
    else if ('reason' in entry) left.push(entry);
    else if (isUnsettled(entry, settle)) left.push({ path: entry.path, reason: 'unsettled' });
    else files.push(entry);
  }
  return { files, left, unreadable };
}

/** Also when the clock was set back a little: a change that seems to lie in the near future is a recent one. */
function isUnsettled(
  { identity }: FoundFile,
  { ms, nowMs }: { readonly ms: number; readonly nowMs: number },
): boolean {
  return Math.abs(nowMs - identity.ctimeMs) < ms;
}
