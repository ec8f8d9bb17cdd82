import { type Finding, fine, problem, warning } from './finding.js';

/** What the state of the library says. */
export interface StateFacts {
  readonly catalog: { readonly is: 'sound' | 'damaged' | 'busy' | 'missing'; readonly files: number };
  /** files that `verify` found rotten or unclear; undefined where the list cannot be read */
  readonly doubts: number | undefined;
  /** runs whose journal is open though their process is gone */
  readonly staleRuns: readonly string[];
  /** runs that are under way */
  readonly openRuns: readonly string[];
}

export function checkState({ catalog, doubts, staleRuns, openRuns }: StateFacts): Finding[] {
  return [checkCatalog(catalog), checkDoubts(doubts), checkJournals(staleRuns, openRuns)];
}

function checkCatalog({ is, files }: StateFacts['catalog']): Finding {
  switch (is) {
    case 'sound':
      return fine('catalog', `the catalog is sound (${files.toLocaleString('en-US')} files)`);
    case 'busy':
      return fine('catalog', 'the catalog is being written to just now');
    case 'missing':
      return warning('catalog', 'there is no catalog yet', 'photokeep import or photokeep adopt makes it');
    case 'damaged':
      return problem(
        'catalog',
        'the catalog is damaged; it is a cache, and nothing is lost',
        'delete .photokeep/catalog.db: the next run makes it again',
      );
  }
}

function checkDoubts(doubts: number | undefined): Finding {
  if (doubts === undefined)
    return problem(
      'doubts',
      '.photokeep/doubts.json is damaged',
      'bring it back from a backup, or delete it and run photokeep verify --all',
    );
  if (doubts === 0) return fine('doubts', 'no file of the Gallery is known to be rotten');
  return problem(
    'doubts',
    `${String(doubts)} ${doubts === 1 ? 'file' : 'files'} of the Gallery are rotten or in doubt`,
    'photokeep verify --repair',
  );
}

function checkJournals(stale: readonly string[], open: readonly string[]): Finding {
  if (stale.length > 0)
    return warning(
      'journals',
      `${stale.length === 1 ? 'a run was' : `${String(stale.length)} runs were`} cut off (${stale.join(', ')})`,
      'the next photokeep import finishes it or takes it back',
    );
  return fine('journals', open.length > 0 ? `a run is under way (${open.join(', ')})` : 'no run was cut off');
}

/** A job of the schedule, and when it ran. */
export interface JobFacts {
  readonly job: string;
  /** its command line without options: `backup local hdd` */
  readonly command: string;
  /** how it ended, and when; undefined when it never ran as far as is known */
  readonly last: { readonly at: string; readonly exitCode: number; readonly error?: string } | undefined;
  /** whether every run of it is on record */
  readonly leavesTrace: boolean;
  /** ISO 8601: by when it should have run twice since it last was fine; undefined where runs leave no trace */
  readonly dueBy: string | undefined;
}

export interface ScheduleFacts {
  /** whether the crontab has what the config asks for; `unknown`: it cannot be read */
  readonly is: 'current' | 'outdated' | 'missing' | 'unknown' | 'timers';
  /** files that the script which cron starts needs, and that are gone */
  readonly gone: readonly string[];
  readonly jobs: readonly JobFacts[];
  /** ISO 8601 */
  readonly now: string;
}

export function checkSchedule({ is, gone, jobs, now }: ScheduleFacts): Finding[] {
  const again = 'photokeep schedule install';
  const [file] = gone;
  const installed: Readonly<Record<ScheduleFacts['is'], Finding>> = {
    current: fine('schedule', 'the schedule is in the crontab'),
    timers: fine('schedule', 'the schedule is in timers of systemd'),
    outdated: warning('schedule', 'the crontab has another schedule than the config', again),
    missing: warning('schedule', 'no schedule is in the crontab: nothing runs by itself', again),
    unknown: warning('schedule', 'the crontab cannot be read', 'see photokeep schedule'),
  };
  return [
    file === undefined ? installed[is] : problem('schedule', `cron starts ${file}, and that is gone`, again),
    ...jobs.map((job) => checkJob(job, now, is === 'current' || is === 'timers')),
  ];
}

/** design §4: not now; and interrupted by somebody who knows */
const harmless = [0, 75, 130, 143];

function checkJob(
  { job, command, last, leavesTrace, dueBy }: JobFacts,
  now: string,
  isInstalled: boolean,
): Finding {
  if (!last && !leavesTrace) return fine('job', `${job} has had nothing to do yet, as far as is known`);
  if (!last) return (isInstalled ? warning : fine)('job', `${job} has not run yet`);
  if (!harmless.includes(last.exitCode))
    return problem(
      'job',
      `${job} ended with exit code ${String(last.exitCode)}${last.error === undefined ? '' : `: ${last.error}`}`,
      `run it by hand: photokeep ${command}`,
    );
  if (isInstalled && dueBy !== undefined && dueBy < now)
    return warning(
      'job',
      `${job} should have run since ${last.at.slice(0, 10)}, and did not, or could not`,
      'was the machine on? see photokeep status',
    );
  return fine('job', `${job} last ran on ${last.at.slice(0, 10)}`);
}
