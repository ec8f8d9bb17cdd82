import { basename, join } from 'node:path';
import type { ManifestIndex } from '../backup/manifest-index.js';
import { isUnchanged } from '../library/catalog.js';
import type { StoredDoubt } from '../library/doubts.js';
import type { ManifestEntry, SourceFile } from '../plan/backup-facts.js';
import type { FileIdentity } from '../scan/identity.js';
import { type FolderContent, type LeftFile, lookAt, type UnreadableFile, walkFolders } from '../scan/walk.js';
import { breathe } from './breathe.js';
import type { Run } from './run.js';

/** The files of the Gallery as a backup sees them. */
export interface GallerySource {
  /** absolute path of the Gallery */
  readonly root: string;
  /** with its content, where that is known of the file as it is now */
  sourceOf(path: string, identity: FileIdentity): SourceFile;
  /** undefined when nothing is there, or nothing that is backed up */
  look(path: string): SourceFile | undefined;
}

export function createGallerySource(
  { catalog, paths }: Pick<Run, 'catalog' | 'paths'>,
  doubts: readonly StoredDoubt[],
): GallerySource {
  const root = paths.gallery;
  const doubted = new Map(doubts.map((doubt) => [doubt.path, doubt]));
  const hashOf = (path: string, identity: FileIdentity): string | undefined => {
    const doubt = doubted.get(path);
    if (doubt && isUnchanged(doubt.identity, identity)) return doubt.found.hash;
    const row = catalog.byPath(path);
    return row && isUnchanged(row.identity, identity) ? row.hash : undefined;
  };
  const sourceOf: GallerySource['sourceOf'] = (path, identity) => {
    const { size, mtimeMs, ctimeMs, ino } = identity;
    return { path, size, mtimeMs, ctimeMs, ino, hash: hashOf(path, identity) };
  };
  return {
    root,
    sourceOf,
    look(path) {
      const [seen] = lookAt(join(root, path));
      return seen && 'identity' in seen ? sourceOf(path, seen.identity) : undefined;
    },
  };
}

/** A path on both sides, before it is known how the target looks. */
export interface Sides {
  readonly source: SourceFile | undefined;
  readonly entry: ManifestEntry | undefined;
}

/** What a walk over the Gallery says beside a manifest. */
export interface Compared {
  /** what differs, by path */
  readonly sides: Map<string, Sides>;
  /** how many files are the same on both sides */
  readonly unchanged: number;
  readonly left: readonly LeftFile[];
  readonly unreadable: readonly UnreadableFile[];
}

const filesPerBreath = 1000;

/** Folder by folder, so that of what is the same on both sides nothing stays in memory. */
export async function compareWithManifest(gallery: GallerySource, index: ManifestIndex): Promise<Compared> {
  const compared = {
    sides: new Map<string, Sides>(),
    left: [] as LeftFile[],
    unreadable: [] as UnreadableFile[],
  };
  const wrong = new Set(index.wrong().map(({ path }) => path));
  const notSeen = new Set(index.folders());
  const unlisted: string[] = [];
  let [unchanged, looked] = [0, 0];
  for (const content of walkFolders(gallery.root)) {
    const { folder, files, left, unreadable } = content;
    for (const each of left) compared.left.push(each);
    for (const each of unreadable) compared.unreadable.push(each);
    if (unreadable.some(({ path }) => path === folderPath(gallery.root, folder))) unlisted.push(folder);
    else {
      notSeen.delete(folder);
      unchanged += compareFolder(content, { gallery, index, wrong, sides: compared.sides });
    }
    looked += files.length + left.length;
    if (looked < filesPerBreath) continue;
    looked = 0;
    await breathe();
  }
  for (const folder of notSeen) {
    if (unlisted.some((above) => isAtOrBelow(folder, above))) continue;
    for (const entry of index.currentIn(folder)) compared.sides.set(entry.path, { source: undefined, entry });
    await breathe();
  }
  return { ...compared, unchanged };
}

interface Comparing {
  readonly gallery: GallerySource;
  readonly index: ManifestIndex;
  readonly wrong: ReadonlySet<string>;
  readonly sides: Map<string, Sides>;
}

/** @returns how many of its files are the same on both sides */
function compareFolder(
  { folder, files, unreadable }: FolderContent,
  { gallery, index, wrong, sides }: Comparing,
): number {
  const inGallery = (name: string): string => folderPath(folder, name);
  const there = new Map(index.looksIn(folder).map((look) => [look.name, look]));
  // What cannot be looked at may well be as it was.
  for (const { path } of unreadable) there.delete(basename(path));
  const differing = files.filter(({ name, identity }) => {
    const look = there.get(name);
    if (!look || !isUnchanged(look, identity) || (wrong.size > 0 && wrong.has(inGallery(name)))) return true;
    there.delete(name);
    return false;
  });
  if (differing.length + there.size === 0) return files.length;
  const entries = new Map(
    there.size === 0 ? [] : index.currentIn(folder).map((entry) => [entry.path, entry]),
  );
  for (const { name, identity } of differing) {
    there.delete(name);
    const source = gallery.sourceOf(inGallery(name), identity);
    sides.set(source.path, { source, entry: entries.get(source.path) });
  }
  for (const name of there.keys()) {
    sides.set(inGallery(name), { source: undefined, entry: entries.get(inGallery(name)) });
  }
  return files.length - differing.length;
}

function folderPath(folder: string, name: string): string {
  return folder === '' || name === '' ? folder + name : `${folder}/${name}`;
}

function isAtOrBelow(folder: string, above: string): boolean {
  return above === '' || folder === above || folder.startsWith(`${above}/`);
}
