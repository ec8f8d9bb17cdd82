import { dirname, relative } from 'node:path';
import type { DedupeRules } from './dedupe-rules.js';
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

/** Tells by its path where a copy lies. */
export function createPlaces({
  roots,
  gallery,
  layouts,
  albums,
}: SearchedFolders): Pick<DedupeRules, 'placeOf' | 'layoutFolderOf' | 'isFolderOf'> {
  const rootOf = ({ root }: FoundCopy): SearchedRoot => roots[root] as SearchedRoot;

  function layoutFolderOf(copy: FoundCopy): string | undefined {
    const { place, path } = rootOf(copy);
    const folder = relative(place === 'gallery' ? gallery : path, dirname(copy.path));
    return layouts.some((layout) => layout.isFolder(folder)) ? folder : undefined;
  }

  return {
    layoutFolderOf,
    placeOf(copy) {
      const { place, actsOn } = rootOf(copy);
      if (place !== 'gallery') return place;
      const isSorted =
        layoutFolderOf(copy) !== undefined || dirname(copy.path) === `${gallery}/${undatedFolder}`;
      if (isSorted) return 'layout';
      return albums || actsOn === 'everything' ? 'elsewhere' : 'album';
    },
    isFolderOf: (folder, { local }) =>
      layouts.some((layout) => layout.isFolder(folder) && layout.folderOf(local) === folder),
  };
}
