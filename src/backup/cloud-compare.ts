import { existsSync } from 'node:fs';
import { filesBelow } from './list-here.js';
import { interrupted } from './store-reason.js';
import { type Differing, StoreError, type StoredFile } from './store.js';

/**
 * The files below a folder here that are missing at a remote, or have another size there. That is all that a listing
 * tells: what has the same size may be another content.
 *
 * @param there all files below the folder at the target
 */
export async function* compareWithCloud(
  from: string,
  folder: string,
  there: readonly StoredFile[],
  signal: AbortSignal,
): AsyncGenerator<Differing> {
  // In a folder that is not there nothing would differ.
  if (!existsSync(from)) throw new StoreError('vanished', `${from} is not there`, false);
  const sizes = new Map<string, number | undefined>();
  // Of two files with one name, which MEGA allows, either may be meant.
  for (const { path, size } of there) sizes.set(path, sizes.has(path) ? undefined : size);
  for await (const { path: below, size } of filesBelow(from, '')) {
    if (signal.aborted) throw interrupted();
    const path = below.slice(1);
    const key = `${folder}/${path}`;
    if (!sizes.has(key)) yield { path, drift: 'missing' };
    else if (sizes.get(key) !== size) yield { path, drift: 'different' };
  }
}
