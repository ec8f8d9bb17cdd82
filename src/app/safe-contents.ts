import { existsSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { type Fingerprint, fingerprintKey } from '../content/fingerprint.js';
import type { HashPool } from '../content/hash-pool.js';
import { runMs } from '../library/journal.js';
import type { LibraryPaths } from '../library/paths.js';
import type { UnsafeReason, Waits } from '../plan/judge-safety.js';
import { type FileIdentity, sameIdentity } from '../scan/identity.js';
import { type FoundFile, type LeftFile, walk, type Walked } from '../scan/walk.js';
import { contains } from '../system/real-path.js';
import { type DropFolder, findSources } from './import-sources.js';
import { readReceived } from './safe-received.js';

/** A content to be judged, or a file that cannot be, with the reason. */
export type AskedContent = {
  readonly name: string;
  /** absolute, where a file is at hand */
  readonly path?: string;
  readonly isOriginUnknown?: true;
} & (
  | {
      readonly fingerprint: Fingerprint;
      readonly identity?: FileIdentity;
      readonly waits?: Waits;
    }
  | { readonly reason: UnsafeReason; readonly bytes: number }
);

export interface AskedContents {
  readonly contents: readonly AskedContent[];
  /** what was met and is no picture of anybody's */
  readonly aside: readonly LeftFile[];
  /** milliseconds since 1970: when the first and the last came */
  readonly sinceMs?: number;
  readonly lastMs?: number;
}

/** All files of a folder. What nobody can look into speaks against deleting the folder. */
export async function contentsOfFolder(folder: string, hashes: HashPool): Promise<AskedContents> {
  const entries = [...walk(folder)];
  const left = entries.filter((entry) => 'reason' in entry);
  const read = await readFiles(entries, hashes, 'folder');
  const leftOut = left
    .filter((entry) => !isNobodys(entry))
    .map(({ path }): AskedContent => ({ name: basename(path), path, reason: 'left-out', bytes: 0 }));
  return { contents: [...read, ...leftOut], aside: left.filter(isNobodys) };
}

/** Marks of other programs, and files without a byte. What Syncthing keeps of old versions was somebody's picture. */
function isNobodys({ path, reason }: LeftFile): boolean {
  if (reason === 'syncthing') return basename(path) !== '.stversions';
  return reason === 'system' || reason === 'empty';
}

/** What came through a drop folder, what lies in it, and what of it is held back. */
export async function contentsOfDropFolder(
  paths: LibraryPaths,
  folder: string,
  folders: readonly DropFolder[],
  hashes: HashPool,
): Promise<AskedContents> {
  const sources = (await findSources([], folders)).filter(({ path }) => contains(folder, path));
  const entries = sources.flatMap(({ path, borders }) => [...walk(path, borders)]);
  const held = [...heldFrom(paths, folder, folders)];
  // After the folders: what an import takes away meanwhile is in its journal before, and in the ledger afterwards.
  const received = readReceived(paths, folder);
  const left = entries.filter((entry) => 'reason' in entry);
  const arriving = left
    .filter(isArriving)
    .map(({ path }): AskedContent => ({ name: basename(path), path, reason: 'arriving', bytes: 0 }));
  const byContent = new Map<string, AskedContent>();
  for (const { fingerprint, name, isOriginKnown } of received) {
    byContent.set(fingerprintKey(fingerprint), {
      fingerprint,
      name,
      ...(!isOriginKnown && { isOriginUnknown: true }),
    });
  }
  // What lies there now counts, whatever was known before of the same content.
  const unread: AskedContent[] = [];
  for (const content of [
    ...(await readFiles(held, hashes, 'held')),
    ...(await readFiles(entries, hashes, 'drop-folder')),
  ]) {
    if ('fingerprint' in content) byContent.set(fingerprintKey(content.fingerprint), content);
    else unread.push(content);
  }
  const times = received.flatMap(({ first, last, isOriginKnown }) =>
    isOriginKnown ? [runMs(first) ?? NaN, runMs(last) ?? NaN] : [],
  );
  return {
    contents: [...byContent.values(), ...unread, ...arriving],
    aside: left.filter((entry) => !isArriving(entry) && !isNobodys(entry)),
    ...(times.length > 0 && { sinceMs: Math.min(...times), lastMs: Math.max(...times) }),
  };
}

function isArriving({ path, reason }: LeftFile): boolean {
  return reason === 'partial' || reason === 'pending' || (reason === 'syncthing' && path.endsWith('.tmp'));
}

/** Of what is held back, all that did not surely come from another drop folder. */
function* heldFrom(
  { root, held }: Pick<LibraryPaths, 'root' | 'held'>,
  folder: string,
  folders: readonly DropFolder[],
): Generator<Walked> {
  if (!existsSync(held)) return;
  const others = folders.filter(({ path }) => !contains(folder, path) && !contains(path, folder));
  for (const entry of walk(held)) {
    const [, ...way] = relative(held, entry.path).split('/');
    const came = way[0] === 'outside' ? `/${way.slice(1).join('/')}` : `${root}/${way.join('/')}`;
    if (!others.some(({ path }) => contains(path, came))) yield entry;
  }
}

async function readFiles(
  entries: readonly Walked[],
  hashes: HashPool,
  waits: Waits,
): Promise<AskedContent[]> {
  const files = entries.filter((entry): entry is FoundFile => 'identity' in entry);
  const unreadable = entries
    .filter((entry) => 'failure' in entry)
    .map(({ path }): AskedContent => ({ name: basename(path), path, reason: 'unreadable', bytes: 0 }));
  const answers = await hashes.fingerprints(files.map(({ path }) => path));
  const read = files.map(({ path, identity }, index): AskedContent => {
    const answer = answers[index];
    const file = { name: basename(path), path };
    if (!answer || 'error' in answer) return { ...file, reason: 'unreadable', bytes: identity.size };
    if (!sameIdentity(answer.identity, identity)) return { ...file, reason: 'changed', bytes: identity.size };
    return { ...file, fingerprint: answer.fingerprint, identity, waits };
  });
  return [...read, ...unreadable];
}
