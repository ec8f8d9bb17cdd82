import { join } from 'node:path';
import { placeText } from '../backup/target-marker.js';
import { readJob, recordJob } from '../library/job-record.js';
import { openRunLog } from '../library/run-log.js';
import type { BackupPlan } from '../plan/backup-facts.js';
import type { UncoveredByReason } from '../plan/choose-sends.js';
import { logEnd, logHead, logLine } from '../report/backup-log.js';
import type { BackupFileEvent, BackupReporter, BackupTargetEvent } from '../report/backup-report.js';
import { createBackupTally } from '../report/backup-tally.js';
import type { FileNews } from './backup-news.js';
import { type BackupJob, backUpTo, type BackupListener } from './backup-run.js';
import { type Stop, stopOf, worstOf } from './backup-stops.js';
import { heldStop, roomStop, staleText } from './backup-words.js';
import type { Context } from './context.js';
import { exitCodeOf, exitCodes } from './exit-codes.js';
import { tellEnd, tellStart } from './notify.js';

/** Backs up to one target, tells of it, and keeps a record of how that ended. */
export async function backUpOne(
  context: Context,
  job: BackupJob,
  reporter: BackupReporter,
): Promise<BackupTargetEvent> {
  const { library, target, request } = job;
  const { gallery, logs } = library.paths;
  const startedAt = context.now();
  const tally = createBackupTally();
  const log = openLog(request.dryRun ? undefined : join(logs, 'backup.log'));
  let wasReached = false;
  let plan: BackupPlan | undefined;
  let uncovered: UncoveredByReason = {};
  const listener: BackupListener = {
    reporter: {
      start: () => undefined,
      note(text) {
        reporter.note(`${target.name}: ${text}`);
      },
    },
    reached() {
      wasReached = true;
    },
    planned(next) {
      plan = next;
    },
    news(news) {
      const event = fileEvent(news, target.name, gallery);
      tally.count(news);
      reporter.event(event);
      log.write(logLine(event, gallery));
    },
    progress(bytes) {
      const total = plan?.bytes ?? 0;
      reporter.progress({ done: Math.min(bytes, total), total, unit: 'byte' });
    },
    verified(files) {
      tally.verified(files);
    },
    uncovered(reasons) {
      uncovered = reasons;
    },
    isWell: () => isWell(tally.counts()),
  };

  const notified = { name: jobName(target.name), paths: library.paths, setting: request.notify };
  const note = (text: string): void => {
    listener.reporter.note(text);
  };
  if (!request.dryRun) await tellStart(notified, note);
  log.write(logHead(startedAt, target.name));
  const stop = await ending(
    () => backUpTo(context, job, listener),
    (error) => stopOf(error, wasReached, context),
    () => {
      const exitCode = exitCodeOf(context.interruptedBy(), isWell(tally.counts()) ? 0 : 1);
      if (plan?.held) return { exitCode, ...heldStop(plan, target, request) };
      const noRoom = uncovered['no-room'];
      return noRoom
        ? { exitCode: worstOf([exitCode, exitCodes.someFailed]), ...roomStop(noRoom) }
        : { exitCode };
    },
  );
  const endedAt = context.now();
  const end: BackupTargetEvent = {
    ...{ event: 'target', target: target.name, place: placeText(target), ...tally.counts() },
    seconds: (endedAt.getTime() - startedAt.getTime()) / 1000,
    ...(plan?.held && { plan: plan.id }),
    ...(Object.keys(uncovered).length > 0 && { uncovered: withoutPaths(uncovered) }),
    ...withAge(context, job, stop),
  };
  log.write(logEnd(end));
  log.end();
  if (request.dryRun) return end;
  record(job, { startedAt, endedAt }, end);
  const { isKnown } = await tellEnd(
    context,
    notified,
    { exitCode: end.exitCode, error: end.error, tail: log.tail() },
    note,
  );
  return isKnown && !context.stderr.isTerminal ? { ...end, silent: true } : end;
}

function withoutPaths(reasons: UncoveredByReason): NonNullable<BackupTargetEvent['uncovered']> {
  return Object.fromEntries(
    Object.entries(reasons).map(([reason, { files, bytes }]) => [reason, { files, bytes }]),
  );
}

function isWell({ failed, held, doubtful }: { failed: number; held: number; doubtful: number }): boolean {
  return failed + held + doubtful === 0;
}

async function ending(
  work: () => Promise<void>,
  stopped: (error: unknown) => Stop,
  finished: () => Stop,
): Promise<Stop> {
  try {
    await work();
  } catch (error) {
    return stopped(error);
  }
  return finished();
}

function fileEvent({ path, from, ...news }: FileNews, target: string, gallery: string): BackupFileEvent {
  return {
    ...{ event: 'file', target, ...news, path: join(gallery, path) },
    ...(from !== undefined && { from: join(gallery, from) }),
  };
}

/** That another run is at work is no news to cron; that a target is away is, once it has been away for long. */
function withAge(
  context: Context,
  { library, target }: BackupJob,
  { isAway, ...stop }: Stop,
): Omit<Stop, 'isAway'> & { silent?: true } {
  if (stop.exitCode !== exitCodes.later) return stop;
  const { lastSuccess } = readJob(library.paths, jobName(target.name));
  const nowMs = context.now().getTime();
  const isOld = !lastSuccess || nowMs - Date.parse(lastSuccess.endedAt) > target.staleAfter * 1000;
  if (isAway && isOld)
    return { ...stop, error: `${stop.error ?? ''}; ${staleText(lastSuccess?.endedAt, nowMs)}` };
  return context.stderr.isTerminal ? stop : { ...stop, silent: true };
}

/** As the record of its runs is called. */
function jobName(target: string): string {
  return `backup ${target}`;
}

function record(
  { library, target, request }: BackupJob,
  { startedAt, endedAt }: { readonly startedAt: Date; readonly endedAt: Date },
  end: BackupTargetEvent,
): void {
  const { sent, moved, changed, gone, held, doubtful, failed, bytes, verified, exitCode, error } = end;
  recordJob(library.paths, jobName(target.name), {
    ...{ run: request.run, startedAt: startedAt.toISOString(), endedAt: endedAt.toISOString(), exitCode },
    counts: { sent, moved, changed, gone, held, doubtful, failed, bytes, verified },
    ...(error !== undefined && { error }),
  });
}

const linesPerWrite = 100;
const linesInTail = 20;

function openLog(file: string | undefined) {
  const log = file === undefined ? undefined : openRunLog(file);
  let lines: string[] = [];
  let tail: string[] = [];
  const end = (): void => {
    log?.write(lines);
    lines = [];
  };
  return {
    write(line: string): void {
      lines.push(line);
      tail = [...tail.slice(1 - linesInTail), line];
      if (lines.length >= linesPerWrite) end();
    },
    end,
    /** the last lines */
    tail: () => tail.join('\n'),
  };
}
