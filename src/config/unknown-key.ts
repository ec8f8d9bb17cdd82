import { PhotokeepError } from '../app/errors.js';
import { nearestKey } from './keys.js';

/**
 * The error for a key that nobody knows, with the one that was probably meant.
 *
 * @param origin file and line
 */
export function unknownKey(name: string, origin: string, known: readonly string[]): PhotokeepError {
  const near = nearestKey(name, known);
  return new PhotokeepError(
    'usage',
    `${origin}: unknown key "${name}"`,
    near === undefined ? `known keys: ${known.join(', ')}` : `did you mean "${near}"?`,
  );
}
