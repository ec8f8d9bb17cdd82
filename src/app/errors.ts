import { exitCodes, type ExitCode } from './exit-codes.js';

/**
 * What stops a whole run on purpose, by the exit code that it leads to.
 *
 * - `usage`: the command line or the config is wrong (2)
 * - `refused`: going on could harm somebody's files (4)
 * - `external`: a program that is needed is missing or failed (6)
 * - `later`: nothing is wrong, but not now: another run holds the lock (75)
 * - `interrupted`, `terminated`: a signal came before there was anything to report (130, 143)
 */
export type StopKind = 'usage' | 'refused' | 'external' | 'later' | 'interrupted' | 'terminated';

/** An expected end of a run: one clear line for the user, and what to do about it. */
export class PhotokeepError extends Error {
  override readonly name = 'PhotokeepError';

  /**
   * @param kind decides the exit code
   * @param message what is wrong, and where; one line
   * @param remedy what to do; one line
   */
  constructor(
    readonly kind: StopKind,
    message: string,
    readonly remedy?: string,
  ) {
    super(message);
  }

  /** whether the user was told of it lately, so that cron need not say it again */
  isKnown = false;

  get exitCode(): ExitCode {
    return exitCodes[this.kind];
  }

  /** The same, as one that the user knows of. */
  known(): this {
    this.isKnown = true;
    return this;
  }
}

/**
 * The `code` of a system or library error (`ENOENT`, `SQLITE_BUSY`…), else undefined.
 * Not by `instanceof Error`: errors cross worker threads and, in tests, vm contexts.
 */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** The text of anything that was thrown. */
export function errorMessage(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return String(error);
}
