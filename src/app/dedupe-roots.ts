import { statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { LibraryPaths } from '../library/paths.js';
import { fsPath } from '../system/fs-path.js';
import { contains, realPath } from '../system/real-path.js';

/** A folder to look for duplicates in. */
export interface DedupeRoot {
  /** absolute; without symbolic links, but for those that lead to the library or its Gallery */
  readonly path: string;
  readonly place: 'gallery' | 'drop folder' | 'elsewhere';
  /**
   * In which of its folders a copy may go; in others it is only reported. A folder of the Gallery that the user named is
   * acted on whatever it is; the Gallery as a whole has albums, named or not.
   */
  readonly actsOn: 'layout folders' | 'everything';
  /** absolute paths of folders in it that are roots of their own, or hold what the gallery viewer made */
  readonly without: readonly string[];
}

/** A folder as it was named, and without symbolic links. */
export interface NamedFolder {
  readonly path: string;
  readonly real: string;
}

/** The one root of a library where none is named. */
export function wholeGallery({ kind, gallery }: LibraryPaths): DedupeRoot {
  return kind === 'folder'
    ? { path: gallery, place: 'elsewhere', actsOn: 'everything', without: [] }
    : { path: gallery, place: 'gallery', actsOn: 'layout folders', without: [] };
}

/** Whether a folder is one of them or lies in one; all without symbolic links. */
export function isAmong(folder: string, folders: readonly string[]): boolean {
  return folders.some((each) => contains(each, folder));
}

interface Place extends Pick<DedupeRoot, 'path' | 'place'> {
  readonly real: string;
}

/** In the order in which they were named, but drop folders after the Gallery, and each folder once. */
export function rootsOf(
  named: readonly NamedFolder[],
  paths: LibraryPaths,
  dropFolders: readonly string[],
): DedupeRoot[] {
  const gallery = realPath(paths.gallery);
  const placeOf = createPlacer(paths, dropFolders);
  const places = named.flatMap(({ real }) => {
    const isAround = paths.kind !== 'folder' && real !== gallery && contains(real, gallery);
    return isAround ? [placeOf(gallery), placeOf(real)] : [placeOf(real)];
  });
  const once = eachOnce(galleryFirst(places));
  const thumbnails = paths.kind === 'library' ? [join(realPath(paths.root), 'tmp')] : [];
  const apart = [...once.map(({ real }) => real), ...thumbnails];
  return once.map(({ path, real, place }): DedupeRoot => {
    const inside = apart.filter((other) => other !== real && contains(real, other));
    const without = inside.map((other) => join(path, relative(real, other)));
    const isWhole = place === 'gallery' && real === gallery;
    return { path, place, actsOn: isWhole ? 'layout folders' : 'everything', without };
  });
}

/** Spells paths in the library as the library does, whatever links lead to it. */
function createPlacer(
  { kind, root, gallery }: LibraryPaths,
  dropFolders: readonly string[],
): (real: string) => Place {
  const [realRoot, realGallery] = [realPath(root), realPath(gallery)];
  return (real) => {
    if (contains(realGallery, real)) {
      const place = kind === 'folder' ? 'elsewhere' : 'gallery';
      return { path: join(gallery, relative(realGallery, real)), real, place };
    }
    if (contains(realRoot, real))
      return { path: join(root, relative(realRoot, real)), real, place: 'drop folder' };
    const isAround = kind !== 'folder' && contains(real, realGallery);
    return { path: real, real, place: isAround || isAmong(real, dropFolders) ? 'drop folder' : 'elsewhere' };
  };
}

function galleryFirst(places: readonly Place[]): Place[] {
  const last = places.findLastIndex(({ place }) => place === 'gallery');
  const upToIt = places.slice(0, last + 1);
  return [
    ...upToIt.filter(({ place }) => place !== 'drop folder'),
    ...upToIt.filter(({ place }) => place === 'drop folder'),
    ...places.slice(last + 1),
  ];
}

/** Without those that lie in one before them, also where a bind mount shows them under another path. */
function eachOnce(places: readonly Place[]): Place[] {
  const taken: Place[] = [];
  for (const place of places) {
    const isKnown = taken.some(({ real }) => contains(real, place.real) || isSameFolder(real, place.real));
    if (!isKnown) taken.push(place);
  }
  return taken;
}

function isSameFolder(a: string, b: string): boolean {
  const [first, second] = [a, b].map((path) => statSync(fsPath(path)));
  return first?.ino === second?.ino && first?.dev === second?.dev;
}
