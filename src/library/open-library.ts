import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { PhotokeepError } from '../app/errors.js';
import { isPossiblyRemote, missingMount } from '../system/mounts.js';
import { type LibraryMarker, readGalleryMarker, readLibraryMarker } from './marker.js';
import { type LibraryKind, libraryPaths, type LibraryPaths, stateFolder } from './paths.js';

/** A library as found; `isNew` when what was named has no state yet, or not of this kind. Nothing has been made. */
export interface FoundLibrary {
  readonly paths: LibraryPaths;
  readonly isNew: boolean;
}

/**
 * The library that was configured or named by its root.
 *
 * @param host name of this machine
 * @throws PhotokeepError `refused` when its marker is missing, or it belongs to another machine
 */
export function findLibrary(root: string, host: string): FoundLibrary {
  const marker = readLibraryMarker(libraryPaths(root, 'library').marker);
  if (!marker) {
    throw new PhotokeepError(
      'refused',
      `no library at ${root} (.photokeep/library.json is missing)`,
      'is the disk mounted? `photokeep init` makes a new library',
    );
  }
  return found(root, marker, host);
}

/**
 * The library that a Gallery belongs to: one that its markers name, or a new one with its state inside.
 *
 * @throws PhotokeepError `refused` when it belongs to a library that is not here, or its disk is not mounted
 */
export function findLibraryOfGallery(gallery: string, host: string): FoundLibrary {
  const own = readLibraryMarker(libraryPaths(gallery, 'gallery').marker);
  if (own && own.kind !== 'folder') return found(gallery, own, host);
  const marker = readGalleryMarker(gallery);
  if (marker) {
    const root = dirname(resolve(gallery, marker.state));
    const library = readLibraryMarker(libraryPaths(root, 'library').marker);
    if (library?.id === marker.library) return found(root, library, host);
    throw new PhotokeepError(
      'refused',
      `the Gallery ${gallery} belongs to a library on ${marker.host}`,
      `run photokeep there`,
    );
  }
  requirePlaceForGallery(gallery);
  return { paths: libraryPaths(gallery, 'gallery'), isNew: true };
}

/**
 * The state of a folder that belongs to no library: the one inside it, or a new one.
 *
 * @throws PhotokeepError `refused` when its disk is not mounted, or another machine keeps it
 */
export function findLibraryOfFolder(folder: string, host: string): FoundLibrary {
  const own = readLibraryMarker(libraryPaths(folder, 'folder').marker);
  if (own) return found(folder, own, host);
  requireMounted(folder);
  return { paths: libraryPaths(folder, 'folder'), isNew: true };
}

/**
 * The library that a file lies in, in its Gallery or anywhere else below its root; undefined outside of any.
 *
 * @throws PhotokeepError `refused` when that library is not on this machine
 */
export function findLibraryAround(file: string, host: string): FoundLibrary | undefined {
  const folder = dirname(file);
  const marker = readLibraryMarker(libraryPaths(folder, 'library').marker);
  if (marker && marker.kind !== 'folder') return found(folder, marker, host);
  if (readGalleryMarker(folder)) return findLibraryOfGallery(folder, host);
  return folder === file ? undefined : findLibraryAround(folder, host);
}

/** Whether the folder is a library, or the Gallery of one. */
export function isOfLibrary(folder: string): boolean {
  const marker = readLibraryMarker(libraryPaths(folder, 'library').marker);
  return (marker !== undefined && marker.kind !== 'folder') || readGalleryMarker(folder) !== undefined;
}

function found(root: string, marker: LibraryMarker, host: string): FoundLibrary {
  if (marker.host !== host && isPossiblyRemote(root)) {
    throw new PhotokeepError(
      'refused',
      `the library ${root} belongs to ${marker.host} and is only mounted here`,
      `run photokeep on ${marker.host}: two machines cannot keep out of each other's way`,
    );
  }
  const kind: LibraryKind = marker.kind;
  return { paths: libraryPaths(root, kind), isNew: false };
}

function requireMounted(folder: string): void {
  const missing = missingMount(folder);
  if (missing === undefined) return;
  throw new PhotokeepError(
    'refused',
    `${missing} is in /etc/fstab but nothing is mounted there`,
    `mount the disk first: mount ${missing}`,
  );
}

function requirePlaceForGallery(gallery: string): void {
  requireMounted(gallery);
  if (!existsSync(gallery) && !existsSync(dirname(gallery))) {
    throw new PhotokeepError(
      'usage',
      `cannot make the Gallery ${gallery}: ${dirname(gallery)} does not exist`,
    );
  }
  const around = galleryAround(dirname(gallery));
  if (around !== undefined) {
    throw new PhotokeepError(
      'refused',
      `${gallery} lies inside the Gallery ${around}, which has its own library`,
      `import with --to ${around}`,
    );
  }
  if (basename(gallery) === stateFolder) {
    throw new PhotokeepError('usage', `${gallery} is photokeep's own state, not a Gallery`);
  }
}

/** The nearest folder from here up that is a Gallery already. */
function galleryAround(folder: string): string | undefined {
  const own = readLibraryMarker(libraryPaths(folder, 'gallery').marker);
  if (own?.kind === 'gallery' || readGalleryMarker(folder)) return folder;
  return folder === dirname(folder) ? undefined : galleryAround(dirname(folder));
}
