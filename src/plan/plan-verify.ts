import { byProof } from './backup-coverage.js';
import type { ManifestEntry } from './backup-facts.js';
import type { KeptContent, KeptContents } from './backup-state.js';

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
}

/** Compares a manifest with what the target lists, and chooses what is read back. */
export function planVerify(contents: KeptContents, listing: Listing, sample: SampleSize): VerifyPlan {
  const missing: KeptContent[] = [];
  const changed: KeptContent[] = [];
  const readable: KeptContent[] = [];
  for (const content of [...contents.sure, ...leftThere(contents, listing)]) {
    const listed = listing.fileAt(content.at);
    if (!listed) missing.push(content);
    else if (listed.size !== content.entry.fingerprint.size) changed.push(content);
    else readable.push(content);
  }
  const number = Math.max(sample.atLeast, Math.ceil(readable.length * sample.share));
  return {
    ...{ missing, changed, readable: readable.length, extra: extraPaths(contents, listing) },
    toRead: readable.sort((a, b) => byProof(a.entry, b.entry)).slice(0, number),
  };
}

/**
 * What the Gallery has no longer and the target still does. Where nothing is, the file was moved away, or it is missing:
 * then nothing else holds its content.
 */
function leftThere(contents: KeptContents, listing: Listing): KeptContent[] {
  return contents.left.filter(
    ({ entry, at }) => listing.fileAt(at) !== undefined || contents.placeOf(entry) === at,
  );
}

function extraPaths({ sure, left }: KeptContents, { galleryPaths }: Listing): string[] {
  const inGallery = [...sure, ...left].filter(({ at }) => at.version === undefined);
  const known = new Set(inGallery.map(({ at }) => at.path));
  return [...galleryPaths].filter((path) => !known.has(path)).sort();
}

/**
 * What a file with a wrong content is: the same that decayed, or another one that somebody put there. Some file systems
 * keep times in steps of two seconds.
 */
export function isDecayed(listed: ListedFile, { fingerprint, mtimeMs }: ManifestEntry): boolean {
  const isSameTime = listed.mtimeMs === undefined || Math.abs(listed.mtimeMs - mtimeMs) <= 2000;
  return isSameTime && listed.size === fingerprint.size;
}
