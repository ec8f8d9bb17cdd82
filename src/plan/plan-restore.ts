import { basename, dirname, join } from 'node:path';
import { type Fingerprint, fingerprintKey } from '../content/fingerprint.js';
import { nameWithStem, readAssetName } from '../scan/asset-name.js';
import { foldName } from '../scan/file-name.js';
import { freeStem } from './target-name.js';

/** A file that is to be there again. */
export interface WantedFile {
  /** relative to the destination */
  readonly path: string;
  readonly fingerprint: Fingerprint;
}

/** What is at the destination, by paths relative to it. */
export interface RestoreFacts {
  /**
   * The content of the file at a path, undefined where nothing is. `other` for what is not a file, and for a file of a
   * size that nobody asked about.
   */
  contentAt(path: string): Fingerprint | 'other' | undefined;
  /** Whether a file of the asset with this key is in the folder. */
  hasAsset(folder: string, key: string): boolean;
}

/** A file that is brought back to a path where nothing is. */
export interface Fetching<Wanted extends WantedFile> {
  readonly wanted: Wanted;
  /** relative to the destination */
  readonly to: string;
}

/** Each wanted file once. */
export interface RestorePlan<Wanted extends WantedFile> {
  readonly fetches: readonly Fetching<Wanted>[];
  /** there already; `to` is where */
  readonly same: readonly Fetching<Wanted>[];
}

/**
 * Plans what brings files back. Nothing at the destination is touched: where another file has a name, the files of that
 * asset which are not there yet go beside it under one free stem, and there they are found when it is done again.
 */
export function planRestore<Wanted extends WantedFile>(
  wanted: readonly Wanted[],
  facts: RestoreFacts,
): RestorePlan<Wanted> {
  // What the files of the state have as their own is free for no other.
  const promised = new Set(wanted.map(({ path }) => assetKey(path)));
  const fetches: Fetching<Wanted>[] = [];
  const same: Fetching<Wanted>[] = [];
  const place = (file: Wanted, to: string): void => {
    (facts.contentAt(to) === undefined ? fetches : same).push({ wanted: file, to });
    promised.add(assetKey(to));
  };
  for (const asset of byAsset(wanted)) {
    const absent = asset.filter((file) => !isSame(file, file.path, facts));
    const areFree = absent.every(({ path }) => facts.contentAt(path) === undefined);
    const places = areFree ? absent.map(({ path }) => path) : besideThem(absent, promised, facts);
    for (const file of asset) place(file, places[absent.indexOf(file)] ?? file.path);
  }
  return { fetches, same };
}

/** Equal for the files of one folder that belong together. */
function assetKey(path: string): string {
  return `${dirname(path)}\0${readAssetName(basename(path)).key}`;
}

function isSame({ fingerprint }: WantedFile, path: string, facts: RestoreFacts): boolean {
  const there = facts.contentAt(path);
  return typeof there === 'object' && fingerprintKey(there) === fingerprintKey(fingerprint);
}

/**
 * The files of one folder that belong together. Those of which two would be one name to a disk that folds case are on
 * their own: they cannot share a stem.
 */
function byAsset<Wanted extends WantedFile>(wanted: readonly Wanted[]): Wanted[][] {
  const assets = new Map<string, Wanted[]>();
  for (const file of wanted) {
    const asset = assets.get(assetKey(file.path));
    if (asset) asset.push(file);
    else assets.set(assetKey(file.path), [file]);
  }
  return [...assets.values()].flatMap((asset) => {
    const names = new Set(asset.map(({ path }) => foldName(path)));
    return names.size === asset.length ? [asset] : asset.map((file) => [file]);
  });
}

/**
 * Paths in the same folder under one stem, each free or holding what belongs there already.
 *
 * @param promised keys of assets that have their stems for themselves
 */
function besideThem(
  files: readonly WantedFile[],
  promised: ReadonlySet<string>,
  facts: RestoreFacts,
): string[] {
  const folder = dirname(files[0]?.path ?? '');
  const names = files.map(({ path }) => readAssetName(basename(path)));
  const wished = names[0]?.stem ?? '';
  const placesUnder = (stem: string): string[] => names.map((name) => join(folder, nameWithStem(name, stem)));

  function isUsable(stem: string): boolean {
    const places = placesUnder(stem).map((path, index) => ({ path, file: files[index] as WantedFile }));
    if (places.some(({ path }) => promised.has(assetKey(path)))) return false;
    const isOurs = places.some(({ path, file }) => isSame(file, path, facts));
    const hasOwner = places.some(({ path }) => facts.hasAsset(folder, readAssetName(basename(path)).key));
    if (hasOwner && !isOurs) return false;
    return places.every(({ path, file }) => facts.contentAt(path) === undefined || isSame(file, path, facts));
  }

  return placesUnder(freeStem(wished, names, (stem) => stem === wished || !isUsable(stem)));
}
