import { PhotokeepError } from '../app/errors.js';

/**
 * Refuses what a newer photokeep wrote: reading it by old rules could lose what they do not know.
 *
 * @param what file that carries the version, for the message
 * @throws PhotokeepError `usage`
 */
export function checkFormatVersion(what: string, found: number, known: number): void {
  if (found <= known) return;
  throw new PhotokeepError(
    'usage',
    `${what} has format ${String(found)}, this photokeep knows up to ${String(known)}; nothing was touched`,
    'update photokeep',
  );
}
