import { join } from 'node:path';
import type { Fingerprint } from '../content/fingerprint.js';
import type { HashPool } from '../content/hash-pool.js';
import { type Catalog, type CatalogRow, isUnchanged } from '../library/catalog.js';
import { readDoubts } from '../library/doubts.js';
import type { LibraryPaths } from '../library/paths.js';
import type { ContentFacts } from '../plan/judge-safety.js';
import { type FileIdentity, identityAt } from '../scan/identity.js';

/** What the Gallery has of a content, looked at just now. */
export interface GalleryHolding {
  readonly is: ContentFacts['gallery'];
  /** the file that holds it, or that speaks against it */
  readonly row?: CatalogRow;
}

/** Looks for the content in the Gallery: nothing is believed that is not seen now, and what changed is read. */
export type LookInGallery = (content: Fingerprint, file: FileIdentity | undefined) => Promise<GalleryHolding>;

/** @throws PhotokeepError `usage` when the list of doubts cannot be read */
export function createGalleryLook(
  { gallery, doubts }: Pick<LibraryPaths, 'gallery' | 'doubts'>,
  catalog: Catalog,
  hashes: HashPool,
): LookInGallery {
  const open = readDoubts({ doubts }).filter(({ kind }) => kind !== 'trusted');
  const doubtful = new Set(open.map(({ path }) => path));

  async function lookAt(
    row: CatalogRow,
    content: Fingerprint,
    file: FileIdentity | undefined,
  ): Promise<ContentFacts['gallery']> {
    const path = join(gallery, row.path);
    let now = identityAt(path);
    if (!now) return 'none';
    if (row.hash !== content.hash || !isUnchanged(row.identity, now) || now.ino === 0) {
      const [answer] = await hashes.fingerprints([path]);
      if (!answer || 'error' in answer) return 'unreadable';
      if (answer.fingerprint.size !== content.size || answer.fingerprint.hash !== content.hash) return 'none';
      now = answer.identity;
    }
    if (doubtful.has(row.path)) return 'doubtful';
    return file?.dev === now.dev && file.ino === now.ino && file.ino !== 0 ? 'same-file' : 'held';
  }

  return async (content, file) => {
    const rows = [...catalog.byContent(content), ...catalog.unread(content.size)];
    let worse: GalleryHolding = { is: 'none' };
    for (const row of rows) {
      const is = await lookAt(row, content, file);
      if (is === 'held') return { is, row };
      if (is !== 'none') worse = { is, row };
    }
    return worse;
  };
}
