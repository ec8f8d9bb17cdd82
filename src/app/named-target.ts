import type { LocalTarget } from '../backup/target.js';
import type { RawSettings } from '../config/load.js';
import type { FoundLibrary } from '../library/open-library.js';
import { findBackupPlaces } from './backup-places.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';

/** A library, and one of the targets that it is backed up to. */
export interface TargetPlace {
  readonly library: FoundLibrary;
  readonly target: LocalTarget;
}

/**
 * The target that the config calls so.
 *
 * @param library as `--library` names it
 * @throws PhotokeepError `usage` or `refused`
 */
export function findNamedTarget(
  context: Context,
  name: string,
  library: string | undefined,
  config: RawSettings,
): TargetPlace {
  const found = findBackupPlaces(context, { words: [name], library, settings: {} }, config);
  const [target] = found.targets;
  if (!target) throw new PhotokeepError('usage', `there is no backup target ${name}`);
  return { library: found.library, target };
}
