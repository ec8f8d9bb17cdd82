import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fsPath, nameFromBytes } from './fs-path.js';

/** The path without symbolic links, also of something that is yet to be made. */
export function realPath(path: string): string {
  return existsSync(fsPath(path))
    ? nameFromBytes(realpathSync(fsPath(path), 'buffer'))
    : join(realPath(dirname(path)), basename(path));
}

/** Whether a path is another one or lies below it; both without symbolic links. */
export function contains(outer: string, inner: string): boolean {
  const way = relative(outer, inner);
  return way === '' || !(way === '..' || way.startsWith('../'));
}
