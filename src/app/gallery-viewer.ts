import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type GallerySetting, readGallerySetting } from '../config/gallery-setting.js';
import type { RawSettings } from '../config/load.js';
import { replaceSystemFile } from '../execute/replace-system-file.js';
import { writeDurably } from '../library/durable-file.js';
import type { FoundLibrary } from '../library/open-library.js';
import { composeFile, viewerFolders } from '../plan/compose-file.js';
import { contains, realPath } from '../system/real-path.js';
import { isAgreed } from './ask.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';
import { absolutePath } from './import-request.js';

export interface ViewerOptions {
  readonly app: GallerySetting['app'];
  readonly port: number | undefined;
  /** folder for the file, as the user wrote it */
  readonly to: string | undefined;
  readonly yes: boolean;
  readonly dryRun: boolean;
}

/** What was written, or would be. */
export interface ViewerResult {
  readonly app: 'pigallery2' | 'photoview';
  readonly file: string;
  readonly text: string;
  readonly port: number;
  readonly is: 'written' | 'there' | 'declined';
  /** copy of the file that the user had edited */
  readonly keptAs?: string;
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

const ports = { pigallery2: 8080, photoview: 8000 };

/**
 * Writes a docker-compose.yml for a viewer, and makes the folders that it names. One that somebody has edited is never
 * overwritten unasked, and then a copy of it is kept.
 *
 * @throws PhotokeepError `refused` without the Gallery, or for an edited file without a yes; `usage` for a place in the
 *   Gallery
 */
export async function writeViewer(
  context: Context,
  { found, config }: { readonly found: FoundLibrary; readonly config: RawSettings },
  options: ViewerOptions,
): Promise<ViewerResult> {
  const { gallery } = found.paths;
  if (!existsSync(gallery))
    throw new PhotokeepError('refused', `the Gallery ${gallery} is not there`, 'is its disk mounted?');
  const setting = readGallerySetting(config.get('gallery'));
  const app = options.app ?? setting.app ?? 'pigallery2';
  const port = options.port ?? setting.port ?? ports[app];
  const folder = viewerFolder(context, found, options.to);
  const cache = cacheFolder(found, folder, app);
  const { uid, gid } = statSync(gallery);
  const text = signed(
    composeFile({
      ...{ app, port, owner: { uid, gid }, timeZone: context.machineZone() },
      ...{ gallery: realPath(gallery), cache: realPath(cache), hidden: stateIn(found) },
    }),
  );
  const file = join(folder, 'docker-compose.yml');
  const told = { app, file, text, port };
  const before = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (before === text) return { ...told, is: 'there' };
  if (options.dryRun) return { ...told, is: 'written' };
  const isEdited = before !== undefined && !isSigned(before);
  if (isEdited && !(await mayReplace(context, file, options))) return { ...told, is: 'declined' };
  for (const path of [...viewerFolders[app].map((name) => join(folder, name)), cache])
    makeFolder(context, path, { uid, gid });
  if (isEdited) return { ...told, is: 'written', keptAs: await replaceEdited(context, file, before, text) };
  writeDurably(file, text);
  // It holds no secrets, and whoever starts it must be able to read it.
  chmodSync(file, 0o644);
  giveTo(context, file, { uid, gid });
  return { ...told, is: 'written' };
}

/** Thumbnails can be made again: they have a place of their own in a library, which no backup takes along. */
function cacheFolder({ paths }: FoundLibrary, folder: string, app: ViewerResult['app']): string {
  if (paths.kind !== 'library') return join(folder, app, 'tmp');
  return join(paths.root, 'tmp', ...(app === 'photoview' ? [app] : []));
}

/** Where in the Gallery photokeep's state lies, if it does. */
function stateIn({ paths: { gallery, state } }: FoundLibrary): string | undefined {
  return contains(gallery, state) ? `/${relative(gallery, state)}` : undefined;
}

async function mayReplace(context: Context, file: string, options: ViewerOptions): Promise<boolean> {
  const what = `${file} was written or edited by somebody else`;
  if (options.yes || context.ask) return isAgreed(context, `${what}. Replace it? A copy is kept.`, options);
  throw new PhotokeepError('refused', what, 'say --yes to replace it; a copy is kept');
}

/** @returns path of the copy that is kept */
function replaceEdited({ now }: Context, file: string, before: string, after: string): Promise<string> {
  const stamp = now().toISOString().replace(/\D/g, '').slice(0, 14);
  return replaceSystemFile({ path: file, before, after, stamp, check: () => Promise.resolve() });
}

function viewerFolder(context: Context, { paths }: FoundLibrary, to: string | undefined): string {
  if (to === undefined && paths.kind !== 'library') {
    const remedy = 'say with --to where the file is to be';
    throw new PhotokeepError('usage', `the Gallery ${paths.gallery} has no folder for a viewer`, remedy);
  }
  const folder = to === undefined ? join(paths.root, 'viewer') : absolutePath(context, to);
  if (!contains(realPath(paths.gallery), realPath(folder))) return folder;
  throw new PhotokeepError('usage', `${folder} lies in the Gallery`, 'choose a folder beside it');
}

/** Docker would make it as root's, and the viewer could not write there. */
function makeFolder(context: Context, path: string, owner: Owner): void {
  if (existsSync(path)) return;
  makeFolder(context, dirname(path), owner);
  mkdirSync(path);
  giveTo(context, path, owner);
}

function giveTo({ user }: Context, path: string, { uid, gid }: Owner): void {
  if (user.uid === 0) chownSync(path, uid, gid);
}

const signature = /^# Written by photokeep gallery, checksum ([0-9a-f]{16})\.[^\n]*\n/;

/** With a line in front by which an edit is noticed. */
function signed(text: string): string {
  return `# Written by photokeep gallery, checksum ${checksum(text)}. Edit it as you like: then it is not overwritten.\n${text}`;
}

function isSigned(text: string): boolean {
  const [line, sum] = signature.exec(text) ?? [];
  return line !== undefined && checksum(text.slice(line.length)) === sum;
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
