import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readImportEntries } from '../config/import-entries.js';
import type { RawSettings } from '../config/load.js';
import { findLibraryAround, findLibraryOfFolder, type FoundLibrary } from '../library/open-library.js';
import { stateFolder } from '../library/paths.js';
import { isOnFuse } from '../scan/identity.js';
import { fsPath } from '../system/fs-path.js';
import { contains, realPath } from '../system/real-path.js';
import type { Context } from './context.js';
import { type DedupeRoot, isAmong, type NamedFolder, rootsOf, wholeGallery } from './dedupe-roots.js';
import { PhotokeepError } from './errors.js';
import { absolutePath, findOptionalLibrary, requireNoneEmpty } from './import-request.js';
import { dropFoldersOf } from './import-sources.js';

export interface DedupePlaces {
  readonly library: FoundLibrary;
  /** the first has the highest priority; no folder lies in two of them */
  readonly roots: readonly DedupeRoot[];
}

export interface DedupeArguments {
  readonly paths: readonly string[];
  readonly library: string | undefined;
  /** whether anything is to be changed; a report and its dry run look everywhere */
  readonly acts: boolean;
}

/**
 * Finds the folders to look through, and the library that keeps their journals and trash: the one that they belong
 * to, else the first folder's own. Makes nothing.
 *
 * @throws PhotokeepError `usage` or `refused`
 */
export function findDedupePlaces(context: Context, args: DedupeArguments, config: RawSettings): DedupePlaces {
  requireNoneEmpty(args.paths);
  const named = args.paths.map((path) => namedFolder(absolutePath(context, path)));
  const configured = findConfigured(context, named, args, config);
  const library = findTheirLibrary(context, named, args, configured);
  const roots =
    named.length === 0
      ? [wholeGallery(library.paths)]
      : rootsOf(named, library.paths, configured?.dropFolders ?? []);
  if (args.acts) requireChangeable(library, roots);
  return { library, roots };
}

function namedFolder(path: string): NamedFolder {
  if (!existsSync(fsPath(path)))
    throw new PhotokeepError('usage', `there is no ${path}`, 'check the name of the folder');
  if (!statSync(fsPath(path)).isDirectory())
    throw new PhotokeepError(
      'usage',
      `${path} is no folder`,
      `name the one that it lies in: ${dirname(path)}`,
    );
  const real = realPath(path);
  if (real === '/')
    throw new PhotokeepError('usage', '/ is the whole system', 'name the folders that hold your photos');
  if (real.split('/').includes(stateFolder))
    throw new PhotokeepError('usage', `${path} is photokeep's own`, 'name a folder that holds photos');
  return { path, real };
}

interface Configured {
  readonly library: FoundLibrary;
  /** without symbolic links */
  readonly dropFolders: readonly string[];
}

/** One that is configured and whose disk is not there is in the way of nobody who works elsewhere. */
function findConfigured(
  context: Context,
  named: readonly NamedFolder[],
  { library }: DedupeArguments,
  config: RawSettings,
): Configured | undefined {
  const dropFoldersIn = (root: string): string[] =>
    dropFoldersOf(readImportEntries(config.get('imports')) ?? [], root, context.home).map(({ path }) =>
      realPath(path),
    );
  try {
    const found = findOptionalLibrary(context, { to: undefined, library }, config);
    return found && { library: found, dropFolders: dropFoldersIn(found.paths.root) };
  } catch (error) {
    if (!(error instanceof PhotokeepError) || error.kind !== 'refused' || library !== undefined) throw error;
    const root = absolutePath(context, String(config.get('library')?.value));
    const folders = [realPath(root), ...dropFoldersIn(root)];
    const isNeeded = named.length === 0 || named.some(({ real }) => isAmong(real, folders));
    if (isNeeded) throw error;
    return undefined;
  }
}

/** @throws PhotokeepError `usage` when it is not one */
function findTheirLibrary(
  context: Context,
  named: readonly NamedFolder[],
  { library }: DedupeArguments,
  configured: Configured | undefined,
): FoundLibrary {
  const libraries = named.flatMap((folder) => {
    const isConfigured = configured !== undefined && belongsTo(folder, configured);
    return (isConfigured ? configured.library : libraryAroundFolder(context, folder)) ?? [];
  });
  const [one, another] = new Map(
    [...(library === undefined || !configured ? [] : [configured.library]), ...libraries].map((found) => [
      realPath(found.paths.root),
      found,
    ]),
  ).values();
  if (one && another) {
    throw new PhotokeepError(
      'usage',
      `two libraries are meant, ${one.paths.root} and ${another.paths.root}`,
      'look for duplicates in one after the other, with one command each',
    );
  }
  if (one) return one;
  if (configured && named.length === 0) return configured.library;
  const [first] = named;
  if (first) return findLibraryOfFolder(first.real, context.host);
  throw new PhotokeepError(
    'usage',
    'no library is configured',
    'name folders to look through, or a library with --library',
  );
}

/** In the library, or around it. */
function belongsTo({ real }: NamedFolder, { library: { paths }, dropFolders }: Configured): boolean {
  const folders = [paths.root, paths.gallery].map(realPath);
  return isAmong(real, [...folders, ...dropFolders]) || folders.some((each) => contains(real, each));
}

/** A Gallery that is a symbolic link is found through its name only, anything else without links. */
function libraryAroundFolder({ host }: Context, { path, real }: NamedFolder): FoundLibrary | undefined {
  const around = (folder: string): FoundLibrary | undefined => findLibraryAround(join(folder, 'file'), host);
  try {
    return around(real);
  } catch (error) {
    if (path === real || !(error instanceof PhotokeepError) || error.kind !== 'refused') throw error;
    return around(path);
  }
}

/** @throws PhotokeepError `refused` */
function requireChangeable({ paths, isNew }: FoundLibrary, roots: readonly DedupeRoot[]): void {
  const fuse = roots.find(({ path }) => isOnFuse(path));
  if (fuse) {
    throw new PhotokeepError(
      'refused',
      `${fuse.path} is on a FUSE file system, which cannot tell two names of one file from two copies`,
      '--action report lists what is the same there',
    );
  }
  if (isNew && !isWritable(paths.root)) {
    throw new PhotokeepError(
      'refused',
      `${paths.root} cannot be written to, and the first folder keeps the trash and the journal`,
      'name another one first, or a library with --library',
    );
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(fsPath(folder), constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
