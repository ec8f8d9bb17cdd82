import { readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type Fingerprint, fingerprintKey } from '../content/fingerprint.js';
import type { HashPool } from '../content/hash-pool.js';
import { type Catalog, type CatalogRow, isUnchanged, storedFingerprint } from '../library/catalog.js';
import { errorCode, PhotokeepError } from './errors.js';
import type { ImportFacts, ImportItem } from '../plan/plan-import.js';
import { foldName } from '../plan/target-name.js';
import { identityAt } from '../scan/identity.js';
import { walk } from '../scan/walk.js';
import { fsPath, nameFromBytes } from '../system/fs-path.js';

// What the Gallery holds, as far as a decision needs it. The catalog proposes, the file itself confirms.

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
 * A disk that is not there is not an empty disk: looks at a sample of what the catalog knows.
 *
 * @throws PhotokeepError `refused` when most of it is gone
 */
export function refuseVanishedGallery(catalog: Catalog, gallery: string, random: () => number): void {
  const paths = catalog.samplePaths(sampleSize, random);
  const missing = paths.filter((path) => identityAt(join(gallery, path)) === undefined).length;
  if (paths.length < smallestTelling || missing <= paths.length / 2) return;
  throw new PhotokeepError(
    'refused',
    `${String(missing)} of ${String(paths.length)} sampled photos are missing from the Gallery ${gallery}`,
    'is its disk mounted? if you removed them yourself, delete .photokeep/catalog.db, it will be made again',
  );
}

/** Gathers what the planner needs to know for these items. */
export async function gatherFacts(
  items: readonly ImportItem[],
  folders: readonly string[],
  { catalog, gallery, hashes }: { catalog: Catalog; gallery: string; hashes: HashPool },
): Promise<ImportFacts> {
  const copies = new Map<string, string>();
  for (const size of new Set(items.map(({ fingerprint }) => fingerprint.size))) {
    for (const row of await currentRows(size, { catalog, gallery, hashes })) {
      const fingerprint = storedFingerprint(row);
      if (fingerprint) copies.set(fingerprintKey(fingerprint), join(gallery, row.path));
    }
  }
  const names = new Map([...new Set(folders)].map((folder) => [folder, foldedNames(folder)]));
  const devices = new Map([...new Set(folders)].map((folder) => [folder, deviceOf(folder)]));
  return {
    copyOf: (fingerprint: Fingerprint) => copies.get(fingerprintKey(fingerprint)),
    namesIn: (folder) => names.get(folder) ?? foldedNames(folder),
    deviceOf: (folder) => devices.get(folder) ?? deviceOf(folder),
  };
}

/** The Gallery files of a size as they are now, each with its fingerprint; the catalog learns what changed. */
async function currentRows(
  size: number,
  { catalog, gallery, hashes }: { catalog: Catalog; gallery: string; hashes: HashPool },
): Promise<CatalogRow[]> {
  const current: CatalogRow[] = [];
  const stale: CatalogRow[] = [];
  for (const row of catalog.bySize(size)) {
    const now = identityAt(join(gallery, row.path));
    if (!now) catalog.remove(row.path);
    else if (row.hash !== undefined && isUnchanged(row.identity, now)) current.push(row);
    else stale.push(row);
  }
  const answers = await hashes.fingerprints(stale.map(({ path }) => join(gallery, path)));
  const learned = stale.flatMap(({ path, takenAt }, index): CatalogRow[] => {
    const answer = answers[index];
    if (!answer || 'error' in answer) return [];
    return [{ path, identity: answer.identity, hash: answer.fingerprint.hash, ...(takenAt && { takenAt }) }];
  });
  catalog.put(learned);
  return [...current, ...learned.filter(({ identity }) => identity.size === size)];
}

function foldedNames(folder: string): ReadonlySet<string> {
  try {
    return new Set(
      readdirSync(fsPath(folder), { encoding: 'buffer' }).map((name) => foldName(nameFromBytes(name))),
    );
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return new Set();
    throw error;
  }
}

/** The folder itself may have to be made: then it will be on the device of its nearest parent. */
function deviceOf(folder: string): number {
  try {
    return statSync(fsPath(folder)).dev;
  } catch (error) {
    // ENOTDIR: a file where a folder should be. Placing into it fails, item by item.
    if (errorCode(error) !== 'ENOENT' && errorCode(error) !== 'ENOTDIR') throw error;
    return deviceOf(dirname(folder));
  }
}
