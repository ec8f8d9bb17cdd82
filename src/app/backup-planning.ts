import { relative } from 'node:path';
import { isSplit } from '../backup/cloud-names.js';
import type { Manifest } from '../backup/manifest.js';
import type { Store } from '../backup/store.js';
import { atTarget, type CloudTarget, commandFor } from '../backup/target.js';
import type { BackupFacts, BackupPlan, SourceFile } from '../plan/backup-facts.js';
import { fitToRoom } from '../plan/choose-sends.js';
import { createOmission } from '../scan/omission.js';
import { isEmptied, planBackup } from '../plan/plan-backup.js';
import { gatherBackupFacts } from './backup-source.js';
import type { BackupJob, BackupListener } from './backup-run.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';
import { requireGallery } from './gallery-presence.js';
import { type Run, withRun } from './run.js';

export interface PlanningTools {
  readonly context: Context;
  readonly job: BackupJob;
  readonly listener: BackupListener;
  readonly store: Store;
  readonly manifest: Manifest;
}

export interface BackupPlanning {
  readonly plan: BackupPlan;
  /** files and folders that could not be looked at, relative to the Gallery; what the target has of them is kept */
  readonly unreadable: readonly string[];
  /** milliseconds since 1970; undefined when the clock decides nothing */
  readonly trustedNowMs: number | undefined;
}

/**
 * Looks at both sides and plans. The library is held meanwhile.
 *
 * @throws PhotokeepError `later` when another run holds the library for long, `refused` when the Gallery is not there
 * @throws StoreError
 */
export function planBackupTo(tools: PlanningTools): Promise<BackupPlanning> {
  const { context, job, listener, store, manifest } = tools;
  const { library, libraryId, target, request } = job;
  const { run: id, args, dryRun, accept } = request;
  const asked = { id, command: commandFor(target), args, dryRun, reporter: listener.reporter };
  return whenFree(context, () =>
    withRun(context, library, asked, async (run) => {
      requireGallery(run.paths, libraryId);
      const facts = await gatherBackupFacts(run, manifest.index, {
        drifts: await store.compare(run.paths.gallery, atTarget.gallery),
        otherwise: store.keepsTimes ? undefined : 'unknown',
      });
      if (await isSourceEmptied(facts, store)) {
        throw new PhotokeepError(
          'refused',
          `the Gallery ${run.paths.gallery} holds nothing, and ${target.name} does`,
          'is its disk mounted? nothing was changed at the target',
        );
      }
      const leaveOut = target.kind === 'cloud' ? createOmission(target.choice) : undefined;
      const whole = planBackup(facts, {
        maxChanged: target.maxChanged,
        accept,
        ...(leaveOut && { leaveOut }),
      });
      const plan = target.kind === 'cloud' ? await fitted(whole, target, store, run) : whole;
      noteLongNames(plan, tools);
      const unreadable = facts.unreadable.map(({ path }) => relative(run.paths.gallery, path));
      return { plan, unreadable, trustedNowMs: run.trustedNowMs };
    }),
  );
}

/** Told before anything is sent. */
function noteLongNames(
  { sends }: BackupPlan,
  { context, job: { target, request }, listener }: PlanningTools,
): void {
  if (target.kind !== 'cloud' || (!request.dryRun && !context.stderr.isTerminal)) return;
  const long = sends.filter(({ source }) => isSplit(source.path)).length;
  if (long === 0) return;
  const names = long === 1 ? '1 path has a name' : `${String(long)} paths have names`;
  listener.reporter.note(
    `${names} of more than 143 bytes, too long for crypt: kept there in parts, as a folder and a file in it`,
  );
}

/** In the order that was asked for, and no more than there is room for. */
async function fitted(
  plan: BackupPlan,
  { choice: { order } }: CloudTarget,
  store: Store,
  { catalog }: Pick<Run, 'catalog'>,
): Promise<BackupPlan> {
  const timeOf = ({ path, mtimeMs }: SourceFile): string =>
    catalog.byPath(path)?.takenAt?.local ?? new Date(mtimeMs).toISOString();
  return fitToRoom(plan, order, plan.sends.length > 0 ? await store.freeBytes() : undefined, timeOf);
}

async function isSourceEmptied(facts: BackupFacts, store: Store): Promise<boolean> {
  if (isEmptied(facts)) return true;
  const holdsSome = facts.unchanged > 0 || [...facts.pairs].some(({ source }) => source);
  if (holdsSome) return false;
  // An old copy, that no manifest knows of yet.
  for await (const file of store.list(atTarget.gallery)) return file.size >= 0;
  return false;
}

const waitSeconds = 60;

/** An import is most often done within seconds. */
async function whenFree<T>(context: Context, work: () => Promise<T>): Promise<T> {
  const startedMs = context.now().getTime();
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const isBusy = error instanceof PhotokeepError && error.kind === 'later';
      const isLate = context.now().getTime() - startedMs >= waitSeconds * 1000;
      if (!isBusy || isLate || context.interruptedBy()) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
