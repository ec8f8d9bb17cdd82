import { existsSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import type { HashPool } from '../content/hash-pool.js';
import type { Journal } from '../library/journal.js';
import type { Action, CopyAction, DeleteAction, MoveAction, Outcome, TrashAction } from '../plan/actions.js';
import { type FileIdentity, identityAt, sameContentIdentity } from '../scan/identity.js';
import { errorCode } from '../app/errors.js';
import { fsPath } from '../system/fs-path.js';
import { batchesOf } from './batches.js';
import { copyBatch } from './copy-batch.js';
import { deleteFiles } from './delete-files.js';
import { ActionFailure, failReasonOf } from './failures.js';
import { isStillKept, keptCopyAt } from './kept-copy.js';
import { failedWithLot, lotsOf, takenBack } from './lots.js';
import {
  isOneFile,
  makeFolders,
  placeWithoutReplacing,
  putBack,
  removeSource,
  requireRemovable,
  requireUnchanged,
  takeBack,
  workingNames,
} from './operations.js';
import { reflinkFile } from './reflink.js';
import { requireSameBytes } from './require-same-bytes.js';
import { takeFromTrash } from './take-from-trash.js';

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
  const isSameLot = ({ together }: Action, before: Action | undefined): boolean =>
    together !== undefined && together === before?.together;
  for (const batch of batchesOf(actions, limits, bytesOf, isSameLot)) {
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
  const copies = batch.filter((action) => action.kind === 'copy');
  const others = batch.filter((action) => action.kind !== 'copy');
  const outcomes = new Map<number, Outcome>();
  for (const outcome of await copyBatch(copies, tools)) outcomes.set(outcome.action.id, outcome);
  for (const lot of lotsOf(others))
    for (const outcome of await executeLot(lot, tools)) outcomes.set(outcome.action.id, outcome);
  return batch.map(({ id }) => outcomes.get(id) as Outcome);
}

/** Does all of them, or none. */
async function executeLot(lot: readonly SingleAction[], tools: Tools): Promise<Outcome[]> {
  const deletions = lot.filter((action) => action.kind === 'delete');
  const others = lot.filter((action) => action.kind !== 'delete');
  const deleted = deleteFiles(deletions, tools.journal.run, tools.isInterrupted);
  return [...deleted, ...(await executeInTurn(others, tools))];
}

async function executeInTurn(lot: readonly FileAction[], tools: Tools): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const action of lot) {
    const outcome = await executeSingle(action, tools);
    outcomes.push(outcome);
    if (outcome.status === 'done' && outcome.placed)
      tools.ownChanges.set(fileKey(outcome.placed), outcome.placed.ctimeMs);
    if (outcome.status === 'failed' && action.kind === 'trash') {
      const others = lot.slice(outcomes.length).map((other) => failedWithLot(other, outcome));
      return [...outcomes.map((done) => takenBack(done, outcome)), ...others];
    }
  }
  return outcomes;
}

async function executeSingle(action: FileAction, tools: Tools): Promise<Outcome> {
  const kept = keptCopyAt(action.kind === 'trash' ? action.keep : undefined);
  const outcome = executeOne(action, tools) ?? (await copyInstead(action, tools));
  if (action.kind !== 'trash' || outcome.status === 'failed' || isStillKept(kept)) return outcome;
  return takeFromTrash(action) ? { action, status: 'failed', reason: 'keep-missing' } : outcome;
}

type SingleAction = Exclude<Action, CopyAction>;
type FileAction = Exclude<SingleAction, DeleteAction>;

function fileKey({ dev, ino }: FileIdentity): string {
  return `${String(dev)}:${String(ino)}`;
}

/** What a file with several names must look like after another of its names was moved by us. */
function withOwnChange(identity: FileIdentity, ownChanges: ReadonlyMap<string, number>): FileIdentity {
  const ctimeMs = identity.ino === 0 ? undefined : ownChanges.get(fileKey(identity));
  return ctimeMs === undefined ? identity : { ...identity, ctimeMs };
}

/** undefined when the target turned out to lie on another file system */
function executeOne(action: FileAction, { journal, isInterrupted, ownChanges }: Tools): Outcome | undefined {
  try {
    if (isInterrupted()) throw new ActionFailure('interrupted');
    if (action.kind === 'move') requireUnchanged(action.source, withOwnChange(action.identity, ownChanges));
    else if (action.kind !== 'reflink') requireSameBytes(action);
    if (action.kind === 'compare') return { action, status: 'done' };
    requireRemovable(action.source);
    const placed = action.kind === 'reflink' ? reflinkFile(action, journal) : moveFile(action, journal);
    return { action, status: 'done', placed };
  } catch (error) {
    if (errorCode(error) === 'EXDEV') return undefined;
    return { action, status: 'failed', reason: failReasonOf(error) };
  }
}

/** The plan took both ends for one file system, the kernel knows better (btrfs subvolumes, bind mounts). */
async function copyInstead(action: FileAction, tools: Tools): Promise<Outcome> {
  const [copied] = await copyBatch([asCopy(action)], tools);
  return { ...(copied as Outcome), action };
}

function asCopy(action: FileAction): CopyAction {
  if (!('target' in action)) throw new TypeError('there is no target');
  const { id, source, identity, fingerprint, target } = action;
  return { kind: 'copy', id, source, identity, fingerprint, target, removeSource: true };
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
