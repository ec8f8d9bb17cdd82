import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Told } from '../plan/job-news.js';
import { readJsonObject, writeDurably } from './durable-file.js';
import { checkFormatVersion } from './format-version.js';
import type { LibraryPaths } from './paths.js';

/** One run of a job as far as others need to know of it. */
export interface JobRun {
  /** undefined for one that had nothing to do */
  readonly run?: string;
  /** ISO 8601 */
  readonly startedAt: string;
  /** ISO 8601 */
  readonly endedAt: string;
  readonly exitCode: number;
  /** the command's own figures */
  readonly counts: Readonly<Record<string, number>>;
  /** one line about what went wrong, where something did */
  readonly error?: string;
}

/** When a job that cron runs last ran, and how that ended: for `status`, for notifications, and to know what is stale. */
export interface JobRecord {
  /** `backup hdd` */
  readonly job: string;
  readonly last?: JobRun;
  /** the last one that was fine */
  readonly lastSuccess?: JobRun;
  /** the trouble that the user was told of, while it lasts */
  readonly told?: Told;
}

const formatVersion = 1;

/** What is on record about a job; nothing but its name before its first run. @throws PhotokeepError `usage` */
export function readJob(paths: Pick<LibraryPaths, 'jobs'>, job: string): JobRecord {
  const file = fileOf(paths, job);
  const found = readJsonObject(file);
  if (!found) return { job };
  checkFormatVersion(file, Number(found['version'] ?? formatVersion), formatVersion);
  const { last, lastSuccess, told } = found as Partial<JobRecord>;
  return { job, ...(last && { last }), ...(lastSuccess && { lastSuccess }), ...(told && { told }) };
}

/** Takes the end of a run down. */
export function recordJob(paths: Pick<LibraryPaths, 'jobs'>, job: string, last: JobRun): void {
  const before = readJob(paths, job);
  write(paths, { ...before, last, ...(last.exitCode === 0 && { lastSuccess: last }) });
}

/** Takes down which trouble the user was told of; undefined once that is over. */
export function recordTold(paths: Pick<LibraryPaths, 'jobs'>, job: string, told: Told | undefined): void {
  const { last, lastSuccess } = readJob(paths, job);
  write(paths, { job, ...(last && { last }), ...(lastSuccess && { lastSuccess }), ...(told && { told }) });
}

function write(paths: Pick<LibraryPaths, 'jobs'>, record: JobRecord): void {
  mkdirSync(paths.jobs, { recursive: true, mode: 0o700 });
  const lines = { format: 'photokeep job', version: formatVersion, ...record };
  writeDurably(fileOf(paths, record.job), `${JSON.stringify(lines)}\n`);
}

function fileOf({ jobs }: Pick<LibraryPaths, 'jobs'>, job: string): string {
  // Whatever its name, which the user gave: it is one file in that folder.
  return join(jobs, `${job.replaceAll(/[^\p{L}\p{N}_.]+/gu, '-')}.json`);
}
