import { join } from 'node:path';
import type { Manifest } from '../backup/manifest.js';
import type { Store } from '../backup/store.js';
import { atTarget } from '../backup/target.js';

/**
 * The folders that take what is replaced or set aside: a new one for each attempt, because a second attempt into the
 * folder of the first would overwrite what that has kept.
 */
export interface Attempts {
  /** @returns the folder of a new attempt, relative to the target's root */
  begin(): string;
  /** Records what lies in the folders so far: to be called before a manifest is saved.  @throws StoreError */
  record(): Promise<void>;
  /**
   * Records it for good, also of runs that were cut off before they could: to be called before anything is planned, for
   * what went there is no longer in its place.
   *
   * @throws StoreError
   */
  end(): Promise<void>;
}

/** @param run id of the run  @param now ISO 8601 */
export function createAttempts(store: Store, manifest: Manifest, run: string, now: () => string): Attempts {
  let number = 0;

  async function record(): Promise<void> {
    for (const version of manifest.openAttempts()) {
      const folder = join(atTarget.versions, version);
      const paths: string[] = [];
      for await (const { path } of store.list(folder)) paths.push(path.slice(folder.length + 1));
      manifest.liesAside(version, paths, now());
    }
  }

  return {
    record,
    begin() {
      const version = `${run}-${String(++number)}`;
      manifest.attempting(version);
      return join(atTarget.versions, version);
    },
    async end() {
      await record();
      manifest.attemptsRecorded();
    },
  };
}
