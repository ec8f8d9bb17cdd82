import { readNotifySetting } from '../config/notify-setting.js';
import type { RawSettings } from '../config/load.js';
import { readJob, recordJob } from '../library/job-record.js';
import type { LibraryPaths } from '../library/paths.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';
import type { ExitCode } from './exit-codes.js';
import { isNobody, type NotifiedJob, tellEnd, tellStart } from './notify.js';

/** A command that cron runs, whose ends are kept on record and told. */
export interface Job {
  readonly name: string;
  readonly config: RawSettings;
  readonly paths: Pick<LibraryPaths, 'jobs'>;
  readonly note: (text: string) => void;
}

/**
 * Does the work of a job, and tells whoever is to know how it ended; nothing more where nobody is. A trouble that the
 * user was told of within a day is not printed again where nobody watches.
 *
 * @throws what the work throws
 */
export async function withJob(
  context: Context,
  { name, config, paths, note }: Job,
  work: () => Promise<ExitCode>,
): Promise<ExitCode> {
  const setting = readNotifySetting(config.get('notify'));
  if (isNobody(setting)) return work();
  const job: NotifiedJob = { name, paths, setting };
  const startedAt = context.now().toISOString();
  const end = async (exitCode: ExitCode, error: string | undefined): Promise<boolean> => {
    const endedAt = context.now().toISOString();
    // What the work has put on record itself, with its counts, stays.
    const isRecorded = (readJob(paths, name).last?.startedAt ?? '') >= startedAt;
    if (!isRecorded)
      recordJob(paths, name, {
        startedAt,
        endedAt,
        exitCode,
        counts: {},
        ...(error !== undefined && { error }),
      });
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
