import { fingerprintKey } from '../content/fingerprint.js';
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

/** A content at a target that an entry of the manifest speaks of. */
export interface KeptContent {
  readonly entry: ManifestEntry;
  readonly at: KeptAt;
}

/** What a manifest says of the target's files. */
export interface KeptContents {
  /** contents that lie where the manifest says: the current ones, and the versions */
  readonly sure: readonly KeptContent[];
  /**
   * Of files that the Gallery has no longer under these paths: they lie there still, unless they were moved away. Of
   * those with one content the last that ended comes first, and that one does.
   */
  readonly left: readonly KeptContent[];
  /** Where a content lies; undefined when the target keeps it nowhere any more. */
  placeOf(entry: ManifestEntry): KeptAt | undefined;
}

export function findKeptContents(entries: readonly ManifestEntry[]): KeptContents {
  const current = entries.filter(({ endedAt }) => endedAt === undefined);
  const versions = entries.filter(({ endedAt, version }) => endedAt !== undefined && version !== undefined);
  const sure = [...current.map(inGallery), ...versions.map(inVersion)];
  const left = leftBehind(entries, new Set(current.map(({ path }) => path))).map(inGallery);

  const ownPlaces = new Map(sure.map(({ entry, at }) => [entry, at]));
  const byContent = new Map<string, KeptAt>();
  for (const { entry, at } of [...sure, ...left]) {
    const key = fingerprintKey(entry.fingerprint);
    if (!byContent.has(key)) byContent.set(key, at);
  }
  return {
    ...{ sure, left },
    placeOf: (entry) => ownPlaces.get(entry) ?? byContent.get(fingerprintKey(entry.fingerprint)),
  };
}

/** Which state of the Gallery is meant. */
export type Moment =
  | { readonly at: 'now'; readonly includeDeleted: boolean }
  /** ISO 8601 in UTC */
  | { readonly at: 'time'; readonly time: string };

/** The entries that made up the Gallery at a moment, one for each path, in the order of paths. */
export function stateAt(entries: readonly ManifestEntry[], moment: Moment): ManifestEntry[] {
  const state = lastByPath(entries.filter((entry) => isPartOf(entry, moment)));
  if (moment.at === 'now' && moment.includeDeleted) {
    // What was moved is not deleted: it is there under its new path.
    const contents = new Set([...state.values()].map(({ fingerprint }) => fingerprintKey(fingerprint)));
    const deleted = entries.filter(
      ({ path, fingerprint }) => !state.has(path) && !contents.has(fingerprintKey(fingerprint)),
    );
    for (const [path, entry] of lastByPath(deleted)) state.set(path, entry);
  }
  return [...state.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * The last moment of a run, as far as the manifest tells: directly before the next one began.
 *
 * @param run id, or the beginning of one
 * @param now for the last run
 * @returns undefined when the manifest knows no such run
 */
export function endOfRun(entries: readonly ManifestEntry[], run: string, now: string): string | undefined {
  const runs = [...new Set(entries.flatMap(runsOf))].sort();
  const known = runs.findLast((each) => each.startsWith(run));
  if (known === undefined) return undefined;
  const next = runs.find((each) => each > known);
  return next === undefined ? now : new Date(startMs(next) - 1).toISOString();
}

function inGallery(entry: ManifestEntry): KeptContent {
  return { entry, at: { version: undefined, path: entry.path } };
}

function inVersion(entry: ManifestEntry): KeptContent {
  return { entry, at: { version: entry.version, path: entry.path } };
}

/** Entries that ended where nothing else has come since. The last that ended comes first. */
function leftBehind(
  entries: readonly ManifestEntry[],
  currentPaths: ReadonlySet<string>,
): readonly ManifestEntry[] {
  const ended = entries.filter(
    ({ path, endedAt, version }) => endedAt !== undefined && version === undefined && !currentPaths.has(path),
  );
  return [...lastByPath(ended).values()].sort((a, b) => (isLater(a, b) ? -1 : 1));
}

function lastByPath(entries: readonly ManifestEntry[]): Map<string, ManifestEntry> {
  const last = new Map<string, ManifestEntry>();
  for (const entry of entries) {
    const other = last.get(entry.path);
    if (!other || isLater(entry, other)) last.set(entry.path, entry);
  }
  return last;
}

function isPartOf({ sentAt, endedAt }: ManifestEntry, moment: Moment): boolean {
  if (moment.at === 'now') return endedAt === undefined;
  return sentAt <= moment.time && (endedAt === undefined || endedAt > moment.time);
}

function isLater(a: ManifestEntry, b: ManifestEntry): boolean {
  return a.endedAt === b.endedAt
    ? a.sentAt > b.sentAt
    : a.endedAt === undefined || a.endedAt > (b.endedAt ?? '9');
}

/** A version is named for the run that put it there, and the number of its attempt. */
function runsOf({ run, version }: ManifestEntry): string[] {
  return version === undefined ? [run] : [run, version.replace(/-\d+$/, '')];
}

/** Ids carry when their run began: `20240518-101112-x7k2`. */
function startMs(run: string): number {
  return Date.parse(run.replace(/^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-.*$/, '$1-$2-$3T$4:$5:$6Z'));
}
