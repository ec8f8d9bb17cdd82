import { type Fingerprint, fingerprintKey } from '../content/fingerprint.js';
import { type StoredIdentity } from '../library/catalog.js';
import { readDoubts, type StoredDoubt, writeDoubts } from '../library/doubts.js';
import type { LibraryPaths } from '../library/paths.js';
import type { Doubt } from '../plan/backup-facts.js';
import type { Read } from './verify-reading.js';

/** The doubts of a library while they are looked into. Everything is on the disk when a method returns. */
export interface DoubtBook {
  all(): StoredDoubt[];
  at(path: string): StoredDoubt | undefined;
  /** What is known against a file: by its path, or by its content, for it may have been moved. */
  about(path: string, found: Fingerprint): Doubt | undefined;
  /** Takes in what was read: new doubts, and the end of old ones. */
  take(batch: readonly Read[], now: Date): void;
  set(doubt: StoredDoubt): void;
  remove(paths: readonly string[]): void;
}

/** @param dryRun nothing is written */
export function openDoubtBook(paths: Pick<LibraryPaths, 'doubts'>, dryRun: boolean): DoubtBook {
  const doubts = new Map(readDoubts(paths).map((doubt) => [doubt.path, doubt]));

  function change(work: () => void): void {
    const before = JSON.stringify([...doubts.values()]);
    work();
    const after = [...doubts.values()];
    if (!dryRun && JSON.stringify(after) !== before) writeDoubts(paths, after);
  }

  function takeOne(read: Read, now: Date): void {
    const { path } = read.row;
    if (read.is !== 'read') return;
    const { verdict, identity, hash } = read;
    const known = doubts.get(path);
    if ('good' in verdict) {
      doubts.set(path, {
        ...{ path, kind: verdict.is, found: { size: identity.size, hash }, good: verdict.good },
        identity: withoutDevice(identity),
        foundAt: known?.foundAt ?? now.toISOString(),
      });
    } else if (known?.kind !== 'trusted' || known.found.hash !== hash) doubts.delete(path);
  }

  return {
    all: () => [...doubts.values()],
    at: (path) => doubts.get(path),
    about(path, found) {
      const key = fingerprintKey(found);
      return doubts.get(path) ?? [...doubts.values()].find((doubt) => fingerprintKey(doubt.found) === key);
    },
    take(batch, now) {
      change(() => {
        for (const read of batch) takeOne(read, now);
      });
    },
    set(doubt) {
      change(() => doubts.set(doubt.path, doubt));
    },
    remove(gone) {
      change(() => {
        for (const path of gone) doubts.delete(path);
      });
    },
  };
}

function withoutDevice({ ino, size, mtimeMs, ctimeMs }: StoredIdentity): StoredIdentity {
  return { ino, size, mtimeMs, ctimeMs };
}
