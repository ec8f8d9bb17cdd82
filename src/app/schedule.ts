import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { usualBackupTime } from '../config/backup-entries.js';
import { parseCron } from '../config/cron-expression.js';
import type { Origins, Settings } from '../config/settings.js';
import { writeDurably } from '../library/durable-file.js';
import { crontabBlock, launcherScript, type ScheduledJob, scheduledJobs } from '../plan/plan-schedule.js';
import { systemdUnits, type UnitFile } from '../plan/systemd-units.js';
import { blockOf, shellWord, withBlock, withLinesOf, withoutBlock } from '../system/crontab-text.js';
import { runProgram, startConversation } from '../system/exec.js';
import { nameFromBytes, pathBytes } from '../system/fs-path.js';
import { type Consent, isAgreed, requireAnswerable } from './ask.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';

/** A job with what there is to say about it. */
export interface PlannedJob extends ScheduledJob {
  /** for people: `every 15 minutes` */
  readonly words: string;
  /** ISO 8601, the next three times */
  readonly next: readonly string[];
}

/** The whole schedule, as it is to stand in the crontab. */
export interface Schedule {
  readonly jobs: readonly PlannedJob[];
  /** absolute path of the library's root */
  readonly library: string;
  /** its lines between the markers */
  readonly block: readonly string[];
  /** absolute path of the script that cron starts */
  readonly launcher: string;
}

export interface ScheduleWishes {
  /** absolute path of the library's root */
  readonly library: string;
  /** absolute path of a config file that was named */
  readonly config: string | undefined;
  readonly settings: Settings;
  readonly origins: Origins;
}

/** Reads the schedule from the config. @throws PhotokeepError `usage` for an expression that cron would not take */
export function readSchedule(
  context: Context,
  { library, config, settings, origins }: ScheduleWishes,
): Schedule {
  requireSchedule(settings, origins);
  if ((library + (config ?? '')).includes('\n'))
    throw new PhotokeepError('usage', 'a crontab cannot name a path with a line break', 'rename the folder');
  const backups = (settings.backups ?? []).map((entry) => ({
    name: entry.name,
    kind: entry.place.kind === 'cloud' ? ('cloud' as const) : ('local' as const),
    schedule: entry.schedule ?? usualBackupTime(entry),
  }));
  const jobs = scheduledJobs({ library, config, schedule: settings.schedule, backups });
  const launcher = launcherPath(context);
  const zone = context.machineZone();
  return {
    ...{ library, launcher },
    block: crontabBlock(jobs, launcher, wordsFor),
    jobs: jobs.map((job) => ({
      ...job,
      words: wordsFor(job.expression),
      next: (parseCron(job.expression)?.next(context.now(), 3, zone) ?? []).map((date) => date.toISOString()),
    })),
  };
}

/** @throws PhotokeepError `usage` for an expression that cron would not take */
export function requireSchedule({ schedule, backups }: Settings, origins: Origins): void {
  for (const { name, schedule: when, originOf } of backups ?? [])
    if (when !== undefined) requireExpression(when, originOf('schedule'), `backups: ${name}: schedule`);
  for (const [job, expression] of Object.entries(schedule))
    requireExpression(expression, origins.schedule, `schedule: ${job}`);
}

function requireExpression(expression: string, origin: string, key: string): void {
  if (expression === 'none' || parseCron(expression)) return;
  throw new PhotokeepError(
    'usage',
    `${origin}: ${key}: cron takes no "${expression}"`,
    "write five fields such as '20 7-23/4 * * *', or none",
  );
}

function wordsFor(expression: string): string {
  const words = parseCron(expression)?.words ?? expression;
  return words.charAt(0).toLowerCase() + words.slice(1);
}

export { markedBlock } from '../system/crontab-text.js';

/** The same as units of systemd's, for who prefers them: it says by itself when node has moved. */
export function scheduleUnits({ startedAs }: Context, { jobs }: Schedule): UnitFile[] {
  return systemdUnits(jobs, [startedAs.node, startedAs.script]);
}

/** What became of the crontab, or would. */
export interface ScheduleChange {
  readonly change: 'installed' | 'removed' | 'none';
  readonly before: string;
  readonly after: string;
  readonly declined?: boolean;
}

/**
 * Puts the block into the user's crontab, and makes the script that it starts.
 *
 * @throws PhotokeepError `external` without cron, `refused` when the markers in the crontab are damaged
 */
export async function installSchedule(
  context: Context,
  { library, block, launcher }: Schedule,
  consent: Consent,
): Promise<ScheduleChange> {
  const before = await readCrontab(context);
  const after = changed(() => withBlock(before, withLinesOf(blockOf(before) ?? [], library, block)));
  const script = launcherScript(context.startedAs, shellWord);
  const isCurrent = existsSync(launcher) && readFileSync(launcher, 'utf8') === script;
  if (before === after && isCurrent) return { change: 'none', before, after };
  requireAnswerable(context, 'schedule install', consent);
  const told: ScheduleChange = { change: 'installed', before, after };
  if (consent.dryRun) return told;
  if (!(await isAgreed(context, `${block.join('\n')}\nPut these lines into your crontab?`, consent)))
    return { ...told, change: 'none', declined: true };
  mkdirSync(dirname(launcher), { recursive: true });
  writeDurably(launcher, script);
  chmodSync(launcher, 0o755);
  if (before !== after) await writeCrontab(context, after);
  return told;
}

/** Takes the block out again; all other lines stay as they are. @throws PhotokeepError as `installSchedule` */
export async function removeSchedule(context: Context, consent: Consent): Promise<ScheduleChange> {
  const before = await readCrontab(context);
  const after = changed(() => withoutBlock(before));
  if (before === after) return { change: 'none', before, after };
  requireAnswerable(context, 'schedule remove', consent);
  const told: ScheduleChange = { change: 'removed', before, after };
  if (consent.dryRun) return told;
  if (!(await isAgreed(context, 'Take the lines of photokeep out of your crontab?', consent)))
    return { ...told, change: 'none', declined: true };
  await writeCrontab(context, after);
  return told;
}

function launcherPath({ env, home }: Context): string {
  const data = env['XDG_DATA_HOME']?.startsWith('/') ? env['XDG_DATA_HOME'] : join(home, '.local/share');
  return join(data, 'photokeep', 'launch');
}

function changed(change: () => string): string {
  try {
    return change();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new PhotokeepError('refused', error.message, 'mend them with crontab -e; nothing was changed');
  }
}

/** Byte for byte: what is not ours goes back as it was. */
export async function readCrontab({ env }: Context): Promise<string> {
  const program = { name: 'crontab', args: ['-l'], timeLimitMs: 30_000 };
  const { stdin, stdout, end } = await startConversation(program, { env });
  stdin.end();
  const crontab = nameFromBytes(await buffer(stdout));
  const { code, stderr } = await end;
  if (code === 0) return crontab;
  if (/no crontab for/i.test(stderr)) return '';
  throw new PhotokeepError('external', `the crontab cannot be read: ${stderr.trim()}`);
}

async function writeCrontab({ env }: Context, crontab: string): Promise<void> {
  const { code, stderr } = await runProgram(
    { name: 'crontab', args: ['-'], input: pathBytes(crontab), timeLimitMs: 30_000 },
    { env },
  );
  if (code !== 0) throw new PhotokeepError('external', `the crontab was not taken: ${stderr.trim()}`);
}
