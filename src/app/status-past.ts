import { isInGallery, type LibraryPaths } from '../library/paths.js';
import { readJobs } from '../library/job-record.js';
import { type RecordedRun, readHistory, type RunHistory } from '../library/run-history.js';
import type { Action } from '../plan/actions.js';
import type { Amount, JobStatus } from '../report/status.js';

/** What the journals and the records of jobs tell. */
export interface PastStatus {
  readonly jobs: readonly JobStatus[];
  readonly newThisWeek: Amount;
  readonly duplicates: Amount;
}

const weekMs = 7 * 86_400_000;

/** @throws PhotokeepError `usage` when a newer photokeep wrote one of the files */
export function readPast(paths: LibraryPaths, nowMs: number): PastStatus {
  const history = readHistory(paths);
  const since = new Date(nowMs - weekMs).toISOString();
  const isLeft = ({ undone }: RecordedRun): boolean => undone !== 'yes';
  const imports = history.runs.filter(
    (run) => run.command === 'import' && run.startedAt >= since && isLeft(run),
  );
  const dedupes = history.runs.filter((run) => run.command === 'dedupe' && isLeft(run));
  return {
    jobs: jobsOf(paths, history.runs),
    newThisWeek: sumOf(history, imports, (action) => comesIn(action, paths)),
    duplicates: sumOf(
      history,
      dedupes,
      ({ kind }) => kind !== 'move' && kind !== 'copy' && kind !== 'compare',
    ),
  };
}

function comesIn(action: Action, paths: LibraryPaths): boolean {
  const isPlacing = action.kind === 'move' || action.kind === 'copy';
  return isPlacing && isInGallery(action.target, paths) && !isInGallery(action.source, paths);
}

function sumOf(
  history: RunHistory,
  runs: readonly RecordedRun[],
  counts: (action: Action) => boolean,
): Amount {
  const sizes = runs
    .flatMap(({ run }) => history.standingsOf(run))
    .filter(({ action, isUndone }) => !isUndone && counts(action))
    .map(({ action }) => action.fingerprint.size);
  return { files: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** Runs by hand and of older releases are not on record as jobs: their journals tell of them. */
function jobsOf(paths: LibraryPaths, runs: readonly RecordedRun[]): JobStatus[] {
  const recorded = readJobs(paths).flatMap(({ job, last, lastSuccess }): JobStatus[] => {
    // A drop folder that is watched is on record in the same way.
    if (!last || job.startsWith('drop folder ')) return [];
    const { endedAt, exitCode, error } = last;
    return [
      {
        job,
        last: { endedAt, exitCode, ...(error !== undefined && { error }) },
        ...(lastSuccess && { lastSuccess: lastSuccess.endedAt }),
      },
    ];
  });
  const journaled = ['import', 'dedupe', 'verify'].flatMap((command): JobStatus[] => {
    const run = runs.findLast((each) => each.command === command && each.end !== 'open');
    if (!run) return [];
    const isFine = run.end === 'finished' && run.counts.failed === 0;
    const last = { endedAt: run.startedAt, exitCode: isFine ? 0 : 3 };
    return [{ job: command, last, ...(isFine && { lastSuccess: run.startedAt }) }];
  });
  const names = [...new Set([...journaled, ...recorded].map(({ job }) => job))];
  return names.map((name) => {
    const [first, second] = [...recorded, ...journaled].filter(({ job }) => job === name) as [
      JobStatus,
      JobStatus?,
    ];
    return second && second.last.endedAt > first.last.endedAt ? { ...first, ...second } : first;
  });
}
