import { basename } from 'node:path';
import { fingerprintKey } from '../content/fingerprint.js';
import { type AssetName, pictureTail, readAssetName } from '../scan/asset-name.js';
import { foldName } from '../scan/file-name.js';
import type { CopyPlace, DedupeRules, Hold } from './dedupe-rules.js';
import type { Cluster, FoundCopy } from './duplicates.js';

/** A file of an asset, with what its name and its content say. */
export interface ContenderFile {
  readonly copy: FoundCopy;
  readonly name: AssetName;
  /** equal for files that hold the same */
  readonly content: string;
  /** equal for the names of one file */
  readonly inode: string;
}

/** An asset as one of those of which some stay and some go, always as a whole. */
export interface Contender {
  /** the picture first */
  readonly files: readonly [ContenderFile, ...ContenderFile[]];
  readonly contents: ReadonlySet<string>;
  readonly place: CopyPlace;
  readonly layoutFolder: string | undefined;
  /** why one of its files must stay, and so all of them */
  readonly hold: Hold | undefined;
  readonly hasPicture: boolean;
}

/** The assets of a cluster, as far as what stays is decided about each by itself. */
export function formContenders(cluster: Cluster, rules: DedupeRules): Contender[] {
  return cluster.flatMap(({ members }) =>
    splitAsset(members.map(toFile)).map((files) => toContender(files, rules)),
  );
}

function toContender(files: Files, { placeOf, layoutFolderOf, holdOf }: DedupeRules): Contender {
  const [main] = files;
  return {
    files,
    contents: new Set(files.map(({ content }) => content)),
    place: placeOf(main.copy),
    layoutFolder: layoutFolderOf(main.copy),
    hold: files.map(({ copy }) => holdOf(copy)).find((hold) => hold !== undefined),
    hasPicture: files.some(isPicture),
  };
}

function toFile(copy: FoundCopy): ContenderFile {
  const { path, identity, fingerprint } = copy;
  // Where inodes are made up, every name is a file of its own.
  const inode = identity.ino === 0 ? path : `${String(identity.dev)}:${String(identity.ino)}`;
  const content = fingerprint ? fingerprintKey(fingerprint) : inode;
  return { copy, name: readAssetName(basename(path)), content, inode };
}

type Files = Contender['files'];

/**
 * Names nominate: what shares a stem is one asset, but not a picture with its own copy (`IMG_1.jpg`, `IMG_1.JPEG`), nor
 * files that are no pictures and have no sidecars.
 */
function splitAsset(files: readonly ContenderFile[]): Files[] {
  const [only, ...more] = files;
  if (only && more.length === 0) return [[only]];
  const ranked = [...files].sort(byRole);
  const isBound = ranked.some(isPicture) || (ranked.some(isSidecar) && !ranked.every(isSidecar));
  if (!isBound) return ranked.map((file) => [file]);
  const copies = ranked.filter((file, index) =>
    ranked.slice(0, index).some((before) => isCopyOf(file, before)),
  );
  const parts = copies.map((copy): Files => [copy, ...ranked.filter((file) => isOnlyOf(file, copy, ranked))]);
  const apart = new Set(parts.flat());
  const [main, ...others] = ranked.filter((file) => !apart.has(file));
  return main ? [[main, ...others], ...parts] : parts;
}

const roleRanks = { still: 0, raw: 1, video: 2, other: 3, sidecar: 4 } as const;

/** What the camera made before what was edited; of two copies the older one, with the name that comes first. */
function byRole(a: ContenderFile, b: ContenderFile): number {
  return (
    roleRanks[a.name.role] - roleRanks[b.name.role] ||
    Number(a.name.mark !== '') - Number(b.name.mark !== '') ||
    a.copy.identity.mtimeMs - b.copy.identity.mtimeMs ||
    (a.copy.path < b.copy.path ? -1 : 1)
  );
}

function isCopyOf(file: ContenderFile, other: ContenderFile): boolean {
  return !isSidecar(file) && !isSidecar(other) && file.content === other.content;
}

/** Whether a sidecar has the whole name of a picture, and no other one the same. */
function isOnlyOf(sidecar: ContenderFile, picture: ContenderFile, all: readonly ContenderFile[]): boolean {
  if (!isSidecar(sidecar) || pictureTail(sidecar.name) === '') return false;
  const [only, ...others] = all.filter(
    ({ name }) => name.role !== 'sidecar' && foldName(name.tail) === pictureTail(sidecar.name),
  );
  return only === picture && others.length === 0;
}

function isPicture({ name: { role } }: ContenderFile): boolean {
  return role === 'still' || role === 'raw' || role === 'video';
}

export function isSidecar({ name: { role } }: Pick<ContenderFile, 'name'>): boolean {
  return role === 'sidecar';
}

/** The file of another asset with the same content; of several, the one that is the same to its asset. */
export function twinOf({ name, content }: ContenderFile, { files }: Pick<Contender, 'files'>): ContenderFile {
  const twins = files.filter((file) => file.content === content);
  return twins.find((file) => file.name.tail === name.tail) ?? (twins[0] as ContenderFile);
}
