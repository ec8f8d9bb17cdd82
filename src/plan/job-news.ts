/** What is told about a job: it failed, it has been away for too long, or it is well again. */
export type JobEvent = 'failure' | 'stale' | 'recovery';

/** The last trouble with a job that the user was told of; gone once the job is well again. */
export interface Told {
  /** ISO 8601 */
  readonly at: string;
  /** what was told, so that another trouble is news */
  readonly error: string;
}

/** How a run of a job ended, as far as it is news. */
export interface JobEnd {
  readonly exitCode: number;
  /** one line; undefined where nothing is wrong */
  readonly error: string | undefined;
}

/** What to say, if anything, and what will have been told after that. */
export interface JobNews {
  readonly event: JobEvent | undefined;
  readonly told: Told | undefined;
}

const dayMs = 86_400_000;
/** design §4: not now, try again later; and interrupted by somebody who knows */
const [later, interrupted, terminated] = [75, 130, 143];

/**
 * Decides whether the end of a run is news: a trouble when it begins, changes, or has lasted for another day; and that
 * it is over.
 *
 * @param told what the user was last told
 * @param now milliseconds since 1970; a clock that was set back makes everything news
 */
export function jobNews(told: Told | undefined, { exitCode, error }: JobEnd, now: number): JobNews {
  if (exitCode === 0) return { event: told && 'recovery', told: undefined };
  const isNoTrouble =
    [interrupted, terminated].includes(exitCode) || (exitCode === later && error === undefined);
  if (isNoTrouble) return { event: undefined, told };
  const what = error ?? `exit code ${String(exitCode)}`;
  const since = told ? now - Date.parse(told.at) : NaN;
  if (told?.error === what && since >= 0 && since < dayMs) return { event: undefined, told };
  const event = exitCode === later ? 'stale' : 'failure';
  return { event, told: { at: new Date(now).toISOString(), error: what } };
}
