import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';

/** What the user said beforehand about being asked. */
export interface Consent {
  readonly yes: boolean;
  readonly dryRun: boolean;
}

/**
 * Makes sure that there will be an answer, before any work is done.
 *
 * @param command as the user calls it
 * @throws PhotokeepError `usage` without a terminal and without `--yes`
 */
export function requireAnswerable({ ask }: Context, command: string, { yes, dryRun }: Consent): void {
  if (yes || dryRun || ask) return;
  throw new PhotokeepError(
    'usage',
    `${command} asks before it changes anything, and there is no terminal to ask on`,
    'say --yes, or look first with --dry-run',
  );
}

/** Asks a question that is answered by y or n; no answer is a no. */
export async function isAgreed({ ask }: Context, question: string, { yes }: Consent): Promise<boolean> {
  if (yes) return true;
  const answer = await ask?.(`${question} [y/N] `);
  return /^y(es)?$/i.test(answer?.trim() ?? '');
}
