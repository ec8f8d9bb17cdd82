import { dirname, relative } from 'node:path';
import type { CopyPlace, DedupeRules } from './dedupe-rules.js';
import type { FoundCopy } from './duplicates.js';
import { undatedFolder } from './import-rules.js';
import type { Layout } from './layout.js';

/** A folder that is searched for duplicates. */
export interface SearchedRoot {
  /** absolute */
  readonly path: string;
  readonly place: 'gallery' | 'drop folder' | 'elsewhere';
  /** whether folders in the Gallery that no layout makes are albums: not where the user named them */
  readonly actsOn: 'layout folders' | 'everything';
}

/** Where a search for duplicates looks. */
export interface SearchedFolders {
  /** as copies count them */
  readonly roots: readonly SearchedRoot[];
  /** absolute */
  readonly gallery: string;
  /** those that sort into the Gallery */
  readonly layouts: readonly Layout[];
  /** whether folders of the user's own in the Gallery are like any other */
  readonly albums: boolean;
}

interface FolderPlace {
  readonly place: CopyPlace;
  readonly layoutFolder: string | undefined;
}

/** Tells by its path where a copy lies. */
export function createPlaces({
  roots,
  gallery,
  layouts,
  albums,
}: SearchedFolders): Pick<DedupeRules, 'placeOf' | 'layoutFolderOf' | 'isFolderOf'> {
  const known = new Map<string, FolderPlace>();
  /** Of a folder, for all that lies in it: many pictures lie in few. */
  const folderPlaceOf = ({ path, root }: FoundCopy): FolderPlace => {
    const folder = dirname(path);
    const key = `${String(root)} ${folder}`;
    const place = known.get(key) ?? lookAt(folder, roots[root] as SearchedRoot);
    known.set(key, place);
    return place;
  };

  function lookAt(folder: string, { place, path, actsOn }: SearchedRoot): FolderPlace {
    const inRoot = relative(place === 'gallery' ? gallery : path, folder);
    const layoutFolder = layouts.some((layout) => layout.isFolder(inRoot)) ? inRoot : undefined;
    if (place !== 'gallery') return { place, layoutFolder };
    if (layoutFolder !== undefined || inRoot === undatedFolder) return { place: 'layout', layoutFolder };
    return { place: albums || actsOn === 'everything' ? 'elsewhere' : 'album', layoutFolder };
  }

  return {
    placeOf: (copy) => folderPlaceOf(copy).place,
    layoutFolderOf: (copy) => folderPlaceOf(copy).layoutFolder,
    isFolderOf: (folder, { local }) =>
      layouts.some((layout) => layout.isFolder(folder) && layout.folderOf(local) === folder),
  };
}
