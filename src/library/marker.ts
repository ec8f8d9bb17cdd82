import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { PhotokeepError } from '../app/errors.js';
import { readJsonObject, writeDurably } from './durable-file.js';
import { checkFormatVersion } from './format-version.js';
import { galleryMarker, type LibraryKind, libraryKinds, libraryPaths, type LibraryPaths } from './paths.js';

/** Who a library is: `.photokeep/library.json`. Without it a folder is no library, whatever else it holds. */
export interface LibraryMarker {
  readonly id: string;
  readonly kind: LibraryKind;
  /** the machine that made it */
  readonly host: string;
}

/** What the Gallery of a library says about whose it is. */
export interface GalleryMarker {
  readonly library: string;
  /** path of the library's state folder, relative to the Gallery */
  readonly state: string;
  readonly host: string;
}

const formatVersion = 1;

/**
 * The marker of a library, or undefined where there is none.
 *
 * @throws PhotokeepError `usage` for a newer format or a damaged marker
 */
export function readLibraryMarker(path: string): LibraryMarker | undefined {
  const marker = readMarker(path);
  if (!marker) return undefined;
  const { id, kind, host } = marker;
  const known = libraryKinds.find((each) => each === kind);
  if (typeof id !== 'string' || known === undefined) throw damaged(path);
  return { id, kind: known, host: String(host) };
}

/**
 * The marker in a Gallery folder, or undefined where there is none.
 *
 * @throws PhotokeepError `usage` for a newer format or a damaged marker
 */
export function readGalleryMarker(gallery: string): GalleryMarker | undefined {
  const marker = readMarker(join(gallery, galleryMarker));
  return (
    marker && {
      library: String(marker['library']),
      state: String(marker['state']),
      host: String(marker['host']),
    }
  );
}

/** Names of the drop folders that a library has from the start. */
export const usualDropFolders: readonly string[] = ['Phone', 'PC'];

/**
 * Makes the folders and markers of a library that are not there yet, and touches nothing that is. Only a `folder`
 * becomes what is asked for, with the trash and the journals that it has.
 *
 * @param host name of this machine
 * @param dropFolders names of those that are to be there
 * @returns the folders and files that were made
 */
export function makeLibrary(
  root: string,
  kind: LibraryKind,
  host: string,
  dropFolders = usualDropFolders,
): { paths: LibraryPaths; made: string[] } {
  const paths = libraryPaths(root, kind);
  const folders = [
    root,
    ...(kind === 'library' ? [join(root, 'tmp'), paths.gallery] : []),
    ...dropFolders.flatMap((name) => (paths.imports === undefined ? [] : [join(paths.imports, name)])),
  ];
  const made = folders.filter((folder) => !existsSync(folder));
  for (const folder of folders) mkdirSync(folder, { recursive: true });
  for (const folder of [paths.state, paths.journals, paths.openJournals, paths.trash]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  const known = readLibraryMarker(paths.marker);
  const isMore = known?.kind === 'folder' && kind !== 'folder';
  const id = known?.id ?? randomUUID();
  // It tells of files by their paths below another folder.
  if (isMore && kind === 'library') rmSync(paths.catalog, { force: true });
  // The Gallery's marker first: a Gallery without a library is refused, a library without its Gallery's marker is not.
  if (kind === 'library' && !(known && readGalleryMarker(paths.gallery))) {
    const marker = join(paths.gallery, galleryMarker);
    const state = relative(paths.gallery, paths.state);
    writeDurably(marker, line({ version: formatVersion, library: id, state, host }));
    if (known) made.push(marker);
  }
  if (!known || isMore) {
    writeDurably(paths.marker, line({ version: formatVersion, id, kind, host }));
    made.push(paths.marker);
  }
  return { paths, made };
}

/** Makes a library that came from another machine one of this machine's. @param path of its marker */
export function takeOverLibrary(path: string, host: string): void {
  writeDurably(path, line({ ...readMarker(path), host }));
}

/** A marker that is there but says nothing must not count as missing: a second one would be made in its place. */
function readMarker(path: string): Record<string, unknown> | undefined {
  const marker = readJsonObject(path);
  if (!marker && !existsSync(path)) return undefined;
  const version = marker?.['version'];
  if (typeof version !== 'number') throw damaged(path);
  checkFormatVersion(path, version, formatVersion);
  return marker;
}

function damaged(path: string): PhotokeepError {
  return new PhotokeepError('usage', `${path} is damaged`, 'bring it back from a backup');
}

function line(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
