import { existsSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { sameBytes } from '../content/same-bytes.js';
import { syncFolder } from '../library/durable-file.js';
import type { ReadJournal } from '../library/journal.js';
import type {
  Action,
  CopyAction,
  DeleteAction,
  MoveAction,
  Outcome,
  ReflinkAction,
  TrashAction,
} from '../plan/actions.js';
import { type FileIdentity, identityAt, sameContentIdentity } from '../scan/identity.js';
import { fsPath } from '../system/fs-path.js';
import { ActionFailure, failReasonOf } from './failures.js';
import { lotsOf, takenBack } from './lots.js';
import {
  canBeOpened,
  linkCountOfOne,
  makeFolders,
  putBack,
  releaseReservation,
  removeEmptyFolders,
  removeSource,
  removeWorkingFile,
  workingNames,
  type WorkingNames,
} from './operations.js';
import { takeFromTrash } from './take-from-trash.js';

/**
 * Finishes or rolls back what a cut-off run had announced, by looking at the disk alone: whatever the instant,
 * each content is at its source, at its target, or at both. Actions that are all done or none of them stay so.
 *
 * Folders that were to go when empty go.
 *
 * @returns one outcome for each action without one on record, and for each that was rolled back after all; `failed`
 * means that the file is where it was
 */
export function recover(read: ReadJournal): Outcome[] {
  const recovered = lotsOf(read.actions).flatMap((lot) => settleLot(lot, read));
  removeEmptyFolders(read.removedFolders);
  return recovered;
}

function settleLot(
  lot: readonly Action[],
  { header: { run }, outcomes, reservations }: ReadJournal,
): Outcome[] {
  const unsettled = lot.filter(({ id }) => !outcomes.has(id));
  if (unsettled.length === 0) return [];
  const deletion = lot.some((action) => isDeleted(action, run)) ? 'begun' : 'not begun';
  const settled = unsettled.map((action): Outcome => {
    try {
      const placed = settle(action, run, reservations.get(action.id), deletion);
      return { action, status: 'done', ...(placed && { placed }) };
    } catch (error) {
      return { action, status: 'failed', reason: failReasonOf(error) };
    }
  });
  const recorded = lot.flatMap(({ id }) => outcomes.get(id) ?? []);
  const failed = [...recorded, ...settled].find(({ status }) => status === 'failed');
  if (failed?.status !== 'failed') return settled;
  return [...recorded.filter(isInTrash), ...settled].map((outcome) => takenBack(outcome, failed));
}

function isInTrash({ action, status }: Outcome): boolean {
  return status === 'done' && action.kind === 'trash' && existsSync(fsPath(action.target));
}

/** @throws ActionFailure when the action did not come to its end */
function settle(
  action: Action,
  run: string,
  reservation: string | undefined,
  deletion: 'begun' | 'not begun',
): FileIdentity | undefined {
  if (action.kind === 'compare') throw new ActionFailure('interrupted');
  if (action.kind === 'delete') {
    settleDeletion(action, run, deletion);
    return undefined;
  }
  if (action.kind === 'reflink') return settleReflink(action, run, reservation);
  const names = workingNames(run, action.id, action.source, action.target);
  if (reservation !== undefined) releaseReservation(action.target, reservation);
  const isProven = settleAside(action, names);
  settleTemporary(action, names);
  if (isComingBack(action)) bringIn(action);
  const source = identityAt(action.source);
  const target = identityAt(action.target);
  if (!target) throw new ActionFailure(source ? 'interrupted' : 'vanished');
  if (source) finishRemoval(action, source, names.aside);
  else if (!isProven && !isWhatWasPlaced(target, action.identity)) throw new ActionFailure('vanished');
  if (action.kind === 'trash') requireKeep(action);
  return identityAt(action.target);
}

/**
 * What was fetched from a backup has no place to stay where it is, and a bad file may have made way for it already: it is
 * brought in, unless another has taken its name.
 */
function isComingBack(action: MoveAction | TrashAction | CopyAction): boolean {
  if (action.kind !== 'move' || action.reason !== 'restored' || identityAt(action.target)) return false;
  const { identity } = action;
  const source = identityAt(action.source);
  return source !== undefined && sameContentIdentity({ ...source, dev: identity.dev }, identity);
}

function bringIn({ source, target }: MoveAction | TrashAction | CopyAction): void {
  makeFolders(dirname(target));
  putBack(source, target);
  syncFolder(dirname(target));
}

function asideOf({ id, source }: DeleteAction, run: string): string {
  return workingNames(run, id, source, source).aside;
}

/** Whether a file is under neither of its names any more. */
function isDeleted(action: Action, run: string): boolean {
  if (action.kind !== 'delete') return false;
  return [action.source, asideOf(action, run)].every((path) => !existsSync(fsPath(path)));
}

/**
 * Rolled back as long as the file is there under any name: the next run may compare it and delete it again. But where
 * one of its lot is gone, the others had been renamed aside to follow it.
 */
function settleDeletion(action: DeleteAction, run: string, deletion: 'begun' | 'not begun'): void {
  const { source, keep } = action;
  const aside = asideOf(action, run);
  if (identityAt(aside)) {
    const isSafe = keep !== undefined && canBeOpened(keep) && sameBytes(aside, keep);
    if (deletion === 'begun' && isSafe) unlinkSync(fsPath(aside));
    else putBack(aside, source);
  }
  if (identityAt(source)) throw new ActionFailure('interrupted');
}

/** The name is left with the file that had it, or with the one that took it; both hold the same. */
function settleReflink(action: ReflinkAction, run: string, reservation: string | undefined): FileIdentity {
  const { id, source, keep, identity } = action;
  const names = workingNames(run, id, source, source);
  if (reservation !== undefined) releaseReservation(source, reservation);
  settleAside({ source, target: source }, names);
  settleTemporary({ source, target: keep, identity }, names);
  const now = identityAt(source);
  if (!now) throw new ActionFailure('vanished');
  if (sameContentIdentity({ ...now, dev: identity.dev }, identity)) throw new ActionFailure('interrupted');
  if (now.ino === identity.ino || !isWhatWasPlaced(now, identity)) throw new ActionFailure('changed');
  return now;
}

/** The source is gone: the target must be that very file, or a copy that was given its modification time. */
function isWhatWasPlaced(target: FileIdentity, { size, ino, mtimeMs }: FileIdentity): boolean {
  return (
    target.size === size && ((ino !== 0 && target.ino === ino) || Math.abs(target.mtimeMs - mtimeMs) < 1)
  );
}

/** What is in the trash now must be in the Gallery too, as it was when the crash came. */
function requireKeep(action: TrashAction): void {
  const { target, keep } = action;
  if (canBeOpened(keep) && sameBytes(target, keep)) return;
  if (takeFromTrash(action)) throw new ActionFailure('keep-missing');
}

/** Both ends are there: the target is ours only if it is the same file or holds the same bytes. */
function finishRemoval(
  action: MoveAction | TrashAction | CopyAction,
  source: FileIdentity,
  aside: string,
): void {
  const { identity } = action;
  const same = holdTheSame(action.source, action.target);
  if (!same) throw new ActionFailure('interrupted');
  if (action.kind === 'copy' && !action.removeSource) return;
  // Its name may not have reached the disk before the crash.
  syncFolder(dirname(action.target));
  if (!sameContentIdentity({ ...source, dev: identity.dev }, identity)) throw new ActionFailure('changed');
  removeSource(action.source, aside, source);
}

/**
 * A source that was on its way out: gone if its content is at the target, else back under its name.
 *
 * @returns whether the target was seen to hold it
 */
function settleAside(
  { source, target }: Pick<MoveAction, 'source' | 'target'>,
  { aside }: WorkingNames,
): boolean {
  if (!identityAt(aside)) return false;
  if (identityAt(target) && holdTheSame(aside, target)) {
    syncFolder(dirname(target));
    unlinkSync(fsPath(aside));
    return true;
  }
  putBack(aside, source);
  return false;
}

/** A copy without its own name yet is of no use, as long as its content is somewhere else. */
function settleTemporary(
  { source, target, identity }: Pick<MoveAction, 'source' | 'target' | 'identity'>,
  { temporary }: WorkingNames,
): void {
  const copy = identityAt(temporary);
  if (!copy) return;
  const original = identityAt(source);
  const isWhole = copy.size === identity.size;
  const isElsewhere =
    (original !== undefined && sameContentIdentity({ ...original, dev: identity.dev }, identity)) ||
    [source, target].some((path) => identityAt(path) && (!isWhole || sameBytes(temporary, path)));
  if (isElsewhere) removeWorkingFile(temporary);
}

/** Two names of one file, or two files with the same bytes; but not one file seen at two places. */
function holdTheSame(a: string, b: string): boolean {
  const links = linkCountOfOne(a, b);
  return links === undefined ? sameBytes(a, b) : links > 1;
}
