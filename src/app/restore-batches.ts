import { join } from 'node:path';
import type { Store } from '../backup/store.js';
import { batchesOf } from '../execute/batches.js';
import { makeFolders } from '../execute/operations.js';
import type { MoveAction } from '../plan/actions.js';
import type { Fetching, WantedFile } from '../plan/plan-restore.js';
import type { RestoreFileEvent } from '../report/restore-report.js';
import { identityAt } from '../scan/identity.js';
import type { Context } from './context.js';
import { learnGallery } from './gallery-presence.js';
import type { Destination } from './restore-destination.js';
import { stage, type Stageable } from './restore-staging.js';
import type { Run } from './run.js';
import { unlessInterrupted } from './unless-interrupted.js';

/** A file that is wanted back, on its way through the working place. */
export type Returning = WantedFile & Stageable;

export interface BringBackTools {
  readonly run: Run;
  readonly destination: Destination;
  readonly store: Store;
  /** told what came of each file */
  readonly say: (
    file: Fetching<Returning>,
    status: 'done' | 'failed',
    reason?: RestoreFileEvent['reason'],
  ) => void;
}

/** Enough for a program to be worth starting, and not much to fetch again after a crash. */
const limits = { files: 200, bytes: 1024 * 1024 * 1024 };

/**
 * Fetches files, batch by batch, proves them, and puts them in place. Stops when it is interrupted; what is on its way
 * then waits in the staging folder for the next time.
 *
 * @throws StoreError
 */
export async function bringBack(
  context: Context,
  fetches: readonly Fetching<Returning>[],
  tools: BringBackTools,
): Promise<void> {
  const { run, destination, say } = tools;
  if (fetches.length === 0) return;
  // A catalog that was just made would forget what it is told now, at the next run's first look at the Gallery.
  learnGallery(run.catalog, run.paths.gallery);
  makeFolders(destination.staging);
  let isFull = false;
  for (const batch of batchesOf(fetches, limits, ({ wanted }) => wanted.fingerprint.size)) {
    if (context.interruptedBy()) return;
    if (isFull) for (const each of batch) say(each, 'failed', 'no-space');
    else isFull = await bringBatch(context, batch, tools);
  }
}

/** @returns whether the disk is full */
async function bringBatch(
  context: Context,
  batch: readonly Fetching<Returning>[],
  { run, destination, store, say }: BringBackTools,
): Promise<boolean> {
  const failed = await unlessInterrupted(
    context,
    stage(
      batch.map(({ wanted }) => wanted),
      { store, hashes: run.hashes },
    ),
  );
  if (!failed) return false;
  const byId = new Map<number, Fetching<Returning>>();
  const actions: MoveAction[] = [];
  for (const each of batch) {
    const { staged, fingerprint } = each.wanted;
    const identity = identityAt(staged);
    const reason = failed.get(each.wanted) ?? (identity ? undefined : 'vanished');
    if (reason !== undefined || !identity) {
      say(each, 'failed', reason);
      continue;
    }
    const id = run.nextActionId() + actions.length;
    byId.set(id, each);
    const target = join(destination.root, each.to);
    actions.push({ kind: 'move', id, reason: 'restored', source: staged, target, identity, fingerprint });
  }
  let isFull = [...failed.values()].includes('no-space');
  await run.carryOut(actions, (result) => {
    const each = byId.get(result.action.id);
    // What an interrupted run did not come to is told once, in its summary.
    if (!each || (result.status === 'failed' && result.reason === 'interrupted')) return;
    if (result.status === 'failed') say(each, 'failed', result.reason);
    else say(each, 'done');
    isFull ||= result.status === 'failed' && result.reason === 'no-space';
  });
  return isFull;
}
