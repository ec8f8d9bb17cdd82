import { StoreError } from '../backup/store.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';
import { exitCodeOf, type ExitCode, exitCodes } from './exit-codes.js';

/** Why a backup to one target did not go on, for its report. */
export interface Stop {
  readonly exitCode: ExitCode;
  readonly error?: string;
  readonly remedy?: string;
  /** the target could not be reached */
  readonly isAway?: true;
}

/**
 * What an error says about the target that it came from. Nothing is wrong with a machine that is switched off, or with a
 * disk that a timer has not switched on yet: not now.
 *
 * @param wasReached whether the target had answered before
 * @throws what is no expected end
 */
export function stopOf(error: unknown, wasReached: boolean, context: Context): Stop {
  if (error instanceof PhotokeepError) {
    return { exitCode: error.exitCode, error: error.message, ...(error.remedy && { remedy: error.remedy }) };
  }
  if (!(error instanceof StoreError)) throw error;
  const { reason, message, remedy } = error;
  if (reason === 'interrupted') return { exitCode: exitCodeOf(context.interruptedBy(), 0) };
  const isUnreached = !wasReached && (reason === 'unreachable' || reason === 'timeout');
  // Traffic that is used up comes back by itself.
  const isAway = isUnreached || reason === 'over-quota';
  return {
    ...{ exitCode: isAway ? exitCodes.later : exitCodes.external, error: message },
    ...(remedy !== undefined && { remedy }),
    ...(isAway && { isAway }),
  };
}

/** An error of a store as one of photokeep's own, for a command that is called by hand; any other as it is. */
export function asPhotokeepError(error: unknown, { interruptedBy }: Context): unknown {
  if (!(error instanceof StoreError)) return error;
  const { reason, message, remedy } = error;
  if (reason !== 'interrupted') return new PhotokeepError('external', message, remedy);
  return new PhotokeepError(interruptedBy() === 'SIGTERM' ? 'terminated' : 'interrupted', 'interrupted');
}

/** From bad to fine: how a run over several targets ends that ended differently. */
const worstFirst: readonly ExitCode[] = [
  ...[exitCodes.interrupted, exitCodes.terminated, exitCodes.bug, exitCodes.usage, exitCodes.refused],
  ...[exitCodes.external, exitCodes.someFailed, exitCodes.later, exitCodes.fine],
];

export function worstOf(codes: readonly ExitCode[]): ExitCode {
  return worstFirst.find((code) => codes.includes(code)) ?? exitCodes.fine;
}
