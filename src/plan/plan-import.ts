import { basename, join, relative } from 'node:path';
import { type Fingerprint, fingerprintKey } from '../content/fingerprint.js';
import type { TakenAt } from '../dates/taken-at.js';
import type { FileIdentity } from '../scan/identity.js';
import type { Action } from './actions.js';
import type { Layout } from './layout.js';
import { foldName, freeName, type Naming, wishedName } from './target-name.js';

/** A picture or video with all that decides where it goes. */
export interface ImportItem {
  readonly path: string;
  readonly identity: FileIdentity;
  readonly fingerprint: Fingerprint;
  /** undefined for a file without any acceptable date */
  readonly takenAt: TakenAt | undefined;
  /** copied from, never touched */
  readonly keepSource: boolean;
  readonly notes: readonly string[];
}

/** How this run places files. Paths are absolute. */
export interface ImportRules {
  readonly gallery: string;
  readonly layout: Layout;
  readonly naming: Naming;
  /** the library's folder, and this run's folder in its trash */
  readonly libraryRoot: string;
  readonly trash: string;
  /** device number of the trash: only files on the same one can be moved there */
  readonly trashDevice: number;
}

/** What the Gallery holds, looked up beforehand for the items at hand. */
export interface ImportFacts {
  /** absolute path of a Gallery file with this fingerprint */
  copyOf(fingerprint: Fingerprint): string | undefined;
  /** folded names that exist in this folder of the Gallery (absolute path) */
  namesIn(folder: string): ReadonlySet<string>;
  /** device number of the folder, or of the nearest parent that exists */
  deviceOf(folder: string): number;
}

/** Where files without an acceptable date go. */
export const undatedFolder = 'unknown';

/** Plans one run, batch after batch: what earlier batches were promised counts as taken. */
export interface ImportPlanner {
  /** The Gallery folder that the item would go to, were it new. Asked beforehand, to gather facts. */
  folderOf(item: ImportItem): string;
  /** One action for each item, in the same order. */
  plan(items: readonly ImportItem[], facts: ImportFacts): Action[];
}

/** Pure but for its own memory of what it has planned. */
export function createImportPlanner(rules: ImportRules): ImportPlanner {
  const promisedNames = new Map<string, Set<string>>();
  const promisedContents = new Map<string, string>();
  let lastId = 0;

  function folderOf({ takenAt }: ImportItem): string {
    return join(rules.gallery, takenAt ? rules.layout.folderOf(takenAt.local) : undatedFolder);
  }

  function promiseTarget(item: ImportItem, facts: ImportFacts): string {
    const folder = folderOf(item);
    const promised = promisedNames.get(folder) ?? new Set<string>();
    promisedNames.set(folder, promised);
    const present = facts.namesIn(folder);
    const wished = wishedName(basename(item.path), rules.naming, item.takenAt?.local);
    const name = freeName(wished, (folded) => present.has(folded) || promised.has(folded));
    promised.add(foldName(name));
    return join(folder, name);
  }

  function planItem(item: ImportItem, facts: ImportFacts): Action {
    const { path: source, identity, fingerprint, takenAt, notes } = item;
    const base = {
      ...{ id: ++lastId, source, identity, fingerprint },
      ...(takenAt && { takenAt }),
      ...(notes.length > 0 && { notes }),
    };
    const key = fingerprintKey(fingerprint);
    const keep = promisedContents.get(key) ?? facts.copyOf(fingerprint);
    if (keep !== undefined) {
      if (item.keepSource) return { ...base, kind: 'compare', keep };
      if (identity.dev !== rules.trashDevice) {
        return { ...base, kind: 'compare', keep, reason: 'duplicate-elsewhere' };
      }
      return { ...base, kind: 'trash', keep, target: trashPath(source, rules) };
    }
    const target = promiseTarget(item, facts);
    promisedContents.set(key, target);
    const sameDevice = identity.dev === facts.deviceOf(folderOf(item));
    return sameDevice && !item.keepSource
      ? { ...base, kind: 'move', target }
      : { ...base, kind: 'copy', target, removeSource: !item.keepSource };
  }

  return { folderOf, plan: (items, facts) => items.map((item) => planItem(item, facts)) };
}

/**
 * Where a file goes in a run's trash: its path in the library, or its whole path below `outside/` for one from
 * outside, and for one from a folder of that name, so that no two meet.
 */
export function trashPath(source: string, rules: Pick<ImportRules, 'libraryRoot' | 'trash'>): string {
  const inLibrary = relative(rules.libraryRoot, source);
  return /^(\.\.|outside)(\/|$)/.test(inLibrary)
    ? join(rules.trash, 'outside', source)
    : join(rules.trash, inLibrary);
}
