import type { ManifestEntry } from './backup-facts.js';

/** How much of what a target holds of the Gallery as it is now was proven lately. */
export interface Coverage {
  readonly files: number;
  /** files that were read back and right within so many days */
  readonly proven: Readonly<Record<ProvenWithin, number>>;
  /** the file of which nothing has been known for longest; undefined when there are no files */
  readonly oldest: ProvenFile | undefined;
}

/** Since when nothing is known of a file at a target. */
export interface ProvenFile {
  /** relative to the Gallery */
  readonly path: string;
  /** ISO 8601: when it was read back last, or else when it was sent */
  readonly since: string;
  readonly wasProven: boolean;
}

export const provenWithin = [30, 90, 365] as const;
export type ProvenWithin = (typeof provenWithin)[number];

/** @param nowMs milliseconds since 1970 */
export function coverageOf(entries: readonly ManifestEntry[], nowMs: number): Coverage {
  const current = entries.filter(({ endedAt }) => endedAt === undefined);
  const count = (days: ProvenWithin): number => {
    const from = new Date(nowMs - days * 86_400_000).toISOString();
    return current.filter(({ verifiedAt }) => verifiedAt !== undefined && verifiedAt >= from).length;
  };
  const [first] = current;
  const oldest = first && current.reduce((a, b) => (byProof(a, b) <= 0 ? a : b), first);
  return {
    files: current.length,
    proven: { 30: count(30), 90: count(90), 365: count(365) },
    oldest: oldest && {
      ...{ path: oldest.path, since: provenAt(oldest), wasProven: oldest.verifiedAt !== undefined },
    },
  };
}

/** What was never read back comes first, then what was read back longest ago. */
export function byProof(a: ManifestEntry, b: ManifestEntry): number {
  const [neverA, neverB] = [a.verifiedAt === undefined, b.verifiedAt === undefined];
  return Number(neverB) - Number(neverA) || compare(provenAt(a), provenAt(b)) || compare(a.path, b.path);
}

function provenAt({ verifiedAt, sentAt }: ManifestEntry): string {
  return verifiedAt ?? sentAt;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
