import { join, relative } from 'node:path';
import { type Catalog, type CatalogRow, isUnchanged } from '../library/catalog.js';
import { type FileIdentity, identityAt } from '../scan/identity.js';
import { type FoundFile, type LeftFile, type UnreadableFile, walk } from '../scan/walk.js';
import { PhotokeepError } from './errors.js';

/** Some of a Gallery, as the catalog will know it. Each entry of the walk is in exactly one list, or known already. */
export interface Surveyed {
  /** files whose content the catalog does not know, as they are now */
  readonly unread: readonly FoundFile[];
  readonly left: readonly LeftFile[];
  readonly unreadable: readonly UnreadableFile[];
  /** how many files the catalog knows, content and all */
  readonly known: number;
}

const entriesPerBatch = 1024;

/**
 * Walks the Gallery and compares every file with its row in the catalog, which learns what is new and what changed.
 * Names, sizes and times only; lazily, so that a signal is heard in between.
 */
export function* surveyGallery(catalog: Catalog, gallery: string, dryRun: boolean): Generator<Surveyed> {
  const take = ({ rows, ...surveyed }: Batch): Surveyed => {
    if (!dryRun) catalog.put(rows);
    return surveyed;
  };
  let batch = emptyBatch();
  let size = 0;
  for (const entry of walk(gallery)) {
    if ('failure' in entry) batch.unreadable.push(entry);
    else if ('reason' in entry) batch.left.push(entry);
    else {
      const path = relative(gallery, entry.path);
      const row = catalog.byPath(path);
      const isCurrent = row !== undefined && isUnchanged(row.identity, entry.identity);
      if (isCurrent && row.hash !== undefined) batch.known++;
      else batch.unread.push(entry);
      if (!isCurrent) batch.rows.push(unreadRow(row, path, entry.identity));
    }
    if (++size % entriesPerBatch === 0) {
      yield take(batch);
      batch = emptyBatch();
    }
  }
  if (size % entriesPerBatch > 0) yield take(batch);
}

interface Batch extends Surveyed {
  readonly unread: FoundFile[];
  readonly left: LeftFile[];
  readonly unreadable: UnreadableFile[];
  readonly rows: CatalogRow[];
  known: number;
}

function emptyBatch(): Batch {
  return { unread: [], left: [], unreadable: [], rows: [], known: 0 };
}

/** A changed file keeps what import knew of it; its content has to be read again. */
export function unreadRow(row: CatalogRow | undefined, path: string, identity: FileIdentity): CatalogRow {
  return {
    ...{ path, identity },
    ...(row?.takenAt && { takenAt: row.takenAt }),
    ...(row?.key !== undefined && { key: row.key }),
    ...(row?.contentId !== undefined && { contentId: row.contentId }),
  };
}

/**
 * Takes the rows of files that are gone out of the catalog, some at a time.
 *
 * @param before the Gallery's folder before it was surveyed
 * @returns absolute paths, in lists
 * @throws PhotokeepError `refused` when it is the whole Gallery that went away meanwhile
 */
export function* forgetVanished(
  catalog: Catalog,
  gallery: string,
  before: FileIdentity,
): Generator<string[]> {
  for (const rows of catalog.pages('all')) {
    const gone = rows.map(({ path }) => path).filter((path) => isGone(join(gallery, path)));
    if (gone.length > 0) requireSameGallery(gallery, before);
    catalog.removeAll(gone);
    yield gone.map((path) => join(gallery, path));
  }
}

/**
 * Makes sure that what is missing is missing, and not its disk.
 *
 * @param before the Gallery's folder before it was looked at
 * @throws PhotokeepError `refused`
 */
export function requireSameGallery(gallery: string, before: FileIdentity): void {
  const now = identityAt(gallery);
  if (now?.dev === before.dev && now.ino === before.ino) return;
  throw new PhotokeepError('refused', `the Gallery ${gallery} went away`, 'is its disk mounted?');
}

/** What cannot be looked at may well be there. */
function isGone(path: string): boolean {
  try {
    return identityAt(path) === undefined;
  } catch {
    return false;
  }
}
