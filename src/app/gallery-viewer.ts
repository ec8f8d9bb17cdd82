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
 * @throws PhotokeepError `refused` for an edited file without a yes, `usage` for a place inside the Gallery
 */
export async function writeViewer(
  context: Context,
  { found, config }: { readonly found: FoundLibrary; readonly config: RawSettings },
  options: ViewerOptions,
): Promise<ViewerResult> {
  const setting = readGallerySetting(config.get('gallery'));
  const app = options.app ?? setting.app ?? 'pigallery2';
  const port = options.port ?? setting.port ?? ports[app];
  const folder = viewerFolder(context, found, options.to);
  const { gallery, state, kind, root } = found.paths;
  const { uid, gid } = statSync(gallery);
  const cache =
    kind === 'library' ? join(root, 'tmp', ...(app === 'photoview' ? [app] : [])) : join(folder, app, 'tmp');
  const setup = {
    ...{ app, port, owner: { uid, gid }, timeZone: context.machineZone(), gallery: realPath(gallery) },
    cache: realPath(cache),
    hidden: contains(gallery, state) ? `/${relative(gallery, state)}` : undefined,
  };
  const text = signed(composeFile(setup));
  const file = join(folder, 'docker-compose.yml');
  const told = { app, file, text, port };
  const before = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (before === text) return { ...told, is: 'there' };
  if (before !== undefined && !isSigned(before) && !options.dryRun) {
    if (!options.yes && !context.ask) {
      const remedy = 'say --yes to replace it; a copy is kept';
      throw new PhotokeepError('refused', `${file} was written or edited by somebody else`, remedy);
    }
    const question = `${file} was written or edited by somebody else. Replace it? A copy is kept.`;
    if (!(await isAgreed(context, question, options))) return { ...told, is: 'declined' };
  }
  if (options.dryRun) return { ...told, is: 'written' };
  for (const path of [...viewerFolders[app].map((name) => join(folder, name)), cache])
    makeFolder(context, path, { uid, gid });
  if (before === undefined || isSigned(before)) {
    writeDurably(file, text);
    // It holds no secrets, and whoever starts it must be able to read it.
    chmodSync(file, 0o644);
    giveTo(context, file, { uid, gid });
    return { ...told, is: 'written' };
  }
  const stamp = context.now().toISOString().replace(/\D/g, '').slice(0, 14);
  const check = (): Promise<void> => Promise.resolve();
  const keptAs = await replaceSystemFile({ path: file, before, after: text, stamp, check });
  return { ...told, is: 'written', keptAs };
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
