import { fingerprintKey } from '../content/fingerprint.js';
import type { ManifestEntry } from './backup-facts.js';
import { type KeptContent, placeOf } from './backup-state.js';

/** A file as the target lists it. */
export interface ListedFile {
  /** bytes */
  readonly size: number;
  /** milliseconds since 1970; undefined where the target keeps none */
  readonly mtimeMs: number | undefined;
}

/** All that the target lists. */
export interface Listing {
  fileAt(at: KeptContent['at']): ListedFile | undefined;
  /** paths in the target's copy of the Gallery */
  readonly galleryPaths: Iterable<string>;
}

/** How many files are read back: a share of them, 0 to 1, but so many at least. */
export interface SampleSize {
  readonly share: number;
  readonly atLeast: number;
  /** larger files, and what would come to more, are passed over */
  readonly atMostBytes?: number;
}

export interface VerifyPlan {
  readonly missing: readonly KeptContent[];
  /** of another size, so that nothing needs to be read */
  readonly changed: readonly KeptContent[];
  /** paths in the target's copy of the Gallery that the manifest knows nothing of */
  readonly extra: readonly string[];
  /** to be read back, in this order: what was proven longest ago first */
  readonly toRead: readonly KeptContent[];
  /** how many could be read back */
  readonly readable: number;
  /** older versions and deleted files that were found wrong before, and of which there is no good copy */
  readonly lost: number;
}

/** Compares a manifest with what the target lists, and chooses what is read back. */
export function planVerify(
  entries: readonly ManifestEntry[],
  listing: Listing,
  { share, atLeast, atMostBytes = Infinity }: SampleSize,
): VerifyPlan {
  const missing: KeptContent[] = [];
  const changed: KeptContent[] = [];
  const readable: KeptContent[] = [];
  const current = new Set(entries.filter(({ endedAt }) => endedAt === undefined).map(({ path }) => path));
  const known = new Set<string>();
  const lost: ManifestEntry[] = [];
  for (const entry of entries) {
    const at = placeOf(entry);
    if (!at) continue;
    if (at.version === undefined) known.add(at.path);
    // Another file has its place, and it was not set aside: it had vanished from the target before.
    const isReplaced = entry.endedAt !== undefined && at.version === undefined && current.has(at.path);
    if (isReplaced || (entry.endedAt !== undefined && entry.wrongAt !== undefined)) {
      lost.push(entry);
      continue;
    }
    const listed = listing.fileAt(at);
    if (!listed) missing.push({ entry, at });
    else if (listed.size !== entry.fingerprint.size) changed.push({ entry, at });
    else readable.push({ entry, at });
  }
  return {
    ...{ missing, changed, readable: readable.length, lost: withoutGoodCopy(lost, entries) },
    extra: [...listing.galleryPaths].filter((path) => !known.has(path)).sort(),
    toRead: fitting(
      readable.sort((a, b) => byProof(a.entry, b.entry)),
      { count: Math.max(atLeast, Math.ceil(readable.length * share)), atMostBytes },
    ),
  };
}

function fitting(
  contents: readonly KeptContent[],
  { count, atMostBytes }: { readonly count: number; readonly atMostBytes: number },
): KeptContent[] {
  const chosen: KeptContent[] = [];
  let left = atMostBytes;
  for (const content of contents) {
    if (chosen.length === count) break;
    const { size } = content.entry.fingerprint;
    if (size > left) continue;
    left -= size;
    chosen.push(content);
  }
  return chosen;
}

/** What was found wrong and sent again is not lost: only the wrong bytes of it are. */
function withoutGoodCopy(lost: readonly ManifestEntry[], entries: readonly ManifestEntry[]): number {
  if (lost.length === 0) return 0;
  const isLost = new Set(lost);
  const good = new Set(
    entries.flatMap((entry) =>
      entry.wrongAt === undefined && placeOf(entry) && !isLost.has(entry)
        ? [fingerprintKey(entry.fingerprint)]
        : [],
    ),
  );
  return lost.filter(({ fingerprint }) => !good.has(fingerprintKey(fingerprint))).length;
}

/**
 * What a file with a wrong content is: the same that decayed, or another one that somebody put there. Some file systems
 * keep times in steps of two seconds.
 */
export function isDecayed(listed: ListedFile, { fingerprint, mtimeMs }: ManifestEntry): boolean {
  const isSameTime = listed.mtimeMs === undefined || Math.abs(listed.mtimeMs - mtimeMs) <= 2000;
  return isSameTime && listed.size === fingerprint.size;
}

/** What was never read back comes first, then what was read back longest ago. */
function byProof(a: ManifestEntry, b: ManifestEntry): number {
  return (
    compare(a.verifiedAt ?? '', b.verifiedAt ?? '') || compare(a.sentAt, b.sentAt) || compare(a.path, b.path)
  );
}

/** Times are ISO 8601 in UTC: their order is that of the text. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
