import { statSync } from 'node:fs';
import { fsPath } from '../system/fs-path.js';
import { groupFiles, type Scanned } from './group-files.js';
import { type Borders, countCandidates, type FoundFile, lookAt, walk } from './walk.js';

/**
 * Everything in a folder, or a single file, in the order of names; lazily, so that a drop folder with a hundred
 * thousand files does not have to fit into memory.
 *
 * @param settle files whose inode changed within so many milliseconds of `nowMs` are left, and what belongs to them
 *   waits with them: somebody may be writing them. ctime, because a file that is received gets its old mtime at the
 *   end.
 */
export function* scanSource(
  path: string,
  settle: { readonly ms: number; readonly nowMs: number },
  borders?: Borders,
): Generator<Scanned> {
  for (const entry of groupFiles(isFolder(path) ? walk(path, borders) : lookAt(path))) {
    if ('files' in entry && entry.files.some((file) => isUnsettled(file, settle))) {
      for (const file of entry.files) yield { path: file.path, reason: 'unsettled' };
    } else yield entry;
  }
}

/** About how many files a scan will find, for a progress bar. */
export function countSource(path: string, borders?: Borders): number {
  return isFolder(path) ? countCandidates(path, borders) : 1;
}

function isFolder(path: string): boolean {
  return statSync(fsPath(path)).isDirectory();
}

/** Also when the clock was set back a little: a change that seems to lie in the near future is a recent one. */
function isUnsettled(
  { identity }: FoundFile,
  { ms, nowMs }: { readonly ms: number; readonly nowMs: number },
): boolean {
  return Math.abs(nowMs - identity.ctimeMs) < ms;
}
