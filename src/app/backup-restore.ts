import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { keptPath } from '../backup/kept-path.js';
import type { ManifestIndex } from '../backup/manifest-index.js';
import type { ManifestEntry } from '../plan/backup-facts.js';
import { placesOf } from '../plan/backup-state.js';
import { type Fetching, planRestore } from '../plan/plan-restore.js';
import { createRestoreTally, type RestoreFileEvent, type RestoreReporter } from '../report/restore-report.js';
import { identityAt } from '../scan/identity.js';
import { fsPath } from '../system/fs-path.js';
import type { Context } from './context.js';
import { type ExitCode, exitCodeOf } from './exit-codes.js';
import { bringBack, type Returning } from './restore-batches.js';
import { chooseEntries, type RestoreChoice } from './restore-choice.js';
import { type Destination, findDestination, requireRoom } from './restore-destination.js';
import { gatherRestoreFacts } from './restore-facts.js';
import type { TargetPlace } from './named-target.js';
import { type Run, withRun } from './run.js';
import { type OpenTarget, withTarget } from './with-target.js';

export interface RestoreOptions extends RestoreChoice {
  /** where to, as the user wrote it; undefined for the Gallery */
  readonly to: string | undefined;
  readonly dryRun: boolean;
  readonly args: readonly string[];
}

const command = 'backup restore';

/**
 * Brings files back from a target: into the Gallery, or into another folder. Overwrites nothing, and changes nothing at
 * the target. A run that can be undone; cut off, the same command goes on.
 *
 * @throws PhotokeepError when the run is stopped as a whole
 */
export async function restoreBackup(
  context: Context,
  { library, target }: TargetPlace,
  options: RestoreOptions,
  reporter: RestoreReporter,
): Promise<ExitCode> {
  const { dryRun, args, to } = options;
  const destination = findDestination(context, library.paths, target, to);
  const request = { command, args, dryRun, reporter, fillsGallery: true };
  return withRun(context, library, request, (run) => {
    const onStart = (pid: number): void => {
      run.helperStarted(target.kind === 'cloud' ? 'rclone' : 'rsync', pid);
    };
    return withTarget(context, run.paths, target, { command, dryRun, onStart, reporter }, (open) =>
      restore(context, { run, open, destination, reporter }, options),
    );
  });
}

interface Tools {
  readonly run: Run;
  readonly open: OpenTarget;
  readonly destination: Destination;
  readonly reporter: RestoreReporter;
}

async function restore(context: Context, tools: Tools, choice: RestoreChoice): Promise<ExitCode> {
  const { run, open, destination, reporter } = tools;
  const started = context.now().getTime();
  const tally = createRestoreTally();
  const { index } = open.manifest;
  const chosen = chooseEntries(index, choice, { ...context, gallery: run.paths.gallery });
  const wanted = chosen.map((entry) => toReturn(entry, index, destination));
  const report = (event: RestoreFileEvent): void => {
    tally.count(event);
    reporter.event(event);
    reporter.progress({ done: tally.total(), total: wanted.length });
  };
  const say = (
    { wanted: { path, fingerprint }, to }: Fetching<Returning>,
    status: RestoreFileEvent['status'],
    reason?: RestoreFileEvent['reason'],
  ): void => {
    const { root } = destination;
    report({
      ...{ event: 'file', status, action: 'restore', path: join(root, path), to: join(root, to) },
      ...{ size: fingerprint.size, ...(reason && { reason }) },
    });
  };

  const kept = wanted.filter(({ places }) => places.length > 0);
  for (const lost of wanted.filter(({ places }) => places.length === 0))
    say({ wanted: lost, to: lost.path }, 'failed', 'not-kept');
  const facts = await gatherRestoreFacts(kept, destination.root, run.hashes, {
    isInterrupted: () => context.interruptedBy() !== undefined,
    onRead(done, total) {
      reporter.progress({ done, total });
    },
  });
  const { fetches, same } = facts ? planRestore(kept, facts) : { fetches: [], same: [] };
  for (const each of same) say(each, 'skipped', 'same');
  requireRoom(destination, bytesToFetch(fetches));
  if (run.dryRun) for (const each of fetches) say(each, 'planned');
  else {
    await bringBack(context, fetches, { run, destination, store: open.store, say });
    if (!context.interruptedBy()) rmSync(fsPath(destination.staging), { recursive: true, force: true });
  }

  const counts = tally.counts();
  const exitCode = exitCodeOf(context.interruptedBy(), counts.failed);
  reporter.end({
    ...{ event: 'summary', command, run: run.id, dryRun: run.dryRun, target: open.store.target.name },
    ...{ to: destination.root, ...counts },
    seconds: (context.now().getTime() - started) / 1000,
    exitCode,
  });
  return exitCode;
}

function toReturn(entry: ManifestEntry, index: ManifestIndex, { staging }: Destination): Returning {
  const { path, fingerprint, mtimeMs } = entry;
  const places = placesOf(entry, index.byContent(fingerprint)).map(keptPath);
  return { path, fingerprint, mtimeMs, staged: join(staging, path), places: [...new Set(places)] };
}

/** What an earlier run has fetched, and could not place any more, is on the disk already. */
function bytesToFetch(fetches: readonly Fetching<Returning>[]): number {
  return fetches.reduce((sum, { wanted: { fingerprint, staged } }) => {
    return sum + Math.max(0, fingerprint.size - (identityAt(staged)?.size ?? 0));
  }, 0);
}
