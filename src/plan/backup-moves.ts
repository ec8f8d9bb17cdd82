import { basename } from 'node:path';
import { fingerprintKey } from '../content/fingerprint.js';
import type { ManifestEntry, Moving, SourceFile } from './backup-facts.js';

/**
 * Finds files that only have another path now: each new file takes at most one that is gone and holds the same, one that
 * kept its name first; and so each of those goes to one place.
 *
 * @param arrived files that the target does not have under their path, in the order of paths
 * @param gone in the order of paths
 */
export function matchMoves(arrived: readonly SourceFile[], gone: readonly ManifestEntry[]): Moving[] {
  const left = new Map<string, ManifestEntry[]>();
  for (const entry of gone) {
    // What was found wrong there is not worth keeping.
    if (entry.wrongAt !== undefined) continue;
    const key = fingerprintKey(entry.fingerprint);
    left.set(key, [...(left.get(key) ?? []), entry]);
  }
  const taken = new Map<SourceFile, ManifestEntry>();
  for (const wish of [sameName, () => true]) {
    for (const source of arrived) {
      if (source.hash === undefined || taken.has(source)) continue;
      const candidates = left.get(fingerprintKey({ size: source.size, hash: source.hash })) ?? [];
      const index = candidates.findIndex((entry) => wish(source, entry));
      const [entry] = index < 0 ? [] : candidates.splice(index, 1);
      if (entry) taken.set(source, entry);
    }
  }
  return arrived.flatMap((source) => {
    const entry = taken.get(source);
    return entry ? [{ from: entry.path, source }] : [];
  });
}

function sameName(source: SourceFile, entry: ManifestEntry): boolean {
  return basename(source.path) === basename(entry.path);
}
