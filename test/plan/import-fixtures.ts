import { basename, dirname, join, relative } from 'node:path';
import { type Fingerprint, fingerprintKey } from '../../src/content/fingerprint.js';
import type { TakenAt } from '../../src/dates/taken-at.js';
import type { ImportAction } from '../../src/plan/actions.js';
import { FolderNames } from '../../src/plan/folder-names.js';
import type { Member } from '../../src/plan/form-assets.js';
import type { ImportFacts } from '../../src/plan/import-facts.js';
import type { ImportAsset, ImportRules } from '../../src/plan/import-rules.js';
import { parseLayout } from '../../src/plan/layout.js';
import { createImportPlanner, type ImportPlan } from '../../src/plan/plan-import.js';
import { createPromises } from '../../src/plan/promises.js';
import { keysOf, readAssetName } from '../../src/scan/asset-name.js';

// A library made up for planners: no file exists, every fact is said.

export const disk = 1;
export const otherDisk = 2;
const root = '/photos';
export const gallery = '/photos/images/Gallery';
export const trash = '/photos/.photokeep/trash/run';
export const phone = '/photos/images/Imports/Phone';

const held = '/photos/.photokeep/held/run';

export const rules: ImportRules = {
  ...{ gallery, trash, held, libraryRoot: root, stateDevice: disk, reimport: false },
  naming: 'original',
};

export function content(number: number): Fingerprint {
  return { size: 1000 + number, hash: number.toString(16).padStart(16, '0') };
}

export function taken(local: string): TakenAt {
  return { local, source: 'ExifIFD:DateTimeOriginal' };
}

type Given = Partial<Member> & Partial<Omit<ImportAsset, 'members'>> & { readonly dev?: number };

export function member(path: string, given: Given = {}): Member {
  const { dev = disk, fingerprint = content(1), notes = [], contentId } = given;
  const name = readAssetName(basename(path));
  const named = name.role === 'other' ? 'still' : name.role;
  const takenAt = 'takenAt' in given ? given.takenAt : taken('2021-01-02T03:04:05');
  return {
    ...{ path, name, role: given.role ?? named, fingerprint, takenAt, notes },
    identity: { dev, ino: 7, size: fingerprint.size, mtimeMs: 1, ctimeMs: 2 },
    ...(contentId !== undefined && { contentId }),
  };
}

/** An asset of several files. */
export function asset(members: readonly Member[], given: Given = {}): ImportAsset {
  const { keepSource = false, resends = false, layout = parseLayout('YYYY/MM-M') } = given;
  return { members, takenAt: members[0]?.takenAt, layout, keepSource, resends };
}

/** An asset of one file. */
export function item(path: string, given: Given = {}): ImportAsset {
  return asset([member(path, given)], given);
}

interface Library {
  /** what the ledger says, by `fingerprintKey` */
  readonly seen?: Readonly<Record<string, 'imported' | 'undone'>>;
  readonly device?: number;
  /** how kept files came, by their path below the Gallery; by default as they are named now */
  readonly keys?: Readonly<Record<string, string>>;
  readonly contentIds?: Readonly<Record<string, string>>;
  readonly takenAt?: TakenAt;
  readonly held?: Readonly<Record<string, Fingerprint>>;
}

/** A Gallery that holds these files: path below it, and what is in it. */
export function holding(
  files: Readonly<Record<string, Fingerprint>> = {},
  library: Library = {},
): ImportFacts {
  const {
    device = disk,
    seen = {},
    keys = {},
    contentIds = {},
    takenAt = taken('2021-01-02T03:04:05'),
  } = library;
  const kept = Object.entries(files).map(([path, fingerprint]) => ({
    path: join(gallery, path),
    name: readAssetName(basename(path)),
    key: keys[path] ?? readAssetName(basename(path)).key,
    ...(contentIds[path] !== undefined && { contentId: contentIds[path] }),
    fingerprint,
    takenAt,
  }));
  const isCopy = (of: Fingerprint) => (one: { fingerprint: Fingerprint }) =>
    fingerprintKey(one.fingerprint) === fingerprintKey(of);
  return {
    copiesOf: (fingerprint) =>
      kept
        .filter(({ name }) => name.role !== 'sidecar')
        .filter(isCopy(fingerprint))
        .map(({ path }) => path),
    sidecarCopy: ({ folder, stem }, fingerprint) =>
      kept
        .filter(
          ({ path, name }) =>
            dirname(path) === folder && name.role === 'sidecar' && name.stem.startsWith(stem),
        )
        .find(isCopy(fingerprint))?.path,
    heldCopyOf: (fingerprint, name) =>
      Object.entries(library.held ?? {}).find(
        ([path, one]) =>
          isCopy(fingerprint)({ fingerprint: one }) && (name === undefined || basename(path) === name),
      )?.[0],
    keptByContentId: (id) => kept.filter(({ contentId }) => contentId === id),
    keptByKey: (key) => kept.filter((one) => keysOf(one.key).includes(key)),
    seen: (fingerprint) => seen[fingerprintKey(fingerprint)],
    namesIn: (folder) =>
      new FolderNames(kept.filter(({ path }) => dirname(path) === folder).map(({ path }) => basename(path))),
    deviceOf: () => device,
  };
}

export function planWhole(
  assets: readonly ImportAsset[],
  facts = holding(),
  changed: Partial<ImportRules> = {},
): ImportPlan {
  return createImportPlanner({ ...rules, ...changed }).plan(assets, facts, createPromises());
}

export function plan(
  assets: readonly ImportAsset[],
  facts = holding(),
  changed: Partial<ImportRules> = {},
): readonly ImportAction[] {
  return planWhole(assets, facts, changed).actions;
}

/** What an action does, without the parts that it only carries along. */
export function short(action: ImportAction): unknown[] {
  switch (action.kind) {
    case 'move':
      if (action.reason === 'held') return ['hold', relative(held, action.target)];
      return ['move', relative(gallery, action.target), ...(action.reason ? [action.reason] : [])];
    case 'copy':
      return [action.removeSource ? 'copy, then remove' : 'copy', relative(gallery, action.target)];
    case 'trash':
      return ['trash', relative(trash, action.target), relative(gallery, action.keep)];
    case 'compare':
      return ['compare', relative(gallery, action.keep), ...(action.reason ? [action.reason] : [])];
  }
}
