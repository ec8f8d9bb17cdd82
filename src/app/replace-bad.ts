import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { keptPath } from '../backup/kept-path.js';
import type { ManifestIndex } from '../backup/manifest-index.js';
import type { Fingerprint } from '../content/fingerprint.js';
import type { MoveAction, Result } from '../plan/actions.js';
import { placeOf } from '../plan/backup-state.js';
import { statePath } from '../plan/plan-asset.js';
import { identityAt } from '../scan/identity.js';
import type { FailReason } from '../scan/reasons.js';
import { fsPath } from '../system/fs-path.js';
import type { Context } from './context.js';
import type { Repairable } from './repair.js';
import { stage, type Stageable } from './restore-staging.js';
import type { Run } from './run.js';
import { unlessInterrupted } from './unless-interrupted.js';
import type { OpenTarget } from './with-target.js';

/** Where good bytes wait that have no place yet. */
export function stagingOf({ paths }: Pick<Run, 'paths'>): string {
  return join(paths.state, 'repair');
}

function stagedPath(run: Pick<Run, 'paths'>, { row }: Repairable): string {
  return join(stagingOf(run), row.path);
}

/**
 * Fetches what files held from a target, and reads it back.
 *
 * @returns those whose good bytes wait in the staging folder now
 * @throws StoreError
 */
export async function fetchGood(
  context: Context,
  run: Run,
  { store, manifest }: OpenTarget,
  files: readonly Repairable[],
): Promise<ReadonlySet<Repairable>> {
  const wanted = new Map(
    files.map((file): [Stageable, Repairable] => [
      {
        ...{ staged: stagedPath(run, file), fingerprint: file.good, mtimeMs: file.row.identity.mtimeMs },
        places: placesOf(manifest.index, file.good),
      },
      file,
    ]),
  );
  const failed = await unlessInterrupted(context, stage([...wanted.keys()], { store, hashes: run.hashes }));
  if (!failed) return new Set();
  return new Set([...wanted].flatMap(([each, file]) => (failed.has(each) ? [] : [file])));
}

/** Where a target keeps a content, the places that were proven first. */
function placesOf(index: ManifestIndex, content: Fingerprint): string[] {
  const entries = index.byContent(content).filter(({ wrongAt }) => wrongAt === undefined);
  const proven = entries.filter(({ verifiedAt }) => verifiedAt !== undefined);
  return [...new Set([...proven, ...entries].flatMap((entry) => placeOf(entry) ?? []).map(keptPath))];
}

/**
 * Moves the bad file to the trash and the good one into its place; both are announced together, so that recovery brings
 * the good one in where a crash came between them.
 *
 * @returns where the bad one is now, or why nothing changed
 */
export async function replaceBad(
  run: Run,
  file: Repairable,
): Promise<{ readonly trashed: string } | FailReason> {
  const { row, identity, found, good } = file;
  const path = join(run.paths.gallery, row.path);
  const trashed = statePath(path, join(run.paths.trash, run.id), { libraryRoot: run.paths.root });
  const fetched = identityAt(stagedPath(run, file));
  if (!fetched) return 'vanished';
  const takenAt = row.takenAt && { takenAt: row.takenAt };
  const away: MoveAction = {
    ...{ kind: 'move', id: run.nextActionId(), source: path, target: trashed, identity },
    ...{ fingerprint: found ?? good, ...takenAt },
  };
  const back: MoveAction = {
    ...{ kind: 'move', id: away.id + 1, reason: 'restored', source: stagedPath(run, file), target: path },
    ...{ identity: fetched, fingerprint: good, ...takenAt },
  };
  const [wentAway, cameBack] = await carryOut(run, [away, back]);
  if (cameBack?.status === 'done') {
    const now = cameBack.placed ?? identityAt(path);
    const verified = run.trustedNowMs === undefined ? {} : { verifiedMs: run.trustedNowMs };
    if (now) run.catalog.put([{ ...row, identity: now, hash: good.hash, ...verified }]);
    return { trashed };
  }
  // A bad file is better than none.
  if (wentAway?.status === 'done' && wentAway.placed && !existsSync(fsPath(path))) {
    const { id } = back;
    await carryOut(run, [{ ...away, id: id + 1, source: trashed, target: path, identity: wentAway.placed }]);
  }
  const failure = [wentAway, cameBack].find((result) => result?.status === 'failed');
  return failure?.status === 'failed' ? failure.reason : 'interrupted';
}

async function carryOut(run: Run, actions: readonly MoveAction[]): Promise<(Result | undefined)[]> {
  const results = new Map<number, Result>();
  await run.carryOut(actions, (result) => results.set(result.action.id, result));
  return actions.map(({ id }) => results.get(id));
}
