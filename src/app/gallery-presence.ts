import { join, relative } from 'node:path';
import type { Catalog, CatalogRow } from '../library/catalog.js';
import { openJournalPath, openRuns, readJournal } from '../library/journal.js';
import { readGalleryMarker } from '../library/marker.js';
import type { LibraryPaths } from '../library/paths.js';
import { identityAt } from '../scan/identity.js';
import { walk } from '../scan/walk.js';
import { PhotokeepError } from './errors.js';

/** The first look at a Gallery that others filled: names, sizes and times of every file, no content. */
export function learnGallery(catalog: Catalog, gallery: string): void {
  if (!catalog.knowsGallery()) catalog.learnGallery(galleryRows(gallery));
}

function* galleryRows(gallery: string): Generator<CatalogRow> {
  for (const entry of walk(gallery)) {
    if ('identity' in entry) yield { path: relative(gallery, entry.path), identity: entry.identity };
  }
}

const sampleSize = 20;
/** With fewer photos than this, most of them may well have been removed by hand. */
const smallestTelling = 5;

/**
 * A disk that is not there is not an empty disk: looks at a sample of what the catalog knows. What a run that was
 * cut off may have taken out of the Gallery, before the catalog could learn of it, does not count.
 *
 * @throws PhotokeepError `refused` when most of it is gone
 */
export function refuseVanishedGallery(
  catalog: Catalog,
  libraryPaths: Pick<LibraryPaths, 'kind' | 'gallery' | 'openJournals'>,
  random: () => number,
): void {
  const { kind, gallery } = libraryPaths;
  // It is there with its state, and anybody may empty it.
  if (kind === 'folder') return;
  const maybeLeft = new Set(
    openRuns(libraryPaths)
      .flatMap((run) => readJournal(openJournalPath(libraryPaths, run)).actions)
      .map(({ source }) => source),
  );
  const paths = catalog.samplePaths(sampleSize, random).filter((path) => !maybeLeft.has(join(gallery, path)));
  const missing = paths.filter((path) => identityAt(join(gallery, path)) === undefined).length;
  if (paths.length < smallestTelling || missing <= paths.length / 2) return;
  throw new PhotokeepError(
    'refused',
    `${String(missing)} of ${String(paths.length)} sampled photos are missing from the Gallery ${gallery}`,
    'is its disk mounted? if you removed them yourself, delete .photokeep/catalog.db, it will be made again',
  );
}

/**
 * Makes sure that what lies where the Gallery should be is the Gallery, empty or not: it carries a marker of its own, for
 * it may be on another disk than the library's state.
 *
 * @param library its id
 * @throws PhotokeepError `refused`
 */
export function requireGallery({ kind, gallery, root }: LibraryPaths, library: string): void {
  if (kind === 'gallery' || readGalleryMarker(gallery)?.library === library) return;
  throw new PhotokeepError(
    'refused',
    `${gallery} is not the Gallery of this library (its marker is missing)`,
    `is its disk mounted? else photokeep init ${root} makes the marker again`,
  );
}
