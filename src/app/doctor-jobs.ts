import { existsSync, readFileSync } from 'node:fs';
import type { RawSettings } from '../config/load.js';
import { parseCron } from '../config/cron-expression.js';
import type { Origins, Settings } from '../config/settings.js';
import { readJob } from '../library/job-record.js';
import type { LibraryPaths } from '../library/paths.js';
import type { JobFacts, ScheduleFacts } from '../plan/check-library.js';
import type { ScheduledJob } from '../plan/plan-schedule.js';
import { blockOf } from '../system/crontab-text.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';
import { readCrontab, readSchedule, type Schedule } from './schedule.js';

interface ScheduleQuestion {
  readonly paths: LibraryPaths;
  readonly config: RawSettings;
  /** absolute path of a config file that was named */
  readonly configFile: string | undefined;
  readonly settings: Settings;
  readonly origins: Origins;
  readonly hasTimers: boolean;
}

/** How the schedule stands, and when its jobs ran. @throws PhotokeepError `usage` for an expression that cron would not take */
export async function readScheduleFacts(
  context: Context,
  question: ScheduleQuestion,
): Promise<ScheduleFacts> {
  const { paths, config, configFile, settings, origins, hasTimers } = question;
  const schedule = readSchedule(context, { library: paths.root, config: configFile, settings, origins });
  const is = hasTimers ? 'timers' : await installed(context, schedule);
  return {
    is,
    gone: is === 'missing' || is === 'timers' ? [] : goneFiles(schedule.launcher),
    jobs: schedule.jobs.map((job) => factsOf(context, paths, job, config.has('notify'))),
    now: context.now().toISOString(),
  };
}

async function installed(
  context: Context,
  { block }: Schedule,
): Promise<'current' | 'outdated' | 'missing' | 'unknown'> {
  try {
    const found = blockOf(await readCrontab(context));
    if (!found) return 'missing';
    return found.join('\n') === block.join('\n') ? 'current' : 'outdated';
  } catch (error) {
    if (!(error instanceof PhotokeepError) && !(error instanceof RangeError)) throw error;
    return 'unknown';
  }
}

/** The launcher itself, or what it starts: an upgrade may have moved that. */
function goneFiles(launcher: string): string[] {
  if (!existsSync(launcher)) return [launcher];
  const script = readFileSync(launcher, 'utf8');
  return [...script.matchAll(/^(?:node|photokeep)='?([^'\n]+)'?$/gm)]
    .map(([, file = '']) => file)
    .filter((file) => !existsSync(file));
}

const patienceMs = 3_600_000;

function wordsOf(args: readonly string[]): string {
  const options = args.findIndex((word) => word.startsWith('-'));
  return args.slice(0, options < 0 ? undefined : options).join(' ');
}

/** An import with nothing to do leaves no trace, unless somebody is to be told of its life. */
function factsOf(
  { machineZone }: Context,
  paths: LibraryPaths,
  { name, expression, args }: ScheduledJob,
  isTold: boolean,
): JobFacts {
  const { last, lastSuccess } = readJob(paths, name);
  const leavesTrace = name !== 'import' || isTold;
  const since = lastSuccess ?? last;
  const [, second] =
    leavesTrace && since
      ? (parseCron(expression)?.next(new Date(since.endedAt), 2, machineZone()) ?? [])
      : [];
  return {
    ...{ job: name, command: wordsOf(args), leavesTrace },
    last: last && {
      at: last.endedAt,
      exitCode: last.exitCode,
      ...(last.error !== undefined && { error: last.error }),
    },
    dueBy: second && new Date(second.getTime() + patienceMs).toISOString(),
  };
}
