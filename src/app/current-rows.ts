import { join } from 'node:path';
import type { HashPool } from '../content/hash-pool.js';
import { type Catalog, type CatalogRow, isUnchanged } from '../library/catalog.js';
import type { LibraryPaths } from '../library/paths.js';
import { identityAt } from '../scan/identity.js';

interface RowSources {
  readonly catalog: Catalog;
  readonly paths: Pick<LibraryPaths, 'gallery'>;
  readonly hashes: HashPool;
}

/** Rows as their files are now, each with its fingerprint; the catalog learns what changed. */
export async function currentRows(
  rows: readonly CatalogRow[],
  { catalog, paths: { gallery }, hashes }: RowSources,
): Promise<CatalogRow[]> {
  const current: CatalogRow[] = [];
  const stale: CatalogRow[] = [];
  for (const row of rows) {
    const now = identityAt(join(gallery, row.path));
    if (!now) catalog.remove(row.path);
    else if (row.hash !== undefined && isUnchanged(row.identity, now)) current.push(row);
    else stale.push(row);
  }
  const answers = await hashes.fingerprints(stale.map(({ path }) => join(gallery, path)));
  const learned = stale.flatMap((row, index): CatalogRow[] => {
    const answer = answers[index];
    if (!answer || 'error' in answer) return [];
    return [{ ...row, identity: answer.identity, hash: answer.fingerprint.hash }];
  });
  catalog.put(learned);
  const sizes = new Set(rows.map(({ identity }) => identity.size));
  return [...current, ...learned.filter(({ identity }) => sizes.has(identity.size))];
}
