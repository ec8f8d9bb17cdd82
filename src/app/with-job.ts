import { readNotifySetting } from '../config/notify-setting.js';
import type { RawSettings } from '../config/load.js';
import { type JobRun, readJob, recordJob } from '../library/job-record.js';
import type { LibraryPaths } from '../library/paths.js';
import type { Context } from './context.js';
import { errorCode, errorMessage, PhotokeepError } from './errors.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { type NotifiedJob, tellEnd, tellStart } from './notify.js';

/** A command that cron runs, whose ends are kept on record and told. */
export interface Job {
  readonly name: string;
  readonly config: RawSettings;
  readonly paths: Pick<LibraryPaths, 'jobs'>;
  readonly note: (text: string) => void;
}

/**
 * Does the work of a job, keeps a record of how it ended, and tells whoever is to know. A trouble that the user was told
 * of within a day is not printed again where nobody watches.
 *
 * @throws what the work throws
 */
export async function withJob(
  context: Context,
  { name, config, paths, note }: Job,
  work: () => Promise<ExitCode>,
): Promise<ExitCode> {
  const job: NotifiedJob = { name, paths, setting: readNotifySetting(config.get('notify')) };
  const startedAt = context.now().toISOString();
  const end = async (exitCode: ExitCode, error: string | undefined): Promise<boolean> => {
    const endedAt = context.now().toISOString();
    const run = { startedAt, endedAt, exitCode, counts: {}, ...(error !== undefined && { error }) };
    // A slip on a command line is no run of the job.
    if (exitCode !== exitCodes.usage) keepRecord(job, run, note);
    const { isKnown } = await tellEnd(context, job, { exitCode, error, tail: '' }, note);
    return isKnown;
  };
  await tellStart(job, note);
  try {
    const exitCode = await work();
    await end(exitCode, undefined);
    return exitCode;
  } catch (error) {
    if (!(error instanceof PhotokeepError)) throw error;
    const said = error.kind === 'later' ? undefined : error.message;
    if (await end(error.exitCode, said)) throw error.known();
    throw error;
  }
}

/** What the work has put on record itself, with its counts, stays. A record that cannot be kept fails no run. */
function keepRecord({ name, paths }: NotifiedJob, run: JobRun, note: (text: string) => void): void {
  try {
    const isRecorded = (readJob(paths, name).last?.startedAt ?? '') >= run.startedAt;
    if (!isRecorded) recordJob(paths, name, run);
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    note(`that the run ended could not be put on record: ${errorMessage(error)}`);
  }
}
