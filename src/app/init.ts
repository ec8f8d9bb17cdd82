import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { schemaFile, schemaText } from '../config/config-schema.js';
import { configFileIn, expandHome, loadConfig, userConfigFolder } from '../config/load.js';
import { renderConfig, settingText } from '../config/write-config.js';
import { writeDurably } from '../library/durable-file.js';
import { makeLibrary, readGalleryMarker, usualDropFolders } from '../library/marker.js';
import { galleryMarker, libraryPaths, type LibraryPaths } from '../library/paths.js';
import { shellWord } from '../system/crontab-text.js';
import { missingMount } from '../system/mounts.js';
import type { Context } from './context.js';
import { errorCode, PhotokeepError } from './errors.js';
import type { LibraryWishes } from './library-wishes.js';

/** What `init` made, or would make. */
export interface InitResult {
  readonly root: string;
  readonly made: readonly string[];
  /** config files that were there, and therefore do not say what was wished for */
  readonly kept: readonly string[];
}

/**
 * Makes the folders, the marker and the config of a library; what is there already stays as it is, and what is missing
 * is made.
 *
 * @param root absolute path of the library
 * @throws PhotokeepError `refused` when the disk is not mounted, `usage` when the parent folder does not exist
 */
export function initLibrary(
  context: Context,
  root: string,
  wishes: LibraryWishes,
  dryRun: boolean,
): InitResult {
  requirePlace(root);
  const paths = libraryPaths(root, 'library');
  const configs = [
    ownConfig(context, paths, wishes),
    ...(wishes.isUsual ? [usualConfig(context, root)] : []),
  ];
  const files = configs.filter((config) => config.kind === 'new');
  const kept = configs.flatMap((config) => (config.kind === 'kept' && !config.isRight ? [config.path] : []));
  const dropFolders = missingDropFolders(paths, wishes);
  const schema = join(paths.state, schemaFile);
  const isSchemaNew = !existsSync(schema);
  if (dryRun) {
    const planned = [
      ...[root, join(root, 'tmp'), paths.gallery],
      ...dropFolders.map((name) => join(root, 'images', 'Imports', name)),
      ...[paths.marker, schema, ...files.map(({ path }) => path)],
    ];
    return { root, made: planned.filter((path) => !existsSync(path)), kept };
  }
  return told(root, () => {
    const { made } = makeLibrary(root, 'library', context.host, dropFolders);
    writeSchema(paths);
    for (const { path, text } of files) writeNew(path, text);
    return {
      root,
      made: [...made, ...(isSchemaNew ? [schema] : []), ...files.map(({ path }) => path)],
      kept,
    };
  });
}

/** Whole or not at all, and never over anything: also a link that leads nowhere is the user's. */
function writeNew(path: string, text: string): void {
  if (lstatSync(path, { throwIfNoEntry: false }))
    throw new PhotokeepError('refused', `${path} is a link that leads nowhere`, 'mend it, or remove it');
  mkdirSync(dirname(path), { recursive: true });
  writeDurably(path, text);
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'its file system is read-only',
  ENOTDIR: 'a file is in the way',
  EEXIST: 'a file is in the way',
};

/** @throws PhotokeepError `refused` for what the system refuses */
function told<T>(root: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reason = reasons[errorCode(error) ?? ''];
    if (reason === undefined) throw error;
    const owner =
      reason === 'permission denied' ? `to own it: sudo install -d -o "$USER" ${shellWord(root)}` : undefined;
    throw new PhotokeepError('refused', `cannot make the library in ${root}: ${reason}`, owner);
  }
}

/** The library's folder as the user means it. */
export function libraryRoot({ cwd, home }: Context, folder: string): string {
  return resolve(cwd, expandHome(folder, home));
}

/** Whether nothing is missing that `init` makes. */
export function isComplete(root: string): boolean {
  const { marker, state, gallery } = libraryPaths(root, 'library');
  return [marker, join(gallery, galleryMarker)].every((path) => existsSync(path)) && !!configFileIn(state);
}

/** Brings the schema that editors find beside the config up to date: it is this program's, not the user's. */
export function writeSchema({ state }: Pick<LibraryPaths, 'state'>): void {
  const path = join(state, schemaFile);
  const text = schemaText();
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeDurably(path, text);
}

/** A config that is to be written, or one that is there and stays, whatever it says. */
type Config =
  | { readonly kind: 'new'; readonly path: string; readonly text: string }
  | { readonly kind: 'kept'; readonly path: string; readonly isRight: boolean };

function ownConfig(context: Context, { state }: LibraryPaths, { config }: LibraryWishes): Config {
  const there = configFileIn(state);
  if (there !== undefined) {
    const isRight = Object.keys(config).length === 0;
    return { kind: 'kept', path: there, isRight };
  }
  const text = renderConfig({ homeZone: context.machineZone(), ...config });
  return { kind: 'new', path: join(state, 'config.yaml'), text };
}

/** The user's own config, which names the library that counts where none is named. */
function usualConfig(context: Context, root: string): Config {
  const { env, home, cwd } = context;
  const folder = userConfigFolder({ home, xdgConfigHome: env['XDG_CONFIG_HOME'] });
  const there = configFileIn(folder);
  if (there !== undefined) {
    const settings = loadConfig({ file: there, library: undefined, home, cwd, xdgConfigHome: undefined });
    const library = settings.get('library')?.value;
    return {
      kind: 'kept',
      path: there,
      isRight: typeof library === 'string' && libraryRoot(context, library) === root,
    };
  }
  const text = `# The library that photokeep works on when none is named. It has a config of its own.\n${settingText('library', root)}\n`;
  return { kind: 'new', path: join(folder, 'config.yaml'), text };
}

/** In a library that is whole the user decides which drop folders there are. */
function missingDropFolders(
  { root, imports = '' }: LibraryPaths,
  { dropFolders }: LibraryWishes,
): readonly string[] {
  if (dropFolders) return dropFolders;
  return isComplete(root) && existsSync(imports) && readdirSync(imports).length > 0 ? [] : usualDropFolders;
}

/**
 * Makes sure that a library may be made in a folder.
 *
 * @throws PhotokeepError `refused` when the disk is not mounted, `usage` when the parent folder does not exist
 */
export function requirePlace(root: string): void {
  const missing = missingMount(root);
  if (missing !== undefined) {
    throw new PhotokeepError(
      'refused',
      `${missing} is in /etc/fstab but nothing is mounted there`,
      `mount the disk first: mount ${missing}`,
    );
  }
  if (!existsSync(dirname(root))) {
    throw new PhotokeepError(
      'usage',
      `cannot make ${root}: ${dirname(root)} does not exist`,
      'make the folder first',
    );
  }
  if (existsSync(libraryPaths(root, 'gallery').marker) || readGalleryMarker(root) === undefined) return;
  throw new PhotokeepError('refused', `${root} is the Gallery of another library`, 'choose another folder');
}
