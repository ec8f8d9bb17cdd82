import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { keptPath } from '../backup/kept-path.js';
import { recordJob } from '../library/job-record.js';
import type { ManifestEntry } from '../plan/backup-facts.js';
import {
  createRestoreTally,
  type RestoreFailReason,
  type RestoreFileEvent,
  type RestoreReporter,
} from '../report/restore-report.js';
import { fsPath } from '../system/fs-path.js';
import type { Context } from './context.js';
import { type ExitCode, exitCodeOf } from './exit-codes.js';
import { createHashPool } from '../content/hash-pool.js';
import { requireInside } from './restore-choice.js';
import { requireRoom } from './restore-destination.js';
import { stage, type Stageable } from './restore-staging.js';
import type { TargetPlace } from './named-target.js';
import { newRunId } from './run.js';
import { unlessInterrupted } from './unless-interrupted.js';
import { type OpenTarget, withTarget } from './with-target.js';

const command = 'backup restore';

/**
 * Brings some files back that chance chooses, into a folder that is removed again, to see that it can be done. What came
 * back right counts as proven, and that the drill happened is on record.
 *
 * @param files how many
 * @throws PhotokeepError when the run is stopped as a whole
 */
export async function drill(
  context: Context,
  { library: { paths }, target }: TargetPlace,
  files: number,
  reporter: RestoreReporter,
): Promise<ExitCode> {
  const started = context.now();
  const run = newRunId(context);
  reporter.start({ command, run, dryRun: false });
  return withTarget(context, paths, target, { command, dryRun: false, reporter }, async (open) => {
    // In a folder that the lock of the target guards: what a drill that was cut off has left there goes.
    const folder = join(paths.targets, target.name, 'drill');
    const tally = createRestoreTally();
    const tell = (event: RestoreFileEvent): void => {
      tally.count(event);
      reporter.event(event);
    };
    rmSync(folder, { recursive: true, force: true });
    try {
      const chosen = chooseSome([...open.manifest.index.current()].flat(), files, context.random);
      requireInside(chosen);
      requireRoom({ root: folder }, sizeOf(chosen));
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      await practise(context, open, { chosen, folder, gallery: paths.gallery, tell });
    } finally {
      rmSync(fsPath(folder), { recursive: true, force: true });
    }
    const counts = tally.counts();
    const exitCode = exitCodeOf(context.interruptedBy(), counts.failed);
    const ended = context.now();
    const times = { startedAt: started.toISOString(), endedAt: ended.toISOString() };
    recordJob(paths, `drill ${target.name}`, { run, ...times, exitCode, counts: { ...counts } });
    reporter.end({
      ...{ event: 'summary', command, run, dryRun: false, target: target.name, to: folder, ...counts },
      drill: true,
      seconds: (ended.getTime() - started.getTime()) / 1000,
      exitCode,
    });
    return exitCode;
  });
}

interface Practice {
  readonly chosen: readonly ManifestEntry[];
  /** absolute; removed afterwards */
  readonly folder: string;
  /** absolute */
  readonly gallery: string;
  readonly tell: (event: RestoreFileEvent) => void;
}

async function practise(
  context: Context,
  { store, manifest }: OpenTarget,
  { chosen, folder, gallery, tell }: Practice,
): Promise<void> {
  const files = chosen.map((entry): Stageable & { readonly entry: ManifestEntry } => ({
    ...{ entry, fingerprint: entry.fingerprint, mtimeMs: entry.mtimeMs },
    staged: join(folder, entry.path),
    places: [keptPath({ version: undefined, path: entry.path })],
  }));
  const hashes = createHashPool();
  const failed = await unlessInterrupted(context, stage(files, { store, hashes })).finally(() =>
    hashes.close(),
  );
  if (!failed) return;
  const now = context.now().toISOString();
  const pathsThat = (is: (reason: RestoreFailReason | undefined) => boolean): string[] =>
    files.filter((file) => is(failed.get(file))).map(({ entry }) => entry.path);
  manifest.verified(
    pathsThat((reason) => reason === undefined),
    now,
  );
  manifest.disproved(
    pathsThat((reason) => reason === 'damaged' || reason === 'missing'),
    now,
  );
  for (const file of files) {
    const reason = failed.get(file);
    const path = join(gallery, file.entry.path);
    const base = { event: 'file', action: 'restore', path, to: path, size: file.fingerprint.size } as const;
    tell(reason === undefined ? { ...base, status: 'done' } : { ...base, status: 'failed', reason });
  }
}

/** Each as likely as any other. @param random 0 ≤ x < 1 */
function chooseSome<T>(items: readonly T[], number: number, random: () => number): T[] {
  const left = [...items];
  return Array.from({ length: Math.min(number, left.length) }, () => {
    const at = Math.floor(random() * left.length);
    const chosen = left[at] as T;
    left[at] = left.at(-1) as T;
    left.pop();
    return chosen;
  });
}

function sizeOf(entries: readonly ManifestEntry[]): number {
  return entries.reduce((sum, { fingerprint }) => sum + fingerprint.size, 0);
}
