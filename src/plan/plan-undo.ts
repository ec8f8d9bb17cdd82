import { basename, dirname, join } from 'node:path';
import { nameWithStem, readAssetName } from '../scan/asset-name.js';
import { foldName } from '../scan/file-name.js';
import type { FileIdentity } from '../scan/identity.js';
import type { Action, CopyAction, MoveAction, TrashAction } from './actions.js';
import { freeStem } from './target-name.js';
import type { UndoSkipReason } from './undo-reasons.js';

/** What the disk says of the files that a run left. All paths are absolute. */
export interface UndoFacts {
  /** whether the file at an action's target is still the one, or holds the same, that the action put there */
  isAsPlaced(action: PlacingAction): boolean;
  /** the file at a path as it is now; a link is not followed */
  identityAt(path: string): FileIdentity | undefined;
  /** folded names that exist in this folder */
  namesIn(folder: string): ReadonlySet<string>;
  /** device number of the folder, or of the nearest parent that exists */
  deviceOf(folder: string): number;
  /** whether the folder is there, or may be made because it is part of the library */
  isReachable(folder: string): boolean;
}

export type PlacingAction = MoveAction | CopyAction | TrashAction;

/** Something that stays as it is. */
export interface UndoSkip {
  /** where the file is, or should be */
  readonly path: string;
  /** where it came from */
  readonly to: string;
  readonly reason: UndoSkipReason;
}

export interface UndoPlan {
  readonly actions: readonly PlacingAction[];
  readonly skips: readonly UndoSkip[];
}

/** Plans what takes actions back; names that were promised to one count as taken for the next. */
export interface UndoPlanner {
  /**
   * @param run id of the run that did it
   * @param done what it did, in its order, each with the target where the file should be now
   */
  plan(run: string, done: readonly Action[], facts: UndoFacts): UndoPlan;
}

/**
 * Pure but for its own memory of what it has planned.
 *
 * @param trashTargetOf where the undoing run puts a file that it removes
 */
export function createUndoPlanner(
  trashTargetOf: (file: { readonly path: string; readonly identity: FileIdentity }) => string,
): UndoPlanner {
  const promised = new Set<string>();
  let lastId = 0;

  /**
   * The old paths of the files of an asset, or, where one is taken, free ones beside them for all, so that they stay
   * together. Two files of one folder may differ in case only, as they did before.
   *
   * @param isVacated whether what lies at a path has gone from there by then
   */
  function placesFor(
    sources: readonly string[],
    facts: UndoFacts,
    isVacated: (path: string) => boolean,
  ): string[] {
    const [first = ''] = sources;
    const folder = dirname(first);
    const isFree = (path: string): boolean =>
      (facts.identityAt(path) === undefined || isVacated(path)) && !promised.has(path);
    const isTaken = (name: string): boolean =>
      facts.namesIn(folder).has(foldName(name)) || promised.has(join(folder, foldName(name)));
    const targets = sources.every(isFree) ? [...sources] : besideThem(sources, isTaken);
    for (const target of targets) promised.add(target).add(join(folder, foldName(basename(target))));
    return targets;
  }

  function giveBack(run: string, { action, now, back }: Returning, facts: UndoFacts): PlacingAction {
    const { id, fingerprint, takenAt, asset, source, target } = action;
    const base = {
      ...{ id: ++lastId, source: target, identity: now, fingerprint },
      ...(takenAt && { takenAt }),
      ...(asset && { asset }),
      undoes: { run, action: id, ...(action.kind === 'trash' && { keep: action.keep }) },
    };
    const inTrash = trashTargetOf({ path: target, identity: now });
    if (isFromBackup(action)) return { ...base, kind: 'move', reason: 'unrestored', target: inTrash };
    const keep = copyThatStays(action);
    if (keep !== undefined) return { ...base, kind: 'trash', keep, target: inTrash };
    return now.dev === facts.deviceOf(dirname(source))
      ? { ...base, kind: 'move', target: back }
      : { ...base, kind: 'copy', target: back, removeSource: true };
  }

  return {
    plan(run, done, facts) {
      const returning: Returning[] = [];
      const skips: UndoSkip[] = [];
      // Backwards, so that what came last gives way first.
      for (const action of done.toReversed()) {
        if (action.kind === 'compare') continue;
        if (action.kind === 'delete' || action.kind === 'reflink') {
          skips.push({ path: action.source, to: action.source, reason: reasonWithoutTarget[action.kind] });
          continue;
        }
        const reason = skipReason(action, facts);
        const now = facts.identityAt(action.target);
        if (reason !== undefined || !now)
          skips.push({ path: action.target, to: action.source, reason: reason ?? 'gone' });
        else returning.push({ action, now, back: '' });
      }
      const order = new Map(returning.map(({ action }, index) => [action.target, index]));
      for (const group of byAsset(returning)) {
        const turn = Math.min(...group.map(({ action }) => order.get(action.target) ?? 0));
        const targets = placesFor(
          group.map(({ action }) => action.source),
          facts,
          (path) => (order.get(path) ?? turn) < turn,
        );
        for (const [index, each] of group.entries()) each.back = targets[index] as string;
      }
      return { actions: returning.map((each) => giveBack(run, each, facts)), skips };
    },
  };
}

/** Nothing brings back what was deleted; what shares its blocks has the same name, bytes and times as before. */
const reasonWithoutTarget = { delete: 'deleted', reflink: 'shares-blocks' } as const;

/** An action that is taken back. */
interface Returning {
  readonly action: PlacingAction;
  /** the file at its target */
  readonly now: FileIdentity;
  /** where it goes, unless it goes to the trash */
  back: string;
}

/** The files that go back to one folder as one asset; those that go to the trash instead need no place. */
function byAsset(returning: readonly Returning[]): Returning[][] {
  const groups = new Map<string, Returning[]>();
  for (const each of returning) {
    const { action } = each;
    if (goesToTrash(action)) continue;
    const key = action.asset
      ? `${dirname(action.source)}\0${String(action.asset.number)}`
      : String(action.id);
    const group = groups.get(key) ?? [];
    groups.set(key, [...group, each]);
  }
  return [...groups.values()];
}

/** Free paths in the same folder, with one stem for all: `IMG_1 (2).HEIC` and `IMG_1 (2).MOV`. */
function besideThem(sources: readonly string[], isTaken: (name: string) => boolean): string[] {
  const names = sources.map((path) => readAssetName(basename(path)));
  const wished = names[0]?.stem ?? '';
  const stem = freeStem(
    wished,
    names,
    (candidate) => candidate === wished || names.some((name) => isTaken(nameWithStem(name, candidate))),
  );
  return sources.map((path, index) => {
    const name = names[index] ?? readAssetName(basename(path));
    return join(dirname(path), nameWithStem(name, stem));
  });
}

/**
 * The file that holds the same when the one at the target goes to the trash instead of going back: the source of a
 * copy, or the copy that had stayed when the file was trashed the first time.
 */
function copyThatStays(action: PlacingAction): string | undefined {
  if (action.kind === 'copy' && !action.removeSource) return action.source;
  return action.undoes?.keep;
}

/** Where it came from was no place of the user's. */
function isFromBackup(action: PlacingAction): boolean {
  return action.kind !== 'trash' && action.reason === 'restored';
}

function goesToTrash(action: PlacingAction): boolean {
  return isFromBackup(action) || copyThatStays(action) !== undefined;
}

function skipReason(action: PlacingAction, facts: UndoFacts): UndoSkipReason | undefined {
  if (!facts.identityAt(action.target)) return 'gone';
  if (!facts.isAsPlaced(action)) return 'changed';
  if (action.kind === 'copy' && !action.removeSource) {
    const source = facts.identityAt(action.source);
    if (!source) return 'source-gone';
    const { size, mtimeMs } = action.identity;
    return source.size === size && source.mtimeMs === mtimeMs ? undefined : 'source-changed';
  }
  return goesToTrash(action) || facts.isReachable(dirname(action.source)) ? undefined : 'folder-gone';
}
