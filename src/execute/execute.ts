import { existsSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { sameBytes } from '../content/same-bytes.js';
import type { HashPool } from '../content/hash-pool.js';
import type { Journal } from '../library/journal.js';
import type {
  Action,
  CompareAction,
  CopyAction,
  DeleteAction,
  MoveAction,
  Outcome,
  TrashAction,
} from '../plan/actions.js';
import { type FileIdentity, identityAt, sameContentIdentity } from '../scan/identity.js';
import { errorCode } from '../app/errors.js';
import { fsPath } from '../system/fs-path.js';
import { batchesOf } from './batches.js';
import { copyBatch } from './copy-batch.js';
import { ActionFailure, failReasonOf } from './failures.js';
import {
  canBeOpened,
  isOneFile,
  linkCountOfOne,
  makeFolders,
  placeWithoutReplacing,
  putBack,
  removeSource,
  requireRemovable,
  requireUnchanged,
  takeBack,
  takeFromTrash,
  workingNames,
} from './operations.js';

export interface ExecutorTools {
  readonly journal: Journal;
  readonly hashes: HashPool;
  /** asked before each action: what has not begun by then is left */
  readonly isInterrupted: () => boolean;
}

interface Tools extends ExecutorTools {
  /** ctime of each file after the last action on it, by device and inode: that of its other names changes with it */
  readonly ownChanges: Map<string, number>;
}

const limits = { files: 64, bytes: 256 * 1024 * 1024 };

/**
 * Does what a plan says, batch by batch: announced in the journal, done, recorded there, and yielded.
 * The only place that moves, copies or removes users' files.
 */
export async function* execute(actions: readonly Action[], given: ExecutorTools): AsyncGenerator<Outcome[]> {
  const tools: Tools = { ...given, ownChanges: new Map() };
  const bytesOf = (action: Action): number => (action.kind === 'copy' ? action.fingerprint.size : 0);
  for (const batch of batchesOf(actions, limits, bytesOf)) {
    tools.journal.announce(batch, foldersToMake(batch));
    const outcomes = await executeBatch(batch, tools);
    tools.journal.record(outcomes);
    // Moves are synchronous: without a pause no signal would be heard before the last of them.
    await new Promise(setImmediate);
    yield outcomes;
  }
}

/** Copies come first: a duplicate's copy that stays may be among them. */
async function executeBatch(batch: readonly Action[], tools: Tools): Promise<Outcome[]> {
  const copies = batch.filter((action): action is CopyAction => action.kind === 'copy');
  const outcomes = new Map<number, Outcome>();
  for (const outcome of await copyBatch(copies, tools)) outcomes.set(outcome.action.id, outcome);
  for (const action of batch) {
    if (action.kind === 'copy') continue;
    const outcome = executeOne(action, tools) ?? (await copyInstead(action, tools));
    outcomes.set(action.id, action.kind === 'trash' ? requireKept(action, outcome) : outcome);
    if (outcome.status === 'done' && outcome.placed)
      tools.ownChanges.set(fileKey(outcome.placed), outcome.placed.ctimeMs);
  }
  return batch.map(({ id }) => outcomes.get(id) as Outcome);
}

type SingleAction = Exclude<Action, CopyAction>;

function fileKey({ dev, ino }: FileIdentity): string {
  return `${String(dev)}:${String(ino)}`;
}

/** What a file with several names must look like after another of its names was moved by us. */
function withOwnChange(identity: FileIdentity, ownChanges: ReadonlyMap<string, number>): FileIdentity {
  const ctimeMs = identity.ino === 0 ? undefined : ownChanges.get(fileKey(identity));
  return ctimeMs === undefined ? identity : { ...identity, ctimeMs };
}

/** undefined when the target turned out to lie on another file system */
function executeOne(
  action: SingleAction,
  { journal, isInterrupted, ownChanges }: Tools,
): Outcome | undefined {
  try {
    if (isInterrupted()) throw new ActionFailure('interrupted');
    if (action.kind === 'move') requireUnchanged(action.source, withOwnChange(action.identity, ownChanges));
    else requireSameBytes(action);
    if (action.kind === 'compare') return { action, status: 'done' };
    requireRemovable(action.source);
    if (action.kind === 'delete') {
      deleteFile(action, journal);
      return { action, status: 'done' };
    }
    return { action, status: 'done', placed: moveFile(action, journal) };
  } catch (error) {
    if (errorCode(error) === 'EXDEV') return undefined;
    return { action, status: 'failed', reason: failReasonOf(error) };
  }
}

/** The plan took both ends for one file system, the kernel knows better (btrfs subvolumes, bind mounts). */
async function copyInstead(action: SingleAction, tools: Tools): Promise<Outcome> {
  const [copied] = await copyBatch([asCopy(action)], tools);
  return { ...(copied as Outcome), action };
}

/** Both may have been one file after all, met by two ways: a bind mount, or a name in other letters on exFAT. */
function requireKept(action: TrashAction, outcome: Outcome): Outcome {
  if (outcome.status === 'failed' || canBeOpened(action.keep)) return outcome;
  takeFromTrash(action);
  return { action, status: 'failed', reason: 'keep-missing' };
}

function asCopy(action: SingleAction): CopyAction {
  if (action.kind === 'compare' || action.kind === 'delete') throw new TypeError('there is no target');
  const { id, source, identity, fingerprint, target } = action;
  return { kind: 'copy', id, source, identity, fingerprint, target, removeSource: true };
}

/**
 * The one thing that lets a duplicate go; both files must hold still meanwhile. What happened to the source's
 * ctime before does not matter: a hard link of it may just have been moved.
 */
function requireSameBytes({ source, identity, keep }: TrashAction | DeleteAction | CompareAction): void {
  const before = [identityAt(source), keep === undefined ? undefined : identityAt(keep)] as const;
  if (!before[0]) throw new ActionFailure('vanished');
  if (!sameContentIdentity(before[0], identity)) throw new ActionFailure('changed');
  if (keep === undefined) return;
  if (!before[1]) throw new ActionFailure('keep-missing');
  // One file seen at two places, through a bind mount: letting the one go would take the other along.
  if (linkCountOfOne(source, keep) === 1) throw new ActionFailure('not-permitted');
  if (!sameBytes(source, keep)) throw new ActionFailure('not-identical');
  requireUnchanged(source, before[0]);
  requireUnchanged(keep, before[1]);
}

function moveFile(action: MoveAction | TrashAction, journal: Journal): FileIdentity {
  const { id, source, target, identity } = action;
  makeFolders(dirname(target));
  const way = placeWithoutReplacing(source, target, (ino) => {
    journal.reserved(id, ino);
  });
  const placed = identityAt(target);
  if (!placed || !sameContentIdentity(placed, identity)) {
    // Another file took the source's name between the check and the move: it goes back where it was.
    if (way === 'renamed') putBack(target, source);
    else if (isOneFile(source, target)) unlinkSync(fsPath(target));
    throw new ActionFailure('changed');
  }
  if (way === 'linked') {
    try {
      removeSource(source, workingNames(journal.run, id, source, target).aside, identity);
    } catch (error) {
      takeBack(target, placed, source, identity);
      throw error;
    }
  }
  return identityAt(target) ?? placed;
}

function deleteFile({ id, source, identity, keep }: DeleteAction, journal: Journal): void {
  const { aside } = workingNames(journal.run, id, source, source);
  // Both may be one file after all, as for the trash; but from here there is no way back.
  removeSource(source, aside, identity, () => {
    if (keep !== undefined && !canBeOpened(keep)) throw new ActionFailure('keep-missing');
  });
}

/** The folders that the targets of these actions need and that are not there yet, parents first. */
function foldersToMake(actions: readonly Action[]): string[] {
  const missing = new Set<string>();
  const visit = (folder: string): void => {
    if (missing.has(folder) || existsSync(fsPath(folder))) return;
    visit(dirname(folder));
    missing.add(folder);
  };
  const folders = actions.flatMap((action) => ('target' in action ? [dirname(action.target)] : []));
  for (const folder of new Set(folders)) visit(folder);
  return [...missing];
}
