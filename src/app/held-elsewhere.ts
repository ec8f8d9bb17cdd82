import { join } from 'node:path';
import type { Fingerprint } from '../content/fingerprint.js';
import { storedFingerprint } from '../library/catalog.js';
import { currentRows } from './current-rows.js';
import type { Run } from './run.js';

/**
 * What holds a content besides the file in question. A holder is only named here: before anything goes, it is
 * compared byte for byte.
 */
export interface Holder {
  readonly kind: 'gallery';
  /** absolute */
  readonly path: string;
}

/** Looks for a live Gallery file with this content: the only thing that lets another copy go by itself. */
export async function findHolder(
  fingerprint: Fingerprint,
  { catalog, paths, hashes }: Pick<Run, 'catalog' | 'paths' | 'hashes'>,
): Promise<Holder | undefined> {
  const rows = await currentRows(catalog.bySize(fingerprint.size), { catalog, paths, hashes });
  const holder = rows.find((row) => storedFingerprint(row)?.hash === fingerprint.hash);
  return holder && { kind: 'gallery', path: join(paths.gallery, holder.path) };
}
