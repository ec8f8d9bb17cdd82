import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readJsonObject, writeDurably } from './durable-file.js';
import { checkFormatVersion } from './format-version.js';
import type { LibraryPaths } from './paths.js';

/** One run of a job as far as others need to know of it. */
export interface JobRun {
  readonly run: string;
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
}

const formatVersion = 1;

/** What is on record about a job; nothing but its name before its first run. @throws PhotokeepError `usage` */
export function readJob(paths: Pick<LibraryPaths, 'jobs'>, job: string): JobRecord {
  const file = fileOf(paths, job);
  const found = readJsonObject(file);
  if (!found) return { job };
  checkFormatVersion(file, Number(found['version'] ?? formatVersion), formatVersion);
  const { last, lastSuccess } = found as Partial<JobRecord>;
  return { job, ...(last && { last }), ...(lastSuccess && { lastSuccess }) };
}

/** Takes the end of a run down. */
export function recordJob(paths: Pick<LibraryPaths, 'jobs'>, job: string, last: JobRun): void {
  const lastSuccess = last.exitCode === 0 ? last : readJob(paths, job).lastSuccess;
  mkdirSync(paths.jobs, { recursive: true, mode: 0o700 });
  const record = { format: 'photokeep job', version: formatVersion, job, last, lastSuccess };
  writeDurably(fileOf(paths, job), `${JSON.stringify(record)}\n`);
}

function fileOf({ jobs }: Pick<LibraryPaths, 'jobs'>, job: string): string {
  return join(jobs, `${job.replaceAll(' ', '-')}.json`);
}
