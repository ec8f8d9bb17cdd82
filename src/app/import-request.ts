import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { expandHome, type RawSettings } from '../config/load.js';
import { openRuns } from '../library/journal.js';
import { findLibrary, findLibraryOfGallery, type FoundLibrary } from '../library/open-library.js';
import { holdsCandidates } from '../scan/walk.js';
import { fsPath, nameFromBytes } from '../system/fs-path.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';

// Everything that is decided before the heavy parts are loaded: this file and what it imports is all that a run
// under cron with nothing to do ever loads.

/** A folder or file to import from. */
export interface ImportSource {
  /** absolute */
  readonly path: string;
  /** a drop folder of the library is moved from and given time to settle; a named source is copied from */
  readonly isDropFolder: boolean;
  /** Syncthing sends again into it what was moved out */
  readonly resends: boolean;
}

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
export function findImportPlaces(context: Context, args: ImportArguments, config: RawSettings): ImportPlaces {
  requireNoneEmpty([...args.sources, args.to, args.library]);
  const absolute = (path: string): string => resolve(context.cwd, expandHome(path, context.home));
  const library = findTheLibrary(context, args, config, absolute);
  const sources =
    args.sources.length > 0
      ? args.sources.map((path) => ({ path: absolute(path), isDropFolder: false, resends: false }))
      : dropFolders(library, config, context.home);
  for (const { path, isDropFolder } of sources) {
    if (!existsSync(fsPath(path))) throw missingSource(path, isDropFolder);
    requireApart(path, library.paths.gallery);
  }
  return { library, sources: outermost(sources) };
}

/** An unset variable in a script must not stand for the current folder. */
function requireNoneEmpty(paths: readonly (string | undefined)[]): void {
  if (!paths.includes('')) return;
  throw new PhotokeepError('usage', 'an empty path was given', 'is a variable of your script not set?');
}

/** Whether a run would find nothing: only ignorable names in the drop folders, and no run to recover. */
export function isNothingToDo({ library, sources }: ImportPlaces): boolean {
  if (library.isNew || openRuns(library.paths).length > 0) return false;
  return sources.every(({ path, isDropFolder }) => isDropFolder && !holdsCandidates(path));
}

/** The library that is named or configured, if any: for a command that can also do without. */
export function findOptionalLibrary(
  context: Context,
  args: Pick<ImportArguments, 'to' | 'library'>,
  config: RawSettings,
): FoundLibrary | undefined {
  const isNamed = args.to !== undefined || args.library !== undefined || config.has('library');
  const absolute = (path: string): string => resolve(context.cwd, expandHome(path, context.home));
  return isNamed ? findTheLibrary(context, args, config, absolute) : undefined;
}

function findTheLibrary(
  context: Context,
  { to, library }: Pick<ImportArguments, 'to' | 'library'>,
  config: RawSettings,
  absolute: (path: string) => string,
): FoundLibrary {
  if (to !== undefined) return findLibraryOfGallery(absolute(to), context.host);
  const root = library ?? config.get('library')?.value;
  if (typeof root === 'string') return findLibrary(absolute(root), context.host);
  throw new PhotokeepError(
    'usage',
    'no library is configured',
    'name a Gallery with --to, or a library with --library',
  );
}

function dropFolders({ paths }: FoundLibrary, config: RawSettings, home: string): ImportSource[] {
  const configured = config.get('imports')?.value;
  // A value of another form is the schema's to explain; it has not been looked at yet.
  if (Array.isArray(configured)) {
    return configured
      .filter((path) => typeof path === 'string')
      .map((path) => dropFolder(resolve(paths.root, expandHome(path, home))));
  }
  if (paths.imports === undefined) {
    throw new PhotokeepError(
      'usage',
      `the Gallery ${paths.gallery} has no drop folders`,
      'name a SOURCE to import from',
    );
  }
  const imports = paths.imports;
  if (!existsSync(imports)) return [];
  return readdirSync(fsPath(imports), { withFileTypes: true, encoding: 'buffer' })
    .filter((entry) => entry.isDirectory())
    .map((entry) => nameFromBytes(entry.name))
    .filter((name) => !name.startsWith('.'))
    .sort()
    .map((name) => dropFolder(join(imports, name)));
}

function dropFolder(path: string): ImportSource {
  return { path, isDropFolder: true, resends: existsSync(fsPath(join(path, '.stfolder'))) };
}

function missingSource(path: string, isDropFolder: boolean): PhotokeepError {
  return isDropFolder
    ? new PhotokeepError(
        'refused',
        `the drop folder ${path} does not exist`,
        'is its disk mounted? else make it, or correct imports: in the config',
      )
    : new PhotokeepError('usage', `there is no ${path}`, 'check the name of the source');
}

/** A source inside another one is walked with it, and must not be walked twice. */
function outermost(sources: readonly ImportSource[]): ImportSource[] {
  return sources.filter(
    ({ path }, index) =>
      !sources.some(
        (other, otherIndex) =>
          otherIndex !== index &&
          contains(other.path, path) &&
          !(contains(path, other.path) && otherIndex > index),
      ),
  );
}

function contains(outer: string, inner: string): boolean {
  const way = relative(realPath(outer), realPath(inner));
  return way === '' || !(way === '..' || way.startsWith('../'));
}

/** Without symbolic links, also of a Gallery that is yet to be made. */
function realPath(path: string): string {
  return existsSync(fsPath(path))
    ? nameFromBytes(realpathSync(fsPath(path), 'buffer'))
    : join(realPath(dirname(path)), basename(path));
}

function requireApart(source: string, gallery: string): void {
  if (contains(source, gallery)) {
    throw new PhotokeepError(
      'usage',
      `the Gallery ${gallery} lies inside the source ${source}`,
      'name the folders beside it as sources',
    );
  }
  if (contains(gallery, source)) {
    throw new PhotokeepError(
      'usage',
      `the source ${source} lies inside the Gallery ${gallery}`,
      'what is there is already sorted',
    );
  }
}
