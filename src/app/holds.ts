import { relative } from 'node:path';
import { expandHome } from '../config/load.js';
import type { DedupeRules } from '../plan/dedupe-rules.js';
import { createExclusion } from '../scan/exclusion.js';
import { isOnFuse } from '../scan/identity.js';
import type { DedupePlaces } from './dedupe-places.js';
import { createRemovalGuard } from './removal-guard.js';

/**
 * Says which copies must stay wherever they lie.
 *
 * @param protect globs: a name anywhere; a path from the Gallery, the library, or the searched folder on; or a whole one
 */
export function createHolds(
  places: DedupePlaces,
  protect: readonly string[],
  home: string,
): DedupeRules['holdOf'] {
  const { library, roots } = places;
  const mayGo = createRemovalGuard(places);
  const isProtected = createProtection(protect, [library.paths.root, library.paths.gallery], home);
  const fuseRoots = new Set(roots.flatMap(({ path }, root) => (isOnFuse(path) ? [root] : [])));
  return (copy) => {
    const { path, root, identity } = copy;
    if (isProtected(path, roots[root]?.path ?? '/')) return 'protected';
    // Of a whole root on FUSE there is only a report.
    if (identity.ino === 0) return fuseRoots.has(root) ? undefined : 'fuse';
    return mayGo(copy) ? undefined : 'other-library';
  };
}

function createProtection(
  protect: readonly string[],
  bases: readonly string[],
  home: string,
): (path: string, root: string) => boolean {
  if (protect.length === 0) return () => false;
  const globs = protect.map((glob) => expandHome(glob, home));
  const isWhole = (glob: string): boolean => glob.startsWith('/');
  const isMatched = createExclusion(globs.filter((glob) => !isWhole(glob)));
  const isMatchedWhole = createExclusion(globs.filter(isWhole));
  return (path, root) =>
    isMatchedWhole(path.slice(1)) ||
    [...bases, root].some((base) => path.startsWith(`${base}/`) && isMatched(relative(base, path)));
}
