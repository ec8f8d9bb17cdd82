import type { ManifestEntry } from './backup-facts.js';

// What a target can give back, by its manifest alone: which contents made up the Gallery at a moment, and where each of
// them lies now. Times are ISO 8601 in UTC, so that their order is that of the text.

/** Where a target keeps a content. */
export interface KeptAt {
  /** folder below the target's versions; undefined for its copy of the Gallery */
  readonly version: string | undefined;
  /** relative to that folder, or to the copy of the Gallery */
  readonly path: string;
}

/** A content of a manifest, and where it lies. */
export interface KeptContent {
  readonly entry: ManifestEntry;
  readonly at: KeptAt;
}

/** Whether a path, which a manifest from elsewhere may name, leads out of the Gallery or into the state of a library. */
export function leadsOut(path: string): boolean {
  const [first, ...rest] = path.split('/');
  return (
    first === '.photokeep' ||
    path.includes('\0') ||
    [first, ...rest].some((part) => /^\.{0,2}$/.test(part ?? ''))
  );
}

/** Where the file lies that an entry speaks of; undefined for one that was renamed, and has another entry since. */
export function placeOf({ path, version, endedAt, movedTo }: ManifestEntry): KeptAt | undefined {
  return endedAt !== undefined && movedTo !== undefined ? undefined : { version, path };
}

/**
 * Where the content of an entry may be found, its own place first; nowhere when the target keeps it no longer.
 *
 * @param same all entries with that content
 */
export function placesOf(entry: ManifestEntry, same: readonly ManifestEntry[]): KeptAt[] {
  return [entry, ...same.filter((other) => other !== entry)].flatMap((each) => placeOf(each) ?? []);
}

/** What the Gallery has no longer and had last under each path. What was moved is not deleted: it is elsewhere. */
export function deletedFiles(entries: readonly ManifestEntry[]): ManifestEntry[] {
  const current = new Set(entries.filter(({ endedAt }) => endedAt === undefined).map(({ path }) => path));
  return lastByPath(entries.filter(({ path }) => !current.has(path))).filter(
    ({ movedTo }) => movedTo === undefined,
  );
}

/** One entry for each path: the one that held it last. */
function lastByPath(entries: readonly ManifestEntry[]): ManifestEntry[] {
  const last = new Map<string, ManifestEntry>();
  for (const entry of entries) {
    const other = last.get(entry.path);
    if (!other || entry.sentAt > other.sentAt) last.set(entry.path, entry);
  }
  return [...last.values()];
}
