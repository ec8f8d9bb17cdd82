import { basename, join, relative } from 'node:path';
import { type Fingerprint, fingerprintKey } from '../content/fingerprint.js';
import type { HashPool } from '../content/hash-pool.js';
import type { TakenAt } from '../dates/taken-at.js';
import { type Catalog, type CatalogRow, storedFingerprint } from '../library/catalog.js';
import type { LibraryPaths } from '../library/paths.js';
import { FolderNames } from '../plan/folder-names.js';
import type { ImportFacts, KeptFile } from '../plan/import-facts.js';
import type { ImportAsset } from '../plan/import-rules.js';
import { findKept } from '../plan/kept-asset.js';
import { readAssetName, stemKey } from '../scan/asset-name.js';
import { identityAt } from '../scan/identity.js';
import { walk } from '../scan/walk.js';
import { currentRows } from './current-rows.js';
import { deviceOf, listNames } from './folder-facts.js';

// What the library holds, as far as a decision needs it. The catalog proposes, the file itself confirms.

export interface FactSources {
  readonly catalog: Catalog;
  readonly paths: Pick<LibraryPaths, 'gallery' | 'held'>;
  readonly hashes: HashPool;
  /** reads the dates of Gallery files that were never imported */
  readonly datesOf: (paths: readonly string[]) => Promise<ReadonlyMap<string, TakenAt | undefined>>;
}

/** Gathers what the planner needs to know for these assets. */
export async function gatherFacts(
  assets: readonly ImportAsset[],
  sources: FactSources,
): Promise<ImportFacts> {
  const pictures = assets.flatMap(({ members }) => members.filter(({ role }) => role !== 'sidecar'));
  const copies = await copiesInGallery(
    pictures.map(({ fingerprint }) => fingerprint),
    sources,
  );
  const dates = await learnDates(new Set(pictures.map(({ name }) => name.key)), sources);
  const names = new Map<string, FolderNames>();
  const devices = new Map<string, number>();
  const facts: ImportFacts = {
    copiesOf: (fingerprint) => copies.get(fingerprintKey(fingerprint)) ?? [],
    sidecarCopy: () => undefined,
    heldCopyOf: () => undefined,
    keptByContentId: (id) => keptFiles(sources.catalog.byContentId(id), dates, sources),
    keptByKey: (key) => keptFiles(sources.catalog.byKey(key), dates, sources),
    seen(fingerprint, name) {
      const event = sources.catalog.ledger.last(fingerprint, name);
      return event === 'lost' ? undefined : event;
    },
    namesIn: (folder) => remembered(names, folder, (path) => new FolderNames(listNames(path))),
    deviceOf: (folder) => remembered(devices, folder, deviceOf),
  };
  const sidecars = await sidecarsInGallery(assets, facts, sources);
  const held = await heldCopies(assets, facts, sources);
  return {
    ...facts,
    sidecarCopy: ({ folder, stem }, fingerprint) => sidecars.get(sidecarKey(folder, stem, fingerprint)),
    heldCopyOf: (fingerprint, name) =>
      held.get(fingerprintKey(fingerprint))?.find((path) => name === undefined || basename(path) === name),
  };
}

/** Not every file of the same size: in a large Gallery those are many, and most were read before. */
async function copiesInGallery(
  fingerprints: readonly Fingerprint[],
  sources: FactSources,
): Promise<Map<string, string[]>> {
  const { catalog, paths } = sources;
  const wanted = new Map(fingerprints.map((one) => [fingerprintKey(one), one]));
  const sizes = new Set(fingerprints.map(({ size }) => size));
  const rows = [
    ...[...wanted.values()].flatMap((one) => catalog.byContent(one)),
    ...[...sizes].flatMap((size) => catalog.unread(size)),
  ];
  const copies = new Map<string, string[]>();
  for (const row of await currentRows(rows, sources)) {
    const fingerprint = storedFingerprint(row);
    const key = fingerprint && fingerprintKey(fingerprint);
    if (key === undefined || !wanted.has(key)) continue;
    copies.set(key, [...(copies.get(key) ?? []), join(paths.gallery, row.path)]);
  }
  return copies;
}

/**
 * The other half of a Live Photo may lie in a Gallery that others filled: then its date is read now.
 *
 * @returns what was read, by path in the Gallery; in a dry run the catalog does not learn it
 */
async function learnDates(
  keys: ReadonlySet<string>,
  { catalog, paths: { gallery }, datesOf }: FactSources,
): Promise<ReadonlyMap<string, TakenAt>> {
  const undated = [...keys]
    .flatMap((key) => catalog.byKey(key))
    .filter(({ path, takenAt }) => takenAt === undefined && readAssetName(basename(path)).role !== 'sidecar');
  if (undated.length === 0) return new Map();
  const dates = await datesOf(undated.map(({ path }) => join(gallery, path)));
  const dated = undated.flatMap((row) => {
    const takenAt = dates.get(join(gallery, row.path));
    return takenAt ? [{ ...row, takenAt }] : [];
  });
  catalog.put(dated);
  return new Map(dated.map(({ path, takenAt }) => [path, takenAt]));
}

function keptFiles(
  rows: readonly CatalogRow[],
  dates: ReadonlyMap<string, TakenAt>,
  { paths: { gallery } }: FactSources,
): KeptFile[] {
  return rows
    .map(({ path, takenAt, contentId }) => ({
      ...{ path: join(gallery, path), takenAt: takenAt ?? dates.get(path) },
      ...(contentId !== undefined && { contentId }),
    }))
    .filter(({ path }) => identityAt(path) !== undefined);
}

/** Sidecars that lie beside the pictures that these assets belong to, where they may equal one that comes now. */
async function sidecarsInGallery(
  assets: readonly ImportAsset[],
  facts: ImportFacts,
  sources: FactSources,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const { members, takenAt } of assets) {
    const sizes = new Set(
      members.filter(({ role }) => role === 'sidecar').map(({ fingerprint }) => fingerprint.size),
    );
    const place = sizes.size > 0 ? findKept(members, takenAt, facts) : undefined;
    if (!place) continue;
    const rows = sidecarNames(listNames(place.folder), place.stem)
      .map((name) => rowAt(join(place.folder, name), sources))
      .filter((row) => row !== undefined && sizes.has(row.identity.size)) as CatalogRow[];
    for (const row of await currentRows(rows, sources)) {
      const fingerprint = storedFingerprint(row);
      if (fingerprint)
        found.set(sidecarKey(place.folder, place.stem, fingerprint), join(sources.paths.gallery, row.path));
    }
  }
  return found;
}

/** `x.xmp`, and `x (2).xmp` and `x.jpg (2).xmp` unless there is another picture that they are of. */
function sidecarNames(names: readonly string[], stem: string): string[] {
  const pictures = new FolderNames(names.filter((name) => readAssetName(name).role !== 'sidecar'));
  return names.filter((name) => {
    const { role, key } = readAssetName(name);
    if (role !== 'sidecar') return false;
    if (key === stemKey(stem)) return true;
    const unnumbered = readAssetName(name.replace(/ \(\d+\)(\.[^.]+)$/, '$1')).key;
    return unnumbered === stemKey(stem) && !pictures.hasAsset(key);
  });
}

function sidecarKey(folder: string, stem: string, fingerprint: Fingerprint): string {
  return `${folder}/${stemKey(stem)}\0${fingerprintKey(fingerprint)}`;
}

function rowAt(path: string, { catalog, paths: { gallery } }: FactSources): CatalogRow | undefined {
  const inGallery = relative(gallery, path);
  const identity = identityAt(path);
  return catalog.byPath(inGallery) ?? (identity && { path: inGallery, identity });
}

/** What is held already, where these assets would be held too. */
async function heldCopies(
  assets: readonly ImportAsset[],
  facts: ImportFacts,
  { paths: { held }, hashes }: FactSources,
): Promise<Map<string, string[]>> {
  // What was held with a picture need not have been imported itself.
  const known = assets.filter(
    ({ resends, members }) =>
      resends && members.some(({ fingerprint }) => facts.seen(fingerprint) === 'imported'),
  );
  const sizes = new Set(known.flatMap(({ members }) => members.map(({ fingerprint }) => fingerprint.size)));
  if (sizes.size === 0) return new Map();
  const paths = [...walk(held)].flatMap((entry) =>
    'identity' in entry && sizes.has(entry.identity.size) ? [entry.path] : [],
  );
  const answers = await hashes.fingerprints(paths);
  const copies = new Map<string, string[]>();
  for (const [index, answer] of answers.entries()) {
    if ('error' in answer) continue;
    const key = fingerprintKey(answer.fingerprint);
    copies.set(key, [...(copies.get(key) ?? []), paths[index] as string]);
  }
  return copies;
}

function remembered<T>(known: Map<string, T>, folder: string, find: (folder: string) => T): T {
  const value = known.get(folder) ?? find(folder);
  known.set(folder, value);
  return value;
}
