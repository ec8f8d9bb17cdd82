import { join } from 'node:path';
import type { Fingerprint } from '../content/fingerprint.js';
import { storedFingerprint } from '../library/catalog.js';
import type { BackupHolders } from './backup-holders.js';
import { currentRows } from './current-rows.js';
import type { Run } from './run.js';

/**
 * What holds a content besides the file in question. A holder is only named here: before anything goes, it is
 * compared byte for byte.
 */
export interface Holder {
  readonly kind: 'gallery' | 'backup';
  /** absolute */
  readonly path: string;
}

/**
 * Looks for a live Gallery file with this content, or a verified backup of one: the only things that let another copy go
 * by itself.
 */
export async function findHolder(
  fingerprint: Fingerprint,
  { catalog, paths, hashes }: Pick<Run, 'catalog' | 'paths' | 'hashes'>,
  backups: BackupHolders,
): Promise<Holder | undefined> {
  const rows = await currentRows(catalog.bySize(fingerprint.size), { catalog, paths, hashes });
  const holder = rows.find((row) => storedFingerprint(row)?.hash === fingerprint.hash);
  if (holder) return { kind: 'gallery', path: join(paths.gallery, holder.path) };
  const path = await backups.find(fingerprint);
  return path === undefined ? undefined : { kind: 'backup', path };
}
