import { dirname } from 'node:path';
import { isOfLibrary } from '../library/open-library.js';
import type { FoundCopy } from '../plan/duplicates.js';
import type { DedupePlaces } from './dedupe-places.js';

/**
 * Tells which files may be let go: none that another library looks after, and none on a FUSE file system, where inode
 * and ctime are made up.
 */
export function createRemovalGuard({
  library: { paths },
  roots,
}: DedupePlaces): (copy: Pick<FoundCopy, 'path' | 'identity' | 'root'>) => boolean {
  const known = new Map([paths.root, paths.gallery].map((folder) => [folder, true]));
  const isOurs = (folder: string, root: string): boolean => {
    const ours =
      known.get(folder) ?? (!isOfLibrary(folder) && (folder === root || isOurs(dirname(folder), root)));
    known.set(folder, ours);
    return ours;
  };
  return ({ path, identity, root }) => identity.ino !== 0 && isOurs(dirname(path), roots[root]?.path ?? path);
}
