import { basename, dirname } from 'node:path';
import type { Fingerprint } from '../../src/content/fingerprint.js';
import type { TakenAt } from '../../src/dates/taken-at.js';
import { formContenders } from '../../src/plan/contender.js';
import { createPlaces } from '../../src/plan/copy-places.js';
import type { LeftReason } from '../../src/plan/dedupe-reasons.js';
import type { DedupeFacts, DedupeRules, KnownFile } from '../../src/plan/dedupe-rules.js';
import type { Cluster, FoundAsset, FoundCopy } from '../../src/plan/duplicates.js';
import { parseLayout } from '../../src/plan/layout.js';
import { type DedupePlan, planDedupe } from '../../src/plan/plan-dedupe.js';
import { readAssetName } from '../../src/scan/asset-name.js';

// Copies made up for planners: no file exists, every fact is said.

export const gallery = '/photos/images/Gallery';
export const phone = '/photos/images/Imports/Phone';
export const old = '/media/old';
const roots = [
  { path: gallery, place: 'gallery', actsOn: 'layout folders' },
  { path: old, place: 'elsewhere', actsOn: 'everything' },
  { path: phone, place: 'drop folder', actsOn: 'everything' },
] as const;
const layouts = [parseLayout('YYYY/MM-M')];

/** What is said of a file beyond where it is. */
export interface GivenCopy {
  /** equal where the content is; a word of one's own means a content that nothing else has */
  readonly content?: string;
  /** milliseconds */
  readonly mtime?: number;
  /** what follows the milliseconds */
  readonly ns?: number;
  /** equal for hard links of one file */
  readonly file?: string;
  readonly dev?: number;
  readonly takenAt?: TakenAt;
  readonly known?: KnownFile;
  /** why it cannot share its blocks */
  readonly hindrance?: LeftReason;
}

/** Files by their paths: one below the Gallery, or an absolute one. */
export type Given = Readonly<Record<string, GivenCopy>>;

export function taken(local: string): TakenAt {
  return { local, source: 'ExifIFD:DateTimeOriginal' };
}

function pathOf(name: string): string {
  return name.startsWith('/') ? name : `${gallery}/${name}`;
}

export function nameOf(path: string): string {
  return path.startsWith(`${gallery}/`) ? path.slice(gallery.length + 1) : path;
}

/** The cluster of these files, put into assets by their names as a search does it. */
export function clusterOf(given: Given): Cluster {
  const assets = new Map<string, FoundCopy[]>();
  for (const [name, about] of Object.entries(given)) {
    const path = pathOf(name);
    const key = `${dirname(path)}/${readAssetName(basename(path)).key}`;
    assets.set(key, [...(assets.get(key) ?? []), copyOf(path, about)]);
  }
  return [...assets.values()].map((members): FoundAsset => ({ members }));
}

function copyOf(
  path: string,
  { content = 'a', mtime = 1_000_000, file = path, dev = 1 }: GivenCopy,
): FoundCopy {
  const fingerprint = fingerprintOf(content);
  return {
    ...{ path, fingerprint, root: roots.findIndex((root) => path.startsWith(`${root.path}/`)) },
    identity: { dev, ino: inodeOf(file), size: fingerprint.size, mtimeMs: mtime, ctimeMs: 2 },
  };
}

function fingerprintOf(content: string): Fingerprint {
  return { size: 1000 + content.length, hash: Buffer.from(content).toString('hex').padStart(16, '0') };
}

function inodeOf(file: string): number {
  let hash = 7;
  for (const character of file) hash = (hash * 31 + character.charCodeAt(0)) % 2 ** 48;
  return hash;
}

export interface GivenRules extends Partial<Pick<DedupeRules, 'action' | 'keep' | 'allFiles'>> {
  readonly albums?: boolean;
  readonly protect?: (name: string) => boolean;
}

export function rulesOf({ albums = false, protect = () => false, ...given }: GivenRules = {}): DedupeRules {
  return {
    ...{ action: 'trash', keep: 'first-root', allFiles: false, ...given },
    ...createPlaces({ roots, gallery, layouts, albums }),
    holdOf: ({ path }) => (protect(nameOf(path)) ? 'protected' : undefined),
    trashPath: ({ path }) => `/trash${path}`,
  };
}

export function planOf(given: Given, rules?: GivenRules): DedupePlan {
  const byPath = new Map(Object.entries(given).map(([name, about]) => [pathOf(name), about]));
  const about = ({ path }: FoundCopy): GivenCopy => byPath.get(path) ?? {};
  const facts: DedupeFacts = {
    known: (copy) => about(copy).known ?? {},
    takenAt: (copy) => about(copy).takenAt,
    reflinkHindrance: (copy, keep) =>
      copy.identity.dev === keep.identity.dev ? about(copy).hindrance : 'other-device',
    mtimeNs: (copy) => BigInt(copy.identity.mtimeMs) * 1_000_000n + BigInt(about(copy).ns ?? 0),
  };
  const made = rulesOf(rules);
  return planDedupe(formContenders(clusterOf(given), made), made, facts, 1);
}
