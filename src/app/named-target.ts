import type { Target } from '../backup/target.js';
import { readBackupEntries } from '../config/backup-entries.js';
import type { RawSettings } from '../config/load.js';
import type { FoundLibrary } from '../library/open-library.js';
import { nameTarget } from './backup-naming.js';
import { findBackupPlaces } from './backup-places.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';
import { findNamedLibrary } from './find-named-library.js';

/** A library, and one of the targets that it is backed up to. */
export interface TargetPlace {
  readonly library: FoundLibrary;
  readonly target: Target;
}

/**
 * The target that the config calls so, or that lies there: a folder, or `user@host:folder`.
 *
 * @param library as `--library` names it
 * @throws PhotokeepError `usage` or `refused`
 */
export async function findNamedTarget(
  context: Context,
  name: string,
  library: string | undefined,
  config: RawSettings,
): Promise<TargetPlace> {
  const isConfigured = readBackupEntries(config.get('backups'))?.some((entry) => entry.name === name);
  const isPlace = !isConfigured && /[/:]/.test(name);
  const words = isPlace ? [findNamedLibrary(context, library, config).paths.root, name] : [name];
  const found = findBackupPlaces(context, { words, library, settings: {} }, config);
  const places = await nameTarget({ ...context, ask: undefined }, found, []);
  const [target] = places.targets;
  if (!target) throw new PhotokeepError('usage', `there is no backup target ${name}`);
  return { library: places.library, target };
}
