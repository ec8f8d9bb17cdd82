import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  lstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { fsPath } from '../system/fs-path.js';
import { errorCode, errorMessage, PhotokeepError } from './errors.js';

/** A file that a run writes for its user. */
export interface ReportFile {
  /** absolute */
  readonly path: string;
  /** what reports of this kind begin with, in ASCII */
  readonly mark: string;
}

/**
 * Makes sure, before a run changes anything, that its report can be written where the user wants it, and that nothing is
 * there but an earlier report: a slip of the finger must not cost a picture.
 *
 * @throws PhotokeepError `usage`
 */
export function requireReportPlace({ path, mark }: ReportFile): void {
  try {
    for (const place of [path, partOf(path)]) {
      if (mayBeReplaced(place, mark)) continue;
      throw new PhotokeepError('usage', `${place} is there already and no report`, 'name another file');
    }
    accessSync(fsPath(dirname(path)), constants.W_OK | constants.X_OK);
  } catch (error) {
    throw notWritten(path, error);
  }
}

/**
 * Writes a report beside its place and renames it: whoever looks sees the old one or the new one, whole.
 *
 * @param chunks the first begins with the mark
 * @throws PhotokeepError `usage` when it cannot be written there; then the earlier one is still there
 */
export function writeReport({ path, mark }: ReportFile, chunks: Iterable<string>): void {
  requireReportPlace({ path, mark });
  const part = partOf(path);
  try {
    const file = openSync(fsPath(part), 'w');
    try {
      for (const chunk of chunks) writeFileSync(file, chunk);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(fsPath(part), fsPath(path));
  } catch (error) {
    rmSync(fsPath(part), { force: true });
    throw notWritten(path, error);
  }
}

/** A name that import and Syncthing's users know as unfinished. */
function partOf(path: string): string {
  return `${path}.part`;
}

/** Whether nothing is there, or nothing that could be missed. */
function mayBeReplaced(path: string, mark: string): boolean {
  const stats = lstatSync(fsPath(path), { throwIfNoEntry: false });
  if (!stats) return true;
  if (!stats.isFile()) return false;
  return stats.size === 0 || beginningOf(path, mark.length) === mark;
}

function beginningOf(path: string, length: number): string {
  const file = openSync(fsPath(path), 'r');
  try {
    const bytes = Buffer.alloc(length);
    return bytes.toString('latin1', 0, readSync(file, bytes, 0, length, 0));
  } finally {
    closeSync(file);
  }
}

/** What the system said, as the user's affair; anything else is none. */
function notWritten(path: string, error: unknown): unknown {
  if (errorCode(error) === undefined) return error;
  return new PhotokeepError(
    'usage',
    `the report ${path} cannot be written: ${errorMessage(error)}`,
    'name another file',
  );
}
