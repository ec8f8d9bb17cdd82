import type { RecordedRun } from '../library/run-history.js';
import { PhotokeepError } from './errors.js';

/**
 * The run that is meant.
 *
 * @param named its id, or the beginning of it
 * @throws PhotokeepError `usage` when there is no such run, or there are several
 */
export function findRun(runs: readonly RecordedRun[], named: string): RecordedRun {
  const exact = runs.find(({ run }) => run === named);
  const [only, ...others] = exact ? [exact] : runs.filter(({ run }) => run.startsWith(named));
  if (only && others.length === 0) return only;
  throw new PhotokeepError(
    'usage',
    only ? `several runs begin with ${named}` : `there is no run ${named}`,
    'photokeep history lists the runs that are known',
  );
}
