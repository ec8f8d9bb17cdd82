import { existsSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { hasSettings, type ImportEntry } from '../config/import-entries.js';
import { expandHome } from '../config/load.js';
import type { Exclusion } from '../scan/exclusion.js';
import type { Borders } from '../scan/walk.js';
import { fsPath } from '../system/fs-path.js';
import { contains, realPath } from '../system/real-path.js';
import { PhotokeepError } from './errors.js';

/** A drop folder, and what the config says of it. */
export interface DropFolder {
  /** absolute */
  readonly path: string;
  readonly entry?: ImportEntry;
}

/** The drop folders that a config names. @param root of the library, where relative paths start */
export function dropFoldersOf(entries: readonly ImportEntry[], root: string, home: string): DropFolder[] {
  return entries.map((entry) => ({ path: resolve(root, expandHome(entry.path, home)), entry }));
}

/** A folder or file to import from, with the settings of the drop folder that it is or lies in. */
export interface ImportSource {
  /** absolute */
  readonly path: string;
  /** how messages call it */
  readonly name: string;
  /** a drop folder of the library is moved from and given time to settle; a named source is copied from */
  readonly isDropFolder: boolean;
  /** files that were removed here arrive again, as from a phone that Syncthing receives from */
  readonly resends: boolean;
  /** instead of the `homeZone` of all */
  readonly homeZone: string | undefined;
  /** instead of the layout of all; `origin` is where it was set */
  readonly layout: { readonly pattern: string; readonly origin: string } | undefined;
  /** seconds without a new file after which something is wrong with its sender */
  readonly staleAfter: number | undefined;
  /** what in it is left out, or is a source of its own */
  readonly borders: Borders;
}

interface Place extends DropFolder {
  /** without symbolic links */
  readonly real: string;
}

/**
 * What to walk: the named folders and files, or without any the drop folders. A drop folder inside a source is a
 * source of its own, so that its settings hold for what lies in it; any other source inside one is walked with it.
 *
 * @param named absolute paths
 * @throws PhotokeepError `usage` when the config has two sets of settings for one folder
 */
export async function findSources(
  named: readonly string[],
  dropFolders: readonly DropFolder[],
): Promise<ImportSource[]> {
  const folders = dropFolders.filter(({ path }) => existsSync(fsPath(path))).map(withRealPath);
  requireOneEntryEach(folders);
  const roots = named.length === 0 ? folders : named.map((path) => withRealPath({ path }));
  const places = firstOfEach([
    ...roots.filter((root) => !roots.some((other) => isBelow(other, root))),
    ...folders.filter((folder) => roots.some((root) => isBelow(root, folder))),
  ]);
  const exclusions = await readExclusions(folders);
  return places.map((place): ImportSource => {
    // What a drop folder does not say of itself is as in the one around it.
    const around = folders
      .filter(({ real }) => contains(real, place.real))
      .sort((a, b) => b.real.length - a.real.length);
    const said = <T>(setting: (folder: Place) => T | undefined): T | undefined =>
      around.map(setting).find((value) => value !== undefined);
    return {
      path: place.path,
      name: place.entry?.name ?? basename(place.path),
      isDropFolder: named.length === 0,
      resends: named.length === 0 && (said(resends) ?? false),
      homeZone: said(({ entry }) => entry?.homeZone),
      layout: said(layoutOf),
      staleAfter: named.length === 0 ? place.entry?.staleAfter : undefined,
      borders: {
        isApart: apartFrom(place, places),
        isExcluded: excludedFrom(place, around[0], exclusions),
      },
    };
  });
}

function withRealPath(folder: DropFolder): Place {
  return { ...folder, real: realPath(folder.path) };
}

function isBelow(outer: Place, inner: Place): boolean {
  return outer.real !== inner.real && contains(outer.real, inner.real);
}

function firstOfEach(places: readonly Place[]): Place[] {
  return [...new Map([...places].reverse().map((place) => [place.real, place])).values()].reverse();
}

function requireOneEntryEach(folders: readonly Place[]): void {
  const seen = new Map<string, Place>();
  for (const folder of folders) {
    const before = seen.get(folder.real);
    seen.set(folder.real, folder);
    if (!before?.entry || !folder.entry) continue;
    if (hasSettings(before.entry) || hasSettings(folder.entry)) {
      throw new PhotokeepError(
        'usage',
        `${folder.entry.origin}: imports: ${folder.path} is listed twice`,
        `put its settings into one entry; the other is at ${before.entry.origin}`,
      );
    }
  }
}

/** Syncthing puts this folder into every one that it receives, and stops receiving when it is gone. */
const syncthingMarker = '.stfolder';

function resends({ path, entry }: Place): boolean | undefined {
  return entry?.resends ?? (existsSync(fsPath(join(path, syncthingMarker))) ? true : undefined);
}

function layoutOf({ entry }: Place): ImportSource['layout'] {
  return entry?.layout === undefined
    ? undefined
    : { pattern: entry.layout, origin: entry.originOf('layout') };
}

function apartFrom(place: Place, places: readonly Place[]): (path: string) => boolean {
  const apart = new Set(
    places
      .filter((other) => isBelow(place, other))
      // As the walk will spell it, which does not follow symbolic links.
      .map((other) => join(place.path, relative(place.real, other.real))),
  );
  return (path) => apart.has(path);
}

/** Globs hold for the drop folder, and for a source in it that is named itself unless they exclude just that. */
function excludedFrom(
  place: Place,
  folder: Place | undefined,
  exclusions: ReadonlyMap<Place, Exclusion>,
): (path: string) => boolean {
  const exclusion = folder && exclusions.get(folder);
  const way = folder ? relative(folder.real, place.real) : '';
  if (!exclusion || (way !== '' && exclusion(way))) return () => false;
  return (path) => exclusion(join(way, relative(place.path, path)));
}

async function readExclusions(folders: readonly Place[]): Promise<Map<Place, Exclusion>> {
  const excluding = folders.filter(({ entry }) => (entry?.exclude ?? []).length > 0);
  if (excluding.length === 0) return new Map();
  // A part of its own in the bundle: few have a use for it, and every run with nothing to do would load it.
  const { createExclusion } = await import('../scan/exclusion.js');
  return new Map(excluding.map((folder) => [folder, createExclusion(folder.entry?.exclude ?? [])]));
}
