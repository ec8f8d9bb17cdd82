import { StoreError } from '../backup/store.js';
import { PhotokeepError } from './errors.js';

/** What stopped a command, in terms of exit codes: an error of a store as one of photokeep's own, any other as it is. */
export function stoppedByStore(error: unknown): unknown {
  if (!(error instanceof StoreError)) return error;
  const { reason, message, remedy } = error;
  // Nothing is wrong with a machine that is switched off, or a disk that a timer has not switched on yet.
  return new PhotokeepError(reason === 'unreachable' ? 'later' : 'external', message, remedy);
}
