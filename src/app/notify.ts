import type { NotifySetting } from '../config/notify-setting.js';
import { type JobRecord, readJob, recordTold } from '../library/job-record.js';
import type { LibraryPaths } from '../library/paths.js';
import { type JobEnd, type JobEvent, jobNews } from '../plan/job-news.js';
import type { Notification } from '../system/notify.js';
import type { Context } from './context.js';
import { errorMessage } from './errors.js';

/** A job about which somebody may be told. */
export interface NotifiedJob {
  /** `import`, `backup hdd` */
  readonly name: string;
  readonly setting: NotifySetting;
  readonly paths: Pick<LibraryPaths, 'jobs'>;
}

/** A run of it that ended. */
export interface NotifiedEnd extends JobEnd {
  /** the end of its log */
  readonly tail: string;
}

type Note = (text: string) => void;

/** Tells the job's check that a run begins. A notification that fails is a note, and never fails the run. */
export async function tellStart(job: NotifiedJob, note: Note): Promise<void> {
  const address = job.setting.healthchecks?.[job.name];
  if (address === undefined) return;
  const { pingCheck } = await import('../system/notify.js');
  await attempt('the start of the run', () => pingCheck(address, 'start', ''), note);
}

/**
 * Tells whoever is to know how a run ended: the job's check always, the others of what is news.
 *
 * @returns whether the end is one that the user was told of before, and need not read again under cron
 */
export async function tellEnd(
  context: Context,
  job: NotifiedJob,
  end: NotifiedEnd,
  note: Note,
): Promise<{ readonly isKnown: boolean }> {
  const { name, setting, paths } = job;
  // Then cron's own mail is what tells, and nothing may be missing from it.
  if (isNobody(setting)) return { isKnown: false };
  const { told, lastSuccess } = readJob(paths, name);
  const news = jobNews(told, end, context.now().getTime());
  const check = setting.healthchecks?.[name];
  if (check !== undefined && !isSilent(end)) {
    const { pingCheck } = await import('../system/notify.js');
    const text = [end.error, end.tail].filter(Boolean).join('\n\n');
    await attempt('the end of the run', () => pingCheck(check, end.exitCode === 0 ? '' : 'fail', text), note);
  }
  if (news.event) await tellNews(context, setting, notification(name, news.event, end, lastSuccess), note);
  if (news.told !== told) recordTold(paths, name, news.told);
  return { isKnown: news.event === undefined && end.exitCode !== 0 };
}

/** Whether nobody is to be told of anything. */
export function isNobody(setting: NotifySetting): boolean {
  return Object.keys(setting).length === 0;
}

/** Not now, and nothing wrong with that; or interrupted by somebody who knows. */
function isSilent({ exitCode, error }: NotifiedEnd): boolean {
  return exitCode === 130 || exitCode === 143 || (exitCode === 75 && error === undefined);
}

function notification(
  job: string,
  event: JobEvent,
  { error, tail, exitCode }: NotifiedEnd,
  lastSuccess: JobRecord['lastSuccess'],
): Notification {
  const since = lastSuccess ? `; the last good run was at ${lastSuccess.endedAt}` : '';
  const what = error ?? (exitCode === 3 ? 'some files failed' : `exit code ${String(exitCode)}`);
  const title = event === 'recovery' ? `photokeep ${job}: well again` : `photokeep ${job}: ${what}${since}`;
  return { job, event, title, text: tail };
}

/** Sends it to the topic and to the user's command, where there are such. */
export async function tellNews(
  { env }: Context,
  { ntfy, command }: NotifySetting,
  message: Notification,
  note: Note,
): Promise<void> {
  if (ntfy === undefined && command === undefined) return;
  const { runNotifier, sendToTopic } = await import('../system/notify.js');
  if (ntfy !== undefined) await attempt('ntfy', () => sendToTopic(ntfy, message), note);
  if (command !== undefined)
    await attempt('notify: command', () => runNotifier(command, message, { env }), note);
}

async function attempt(what: string, work: () => Promise<void>, note: Note): Promise<void> {
  try {
    await work();
  } catch (error) {
    note(`nobody was told (${what}): ${errorMessage(error)}`);
  }
}
