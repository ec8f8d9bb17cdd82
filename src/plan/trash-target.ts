import { dirname } from 'node:path';
import type { FileIdentity } from '../scan/identity.js';
import { statePath } from './plan-asset.js';

/** The trash of a library, and where on other file systems one may be. */
export interface TrashPlaces {
  readonly libraryRoot: string;
  /** the run's folder in the library's own trash */
  readonly trash: string;
  /** device number of that trash */
  readonly device: number;
  /** folders on other file systems that may hold a trash, or have folders in them that may */
  readonly roots: readonly string[];
  /** the run's folder in the trash of a folder on another file system */
  readonly trashIn: (folder: string) => string;
  /** device number of a folder */
  readonly deviceOf: (folder: string) => number;
}

/**
 * Where a file goes when it is trashed: on its own file system, so that it need only be renamed. That is the library's
 * trash, or one in the topmost folder of that file system below the root that the file was found in. A file outside of
 * all roots goes to the library's, wherever it lies.
 */
export function trashTarget(
  { path, identity }: { readonly path: string; readonly identity: Pick<FileIdentity, 'dev'> },
  places: TrashPlaces,
): string {
  const { libraryRoot, trash, device, roots, trashIn } = places;
  const root =
    identity.dev === device ? undefined : innermost(roots.filter((each) => path.startsWith(`${each}/`)));
  if (root === undefined) return statePath(path, trash, { libraryRoot });
  const top = topOnDevice(dirname(path), root, identity.dev, places);
  return statePath(path, trashIn(top), { libraryRoot: top });
}

function innermost(folders: readonly string[]): string | undefined {
  return [...folders].sort((a, b) => b.length - a.length)[0];
}

function topOnDevice(folder: string, root: string, device: number, places: TrashPlaces): string {
  const isTop = folder === root || places.deviceOf(dirname(folder)) !== device;
  return isTop ? folder : topOnDevice(dirname(folder), root, device, places);
}
