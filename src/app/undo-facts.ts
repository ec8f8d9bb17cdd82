import { existsSync } from 'node:fs';
import type { HashPool } from '../content/hash-pool.js';
import { isUnchanged } from '../library/catalog.js';
import type { LibraryPaths } from '../library/paths.js';
import type { Standing } from '../library/run-history.js';
import type { PlacingAction, UndoFacts } from '../plan/plan-undo.js';
import { foldName } from '../scan/file-name.js';
import { identityAt } from '../scan/identity.js';
import { fsPath } from '../system/fs-path.js';
import { deviceOf, listNames } from './folder-facts.js';

/**
 * Looks up what has become of the files that a run left. One whose identity is no longer the recorded one, as after
 * it got a second name, is read again: the content decides.
 */
export async function gatherUndoFacts(
  done: readonly Standing[],
  { hashes, paths }: { hashes: HashPool; paths: Pick<LibraryPaths, 'root'> },
): Promise<UndoFacts> {
  const asPlaced = new Set<string>();
  const doubtful: PlacingAction[] = [];
  for (const { action, placed } of done) {
    if (!('target' in action)) continue;
    const now = identityAt(action.target);
    if (now && placed && isUnchanged(placed, now)) asPlaced.add(action.target);
    else if (now?.size === action.fingerprint.size) doubtful.push(action);
  }
  const answers = await hashes.fingerprints(doubtful.map(({ target }) => target));
  for (const [index, { target, fingerprint }] of doubtful.entries()) {
    const answer = answers[index];
    if (answer && 'fingerprint' in answer && answer.fingerprint.hash === fingerprint.hash)
      asPlaced.add(target);
  }
  const names = remembered((folder): ReadonlySet<string> => new Set(listNames(folder).map(foldName)));
  const devices = remembered(deviceOf);
  return {
    isAsPlaced: ({ target }) => asPlaced.has(target),
    identityAt,
    namesIn: names,
    deviceOf: devices,
    // Elsewhere a missing folder may be that of a disk that is not mounted.
    isReachable: (folder) => folder.startsWith(`${paths.root}/`) || existsSync(fsPath(folder)),
  };
}

function remembered<T>(look: (folder: string) => T): (folder: string) => T {
  const known = new Map<string, T>();
  return (folder) => {
    const answer = known.has(folder) ? (known.get(folder) as T) : look(folder);
    known.set(folder, answer);
    return answer;
  };
}
