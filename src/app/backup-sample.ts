import { join } from 'node:path';
import type { Manifest } from '../backup/manifest.js';
import type { Store } from '../backup/store.js';
import { atTarget } from '../backup/target.js';
import { isUnchanged } from '../library/catalog.js';
import type { ManifestEntry } from '../plan/backup-facts.js';
import { identityAt } from '../scan/identity.js';
import type { FileNews } from './backup-news.js';

interface SampleTools {
  readonly store: Store;
  readonly manifest: Manifest;
  /** absolute */
  readonly gallery: string;
  /** ISO 8601 */
  readonly now: () => string;
  readonly report: (news: FileNews) => void;
}

const smallestSample = 20;
/** Each record costs the disk a moment, and an interruption what was read since the last one. */
const filesPerCheck = 500;
const bytesPerCheck = 500e6;

/**
 * Reads some of what the target holds back and compares it, what was never proven or longest ago first: so that in
 * time all of it is.
 *
 * @param share of the files, 0 to 1
 * @returns how many files were read and right
 * @throws StoreError
 */
export async function verifySample(share: number, { store, manifest, gallery, now, report }: SampleTools) {
  const count = Math.max(smallestSample, Math.ceil(manifest.index.count() * share));
  const sample = manifest.index.oldestProven(count);
  let verified = 0;
  for (const some of inBatches(sample)) {
    const files = new Map(some.map((entry) => [join(atTarget.gallery, entry.path), entry]));
    const answers = await store.check(
      [...files].map(([path, entry]) => ({
        ...{ path, fingerprint: entry.fingerprint },
        here: isAsSent(gallery, entry) ? join(gallery, entry.path) : undefined,
      })),
      () => undefined,
    );
    const [right, wrong]: [string[], string[]] = [[], []];
    for (const { path, is } of answers) {
      const entry = files.get(path);
      if (!entry || is === 'unknown') continue;
      (is === 'right' ? right : wrong).push(entry.path);
      if (is !== 'right') report({ status: 'failed', action: 'verify', path: entry.path, reason: is });
    }
    if (right.length > 0) manifest.verified(right, now());
    if (wrong.length > 0) manifest.disproved(wrong, now());
    verified += right.length;
  }
  return verified;
}

function* inBatches(entries: readonly ManifestEntry[]): Generator<ManifestEntry[]> {
  let batch: ManifestEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    batch.push(entry);
    bytes += entry.fingerprint.size;
    if (batch.length < filesPerCheck && bytes < bytesPerCheck) continue;
    yield batch;
    [batch, bytes] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}

/** Whether the file here is still the one that was sent, so that the target may be compared with it. */
function isAsSent(gallery: string, entry: ManifestEntry): boolean {
  const identity = identityAt(join(gallery, entry.path));
  return identity !== undefined && isUnchanged({ ...entry, size: entry.fingerprint.size }, identity);
}
