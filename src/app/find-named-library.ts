import type { RawSettings } from '../config/load.js';
import type { FoundLibrary } from '../library/open-library.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';
import { findOptionalLibrary } from './import-request.js';

/**
 * The library that is named or configured, for a command that works on one that is there.
 *
 * @throws PhotokeepError `usage` when none is named, `refused` when it is not there
 */
export function findNamedLibrary(
  context: Context,
  library: string | undefined,
  config: RawSettings,
): FoundLibrary {
  if (library === '') {
    throw new PhotokeepError('usage', 'an empty path was given', 'is a variable of your script not set?');
  }
  const found = findOptionalLibrary(context, { to: undefined, library }, config);
  if (found) return found;
  throw new PhotokeepError(
    'usage',
    'no library is configured',
    'name one with --library: its folder, or a Gallery that was imported to',
  );
}
