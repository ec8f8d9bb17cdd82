import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder } from '../library/durable-file.js';
import { nameFromBytes, pathBytes } from '../system/fs-path.js';
import { ActionFailure } from './failures.js';

/** A new text for a file of the system's, such as /etc/fstab. */
export interface Replacement {
  readonly path: string;
  /** what the file held when the change was planned; here and below a byte that is no UTF-8 as in a name of a file */
  readonly before: string;
  readonly after: string;
  /** goes into the name of the copy that is kept: `20260131-120000` */
  readonly stamp: string;
  /** looks at the new file, under its temporary name, before it takes the old one's; what it throws keeps the old one */
  readonly check: (candidate: string) => Promise<void>;
}

/**
 * Replaces a file of the system's as a whole: after a power cut at any moment the old or the new text is there. Mode
 * and owner stay, and a dated copy of the old file is kept beside it.
 *
 * @returns path of that copy
 * @throws ActionFailure `changed` when somebody else wrote the file meanwhile
 */
export async function replaceSystemFile({ path, before, after, stamp, check }: Replacement): Promise<string> {
  // A link stays a link: what it points to is replaced.
  const real = realpathSync(path);
  const candidate = `${real}.photokeep-new`;
  const copy = freePath(`${real}.photokeep-${stamp}`);
  const { mode, uid, gid, atime, mtime } = statSync(real);
  rmSync(candidate, { force: true });
  try {
    writeFileSync(candidate, pathBytes(after), { flag: 'wx', mode: mode & 0o777 });
    chownSync(candidate, uid, gid);
    chmodSync(candidate, mode & 0o7777);
    sync(candidate);
    await check(candidate);
    if (nameFromBytes(readFileSync(real)) !== before) throw new ActionFailure('changed');
    copyFileSync(real, copy, constants.COPYFILE_EXCL);
    chownSync(copy, uid, gid);
    utimesSync(copy, atime, mtime);
    sync(copy);
    renameSync(candidate, real);
  } finally {
    rmSync(candidate, { force: true });
  }
  syncFolder(dirname(real));
  return copy;
}

/** Two changes within a second keep a copy each. */
function freePath(path: string): string {
  return existsSync(path) ? freePath(`${path}x`) : path;
}

function sync(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
