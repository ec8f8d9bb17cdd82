import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readImportEntries } from '../config/import-entries.js';
import { expandHome, type RawSettings } from '../config/load.js';
import { openRuns } from '../library/journal.js';
import { findLibrary, findLibraryOfGallery, type FoundLibrary } from '../library/open-library.js';
import { holdsCandidates } from '../scan/walk.js';
import { fsPath, nameFromBytes } from '../system/fs-path.js';
import { contains, realPath } from '../system/real-path.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';
import { type DropFolder, dropFoldersOf, findSources, type ImportSource } from './import-sources.js';

// Everything that is decided before the heavy parts are loaded: this file and what it imports is all that a run
// under cron with nothing to do ever loads.

export interface ImportPlaces {
  readonly library: FoundLibrary;
  readonly sources: readonly ImportSource[];
}

export interface ImportArguments {
  readonly sources: readonly string[];
  readonly to: string | undefined;
  readonly library: string | undefined;
}

/**
 * Finds the library and the folders to import from.
 *
 * @throws PhotokeepError `usage` or `refused`
 */
export async function findImportPlaces(
  context: Context,
  args: ImportArguments,
  config: RawSettings,
): Promise<ImportPlaces> {
  requireNoneEmpty(args.sources);
  const library = findLibraryFor(context, args, config);
  const entries = readImportEntries(config.get('imports'));
  const configured = entries && dropFoldersOf(entries, library.paths.root, context.home);
  const named = args.sources.map((path) => absolutePath(context, path));
  const missing = named.find((path) => !existsSync(fsPath(path)));
  if (missing !== undefined) {
    throw new PhotokeepError('usage', `there is no ${missing}`, 'check the name of the source');
  }
  const dropFolders = configured ?? (named.length > 0 ? [] : ownFolders(library));
  if (named.length === 0) requireAllThere(dropFolders);
  for (const path of named.length > 0 ? named : dropFolders.map((folder) => folder.path)) {
    requireApart(path, library.paths.gallery);
  }
  return { library, sources: await findSources(named, dropFolders) };
}

/** What a resort looks through: the Gallery or folders of it, and the drop folders, for their layouts. */
export interface ResortPlaces extends ImportPlaces {
  /** absolute */
  readonly folders: readonly string[];
}

/**
 * Finds the library and the folders of its Gallery to resort; all of it by default.
 *
 * @throws PhotokeepError `usage` for a folder that is not in the Gallery
 */
export async function findResortPlaces(
  context: Context,
  args: Omit<ImportArguments, 'sources'> & { readonly folders: readonly string[] },
  config: RawSettings,
): Promise<ResortPlaces> {
  requireNoneEmpty(args.folders);
  const library = findLibraryFor(context, args, config);
  const { gallery } = library.paths;
  const folders =
    args.folders.length === 0 ? [gallery] : args.folders.map((path) => absolutePath(context, path));
  const stranger = folders.find((folder) => !existsSync(fsPath(folder)) || !contains(gallery, folder));
  if (stranger !== undefined) {
    const wrong = existsSync(fsPath(stranger))
      ? `${stranger} is not in the Gallery`
      : `there is no ${stranger}`;
    throw new PhotokeepError('usage', wrong, `--resort takes folders of ${gallery}`);
  }
  const entries = readImportEntries(config.get('imports')) ?? [];
  const outermost = folders.filter(
    (folder) => !folders.some((other) => other !== folder && contains(other, folder)),
  );
  return {
    library,
    folders: [...new Set(outermost)],
    sources: await findSources([], dropFoldersOf(entries, library.paths.root, context.home)),
  };
}

/** An unset variable in a script must not stand for the current folder. */
export function requireNoneEmpty(paths: readonly (string | undefined)[]): void {
  if (!paths.includes('')) return;
  throw new PhotokeepError('usage', 'an empty path was given', 'is a variable of your script not set?');
}

/** Whether a run would find nothing: only ignorable names in the drop folders, and no run to recover. */
export function isNothingToDo({ library, sources }: ImportPlaces): boolean {
  if (library.isNew || openRuns(library.paths).length > 0) return false;
  return sources.every(({ path, isDropFolder, borders }) => isDropFolder && !holdsCandidates(path, borders));
}

/** The library that is named or configured, if any: for a command that can also do without. */
export function findOptionalLibrary(
  context: Context,
  args: Pick<ImportArguments, 'to' | 'library'>,
  config: RawSettings,
): FoundLibrary | undefined {
  const isNamed = args.to !== undefined || args.library !== undefined || config.has('library');
  return isNamed ? findTheLibrary(context, args, config) : undefined;
}

/**
 * The library whose Gallery a command works on: of the Gallery named with `--to`, named with `--library`, or configured.
 *
 * @throws PhotokeepError `usage` or `refused`
 */
export function findLibraryFor(
  context: Context,
  args: Pick<ImportArguments, 'to' | 'library'>,
  config: RawSettings,
): FoundLibrary {
  const library = findTheLibrary(context, args, config);
  const { kind, root } = library.paths;
  if (kind !== 'folder') return library;
  throw new PhotokeepError(
    'usage',
    `${root} is no Gallery: photokeep has only looked for duplicates in it`,
    `to make it one: --to ${root}`,
  );
}

/** As the user means a path on the command line or in the config. */
export function absolutePath({ cwd, home }: Pick<Context, 'cwd' | 'home'>, path: string): string {
  return resolve(cwd, expandHome(path, home));
}

function findTheLibrary(
  context: Context,
  { to, library }: Pick<ImportArguments, 'to' | 'library'>,
  config: RawSettings,
): FoundLibrary {
  requireNoneEmpty([to, library]);
  if (to !== undefined) return findLibraryOfGallery(absolutePath(context, to), context.host);
  const root = library ?? config.get('library')?.value;
  if (typeof root === 'string') return findLibrary(absolutePath(context, root), context.host);
  throw new PhotokeepError(
    'usage',
    'no library is configured',
    'name a Gallery with --to, or a library with --library',
  );
}

/** The drop folders that are moved from: those of the config, else every one where `init` makes them. */
export function dropFoldersOfLibrary(
  { home }: Pick<Context, 'home'>,
  library: FoundLibrary,
  config: RawSettings,
): DropFolder[] {
  const entries = readImportEntries(config.get('imports'));
  return entries ? dropFoldersOf(entries, library.paths.root, home) : ownFolders(library);
}

/** Every folder where `init` makes those for the phone and the PC. */
function ownFolders({ paths: { gallery, imports } }: FoundLibrary): DropFolder[] {
  if (imports === undefined) {
    throw new PhotokeepError(
      'usage',
      `the Gallery ${gallery} has no drop folders`,
      'name a SOURCE to import from',
    );
  }
  if (!existsSync(imports)) return [];
  return readdirSync(fsPath(imports), { withFileTypes: true, encoding: 'buffer' })
    .filter((entry) => entry.isDirectory())
    .map((entry) => nameFromBytes(entry.name))
    .filter((name) => !name.startsWith('.'))
    .sort()
    .map((name) => ({ path: join(imports, name) }));
}

/** But for one inside another drop folder: that comes with what is sent, and not with a disk of its own. */
function requireAllThere(folders: readonly DropFolder[]): void {
  const [missing] = folders
    .filter(({ path }) => !existsSync(fsPath(path)))
    .filter(({ path }) => !folders.some((other) => other.path !== path && contains(other.path, path)));
  if (!missing) return;
  const name = missing.entry?.name;
  throw new PhotokeepError(
    'refused',
    `the drop folder ${missing.path}${name === undefined ? '' : ` (${name})`} does not exist`,
    'is its disk mounted? else make it, or correct imports: in the config',
  );
}

function requireApart(source: string, gallery: string): void {
  if (contains(realPath(source), realPath(gallery))) {
    throw new PhotokeepError(
      'usage',
      `the Gallery ${gallery} lies inside the source ${source}`,
      'name the folders beside it as sources',
    );
  }
  if (contains(realPath(gallery), realPath(source))) {
    throw new PhotokeepError(
      'usage',
      `the source ${source} lies inside the Gallery ${gallery}`,
      'what is there is already sorted',
    );
  }
}
