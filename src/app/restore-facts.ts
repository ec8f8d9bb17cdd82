import { lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Fingerprint } from '../content/fingerprint.js';
import type { HashPool } from '../content/hash-pool.js';
import { FolderNames } from '../plan/folder-names.js';
import type { RestoreFacts, WantedFile } from '../plan/plan-restore.js';
import { keysOf, readAssetName } from '../scan/asset-name.js';
import { fsPath } from '../system/fs-path.js';
import { errorCode } from './errors.js';
import { listNames } from './folder-facts.js';

const filesAtOnce = 256;

interface ReadingListener {
  readonly isInterrupted: () => boolean;
  readonly onRead: (done: number, total: number) => void;
}

/**
 * Looks at what lies where files are to be brought back, and reads what may be the same: the content decides.
 *
 * @param root absolute path of the destination
 * @returns undefined when it was interrupted
 */
export async function gatherRestoreFacts(
  wanted: readonly WantedFile[],
  root: string,
  hashes: HashPool,
  { isInterrupted, onRead }: ReadingListener,
): Promise<RestoreFacts | undefined> {
  const contents = new Map<string, Fingerprint | 'other'>();
  const names = new Map<string, FolderNames>();
  const namesIn = (folder: string): FolderNames => {
    const known = names.get(folder) ?? new FolderNames(listNames(join(root, folder)));
    names.set(folder, known);
    return known;
  };

  /** @param sizes a file of any other is not read */
  async function lookAt(sizes: ReadonlyMap<string, ReadonlySet<number>>): Promise<void> {
    const readable: string[] = [];
    for (const [path, wishes] of sizes) {
      const size = sizeAt(join(root, path));
      if (size === undefined || typeof contents.get(path) === 'object') continue;
      if (size !== 'no file' && wishes.has(size)) readable.push(path);
      else contents.set(path, 'other');
    }
    for (let at = 0; at < readable.length && !isInterrupted(); at += filesAtOnce) {
      const some = readable.slice(at, at + filesAtOnce);
      const answers = await hashes.fingerprints(some.map((path) => join(root, path)));
      for (const [index, path] of some.entries()) {
        const answer = answers[index];
        contents.set(path, answer && 'fingerprint' in answer ? answer.fingerprint : 'other');
      }
      onRead(Math.min(at + filesAtOnce, readable.length), readable.length);
    }
  }

  await lookAt(new Map(wanted.map(({ path, fingerprint }) => [path, new Set([fingerprint.size])])));
  const displaced = wanted.filter(({ path, fingerprint }) => {
    const there = contents.get(path);
    return there === 'other' || (there && there.hash !== fingerprint.hash);
  });
  await lookAt(numberedSiblings(wanted, displaced, root));
  if (isInterrupted()) return undefined;
  return {
    contentAt: (path) => contents.get(path) ?? (sizeAt(join(root, path)) === undefined ? undefined : 'other'),
    hasAsset: (folder, key) => namesIn(folder).hasAsset(key),
  };
}

/**
 * Files with numbers, in the folders of those in the way, that may be what an earlier run has put there: `IMG_1 (2).jpg`
 * for `IMG_1.jpg`. Each with the sizes that it may have.
 */
function numberedSiblings(
  wanted: readonly WantedFile[],
  displaced: readonly WantedFile[],
  root: string,
): Map<string, Set<number>> {
  const sizes = new Map(displaced.map(({ path }) => [dirname(path), new Set<number>()]));
  for (const { path, fingerprint } of wanted) sizes.get(dirname(path))?.add(fingerprint.size);
  return new Map(
    [...sizes].flatMap(([folder, ofFolder]) =>
      listNames(join(root, folder))
        .filter((name) => keysOf(readAssetName(name).key).length > 1)
        .map((name) => [join(folder, name), ofFolder] as const),
    ),
  );
}

function sizeAt(path: string): number | 'no file' | undefined {
  try {
    const stats = lstatSync(fsPath(path), { throwIfNoEntry: false });
    return stats && (stats.isFile() ? stats.size : 'no file');
  } catch (error) {
    // One of its folders is a file: placing fails, and says so.
    if (errorCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}
