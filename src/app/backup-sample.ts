import { join } from 'node:path';
import type { Manifest } from '../backup/manifest.js';
import type { Store } from '../backup/store.js';
import { atTarget, type Target } from '../backup/target.js';
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

/** What comes through the line of a home, and counts there and at the provider. */
const cloudBytesPerDay = 200e6;

/** How much may be read back in a day without being asked for. */
export function sampleBytes({ kind }: Target): number {
  return kind === 'cloud' ? cloudBytesPerDay : Number.MAX_SAFE_INTEGER;
}

/** How much is read back. */
export interface Sample {
  /** of the files, 0 to 1 */
  readonly share: number;
  /** larger files are passed over */
  readonly atMostBytes: number;
}

export interface Sampled {
  /** how many files were read and right */
  readonly verified: number;
  /** how many bytes were to be read */
  readonly bytes: number;
}

const smallestSample = 20;
/** Each record costs the disk a moment, and an interruption what was read since the last one. */
const filesPerCheck = 500;
const bytesPerCheck = 500e6;

/**
 * Reads some of what the target holds back and compares it, what was never proven or longest ago first: so that in
 * time all of it is.
 *
 * @throws StoreError
 */
export async function verifySample(
  { share, atMostBytes }: Sample,
  { store, manifest, gallery, now, report }: SampleTools,
): Promise<Sampled> {
  const count = Math.max(smallestSample, Math.ceil(manifest.index.count() * share));
  const sample = fitting(manifest.index.oldestProven(count, atMostBytes), atMostBytes);
  const bytes = sample.reduce((sum, { fingerprint }) => sum + fingerprint.size, 0);
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
  return { verified, bytes };
}

/** As many of them, in their order, as do not come to more. */
function fitting(entries: readonly ManifestEntry[], atMostBytes: number): ManifestEntry[] {
  let left = atMostBytes;
  return entries.filter(({ fingerprint: { size } }) => {
    if (size > left) return false;
    left -= size;
    return true;
  });
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
