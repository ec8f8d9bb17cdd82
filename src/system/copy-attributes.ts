import { spawnSync } from 'node:child_process';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { fsPath } from './fs-path.js';

/**
 * Gives a file the permissions, owner, times to the nanosecond, ACL and extended attributes (tags and ratings of file
 * managers) of another. Node knows no attributes, and of times only microseconds; GNU cp does. It gets open files: names
 * that are not UTF-8 could not be passed to it.
 *
 * @returns whether all of them are the same now
 */
export function copyAttributes(from: string, to: string): boolean {
  const source = openSync(fsPath(from), 'r');
  try {
    const target = openSync(fsPath(to), 'r+');
    try {
      return copyBetween(source, target);
    } finally {
      closeSync(target);
    }
  } finally {
    closeSync(source);
  }
}

function copyBetween(source: number, target: number): boolean {
  const args = ['--attributes-only', '--preserve=mode,ownership,timestamps,xattr'];
  const { status } = spawnSync('cp', [...args, '/proc/self/fd/3', '/proc/self/fd/4'], {
    stdio: ['ignore', 'ignore', 'ignore', source, target],
  });
  // Whoever is not root may not give files away, which cp does not mind.
  const [wanted, got] = [source, target].map((file) => {
    const { mode, uid, gid, mtimeNs } = fstatSync(file, { bigint: true });
    return [mode, uid, gid, mtimeNs].join(' ');
  });
  return status === 0 && wanted === got;
}
