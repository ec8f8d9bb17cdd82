import { unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import type { HashPool } from '../content/hash-pool.js';
import { syncFolder } from '../library/durable-file.js';
import type { Journal } from '../library/journal.js';
import type { CopyAction, Outcome } from '../plan/actions.js';
import { identityAt } from '../scan/identity.js';
import { fsPath } from '../system/fs-path.js';
import { ActionFailure, failReasonOf } from './failures.js';
import {
  copyToTemporary,
  makeFolders,
  placeWithoutReplacing,
  removeSource,
  removeWorkingFile,
  requireRemovable,
  requireUnchanged,
  syncFile,
  takeBack,
  workingNames,
} from './operations.js';

export interface CopyTools {
  readonly journal: Journal;
  readonly hashes: HashPool;
  readonly isInterrupted: () => boolean;
}

/** A copy under way, through its steps until one fails. */
interface Copying {
  readonly action: CopyAction;
  readonly temporary: string;
  readonly aside: string;
  outcome?: Outcome;
}

/**
 * Copies a batch: all under temporary names, all synced, all read back and compared, all put in place, all their
 * folders synced; only then are sources removed. A power cut at any moment leaves each file whole at its source
 * or proven at its target.
 */
export async function copyBatch(actions: readonly CopyAction[], tools: CopyTools): Promise<Outcome[]> {
  const batch = actions.map((action): Copying => {
    return { action, ...workingNames(tools.journal.run, action.id, action.source, action.target) };
  });
  each(batch, (copying) => {
    copy(copying, tools);
  });
  each(batch, ({ temporary }) => {
    syncFile(temporary);
  });
  await verify(batch, tools.hashes);
  each(batch, (copying) => {
    place(copying, tools.journal);
  });
  for (const folder of new Set(going(batch).map(({ action }) => dirname(action.target)))) syncFolder(folder);
  each(batch, (copying) => {
    finish(copying);
  });
  return batch.map(({ outcome }) => outcome as Outcome);
}

/** Those that no step has decided yet. */
function going(batch: readonly Copying[]): Copying[] {
  return batch.filter(({ outcome }) => outcome === undefined);
}

function each(batch: readonly Copying[], step: (copying: Copying) => void): void {
  for (const copying of going(batch)) {
    try {
      step(copying);
    } catch (error) {
      fail(copying, error);
    }
  }
}

function fail(copying: Copying, error: unknown): void {
  copying.outcome = { action: copying.action, status: 'failed', reason: failReasonOf(error) };
  removeWorkingFile(copying.temporary);
}

function copy({ action, temporary }: Copying, { isInterrupted }: CopyTools): void {
  if (isInterrupted()) throw new ActionFailure('interrupted');
  requireUnchanged(action.source, action.identity);
  if (action.removeSource) requireRemovable(action.source);
  makeFolders(dirname(action.target));
  copyToTemporary(action.source, temporary);
}

async function verify(batch: readonly Copying[], hashes: HashPool): Promise<void> {
  const copied = going(batch);
  const answers = await hashes.fingerprints(copied.map(({ temporary }) => temporary));
  for (const [index, copying] of copied.entries()) {
    const answer = answers[index];
    const { fingerprint } = copying.action;
    const proven =
      answer &&
      'fingerprint' in answer &&
      answer.fingerprint.hash === fingerprint.hash &&
      answer.fingerprint.size === fingerprint.size;
    if (!proven) fail(copying, new ActionFailure('verify-failed'));
  }
}

function place({ action, temporary }: Copying, journal: Journal): void {
  // The source's content was fingerprinted as it was then: the copy proves nothing about a file that changed since.
  requireUnchanged(action.source, action.identity);
  const way = placeWithoutReplacing(temporary, action.target, (ino) => {
    journal.reserved(action.id, ino);
  });
  if (way === 'linked') unlinkSync(fsPath(temporary));
}

function finish(copying: Copying): void {
  const { action, aside } = copying;
  const placed = identityAt(action.target);
  // The rest of the batch took its time: whoever removed or replaced the copy meanwhile must not cost the source.
  if (placed?.size !== action.fingerprint.size) throw new ActionFailure('changed');
  try {
    if (action.removeSource) removeSource(action.source, aside, action.identity);
  } catch (error) {
    takeBack(action.target, placed, action.source, action.identity);
    throw error;
  }
  copying.outcome = { action, status: 'done', placed };
}
