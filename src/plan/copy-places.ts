import { dirname, relative } from 'node:path';
import type { CopyPlace, DedupeRules } from './dedupe-rules.js';
import type { FoundCopy } from './duplicates.js';
import { undatedFolder } from './import-rules.js';
import type { Layout } from './layout.js';

/** Where a search for duplicates looks. Paths are absolute, without symbolic links. */
export interface SearchedFolders {
  /** as copies count them */
  readonly roots: readonly string[];
  /** undefined where nobody sorts into a Gallery */
  readonly gallery: string | undefined;
  readonly dropFolders: readonly string[];
  /** those that sort into the Gallery */
  readonly layouts: readonly Layout[];
  /** whether folders of the user's own in the Gallery are like any other */
  readonly albums: boolean;
}

/** Tells by its path where a copy lies. An album that the user named is like any other folder. */
export function createPlaces({
  roots,
  gallery,
  dropFolders,
  layouts,
  albums,
}: SearchedFolders): Pick<DedupeRules, 'placeOf' | 'layoutFolderOf' | 'isFolderOf'> {
  const isInGallery = ({ path }: FoundCopy): boolean => gallery !== undefined && isBelow(gallery, path);
  const rootOf = ({ root }: FoundCopy): string => roots[root] ?? '/';

  function layoutFolderOf(copy: FoundCopy): string | undefined {
    const base = gallery !== undefined && isInGallery(copy) ? gallery : rootOf(copy);
    const folder = relative(base, dirname(copy.path));
    return layouts.some((layout) => layout.isFolder(folder)) ? folder : undefined;
  }

  return {
    layoutFolderOf,
    placeOf(copy): CopyPlace {
      if (dropFolders.some((folder) => isBelow(folder, copy.path))) return 'drop folder';
      if (gallery === undefined || !isInGallery(copy)) return 'elsewhere';
      const isSorted =
        layoutFolderOf(copy) !== undefined || dirname(copy.path) === `${gallery}/${undatedFolder}`;
      if (isSorted) return 'layout';
      return albums || isBelow(gallery, rootOf(copy)) ? 'elsewhere' : 'album';
    },
    isFolderOf: (folder, { local }) =>
      layouts.some((layout) => layout.isFolder(folder) && layout.folderOf(local) === folder),
  };
}

function isBelow(folder: string, path: string): boolean {
  return path.startsWith(`${folder}/`);
}
