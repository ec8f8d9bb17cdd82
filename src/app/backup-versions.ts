import { join } from 'node:path';
import type { Manifest } from '../backup/manifest.js';
import type { Store } from '../backup/store.js';
import { atTarget } from '../backup/target.js';
import { runMs } from '../library/journal.js';

/**
 * Removes versions that have been kept long enough. To be called after a success only: until then they may be what a
 * restore needs.
 *
 * @param keepSeconds how long they are kept
 * @param nowMs milliseconds since 1970, of a clock that can be trusted
 * @returns how many were removed
 * @throws StoreError
 */
export async function pruneVersions(
  store: Store,
  manifest: Manifest,
  keepSeconds: number,
  nowMs: number,
): Promise<number> {
  const versions = new Set<string>();
  for await (const { path } of store.list(atTarget.versions)) {
    const [version = ''] = path.slice(atTarget.versions.length + 1).split('/', 1);
    versions.add(version);
  }
  const old = [...versions].filter((version) => {
    const madeMs = runMs(version);
    return madeMs !== undefined && madeMs + keepSeconds * 1000 < nowMs;
  });
  if (old.length === 0) return 0;
  // Noted first: a version that is named and not there would be a promise that a restore cannot keep.
  manifest.pruned(old);
  await store.removeVersions(old.map((version) => join(atTarget.versions, version)));
  return old.length;
}
