import { placeText, readTargetMarker } from '../backup/target-marker.js';
import { readLibraryMarker } from '../library/marker.js';
import { shellWord } from '../report/backup-setup.js';
import { isAgreed } from './ask.js';
import { type BackupPlaces, isUnnamed } from './backup-places.js';
import { setUpTarget } from './backup-setup.js';
import { asPhotokeepError } from './backup-stops.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';
import { withStore } from './with-store.js';

/**
 * Gives a destination of the command line the name under which it was set up; offers to do that on a terminal.
 *
 * @throws PhotokeepError `refused` when it is not this library's, with the command that makes it so
 */
export async function nameTarget(
  context: Context,
  places: BackupPlaces,
  args: readonly string[],
): Promise<BackupPlaces> {
  const [target] = places.targets;
  if (!target || !isUnnamed(target)) return places;
  const name = await markedName(context, places);
  if (name !== undefined) return { ...places, targets: [{ ...target, name }] };
  const command = `photokeep backup setup ${places.words.map(shellWord).join(' ')}`;
  const isOffered = context.ask !== undefined;
  if (!isOffered || !(await isAgreed(context, question(placeText(target)), { yes: false, dryRun: false }))) {
    throw new PhotokeepError('refused', `${placeText(target)} is not set up as a backup target`, command);
  }
  const result = await setUpTarget(context, places, { yes: false, dryRun: false, args });
  if (result.is === 'declined') throw new PhotokeepError('refused', 'nothing was changed', command);
  const library = { ...places.library, isNew: false };
  return { ...places, library, targets: [{ ...target, name: result.target }] };
}

function question(place: string): string {
  return `${place} is not set up as a backup target. Set it up now?`;
}

/** The name in the marker there, if that is this library's. */
async function markedName(
  context: Context,
  { library, targets: [target] }: BackupPlaces,
): Promise<string | undefined> {
  const own = readLibraryMarker(library.paths.marker);
  if (!own || !target) return undefined;
  try {
    const marker = await withStore(context, target, { note: () => undefined }, async (store) =>
      (await store.isThere()) ? readTargetMarker(store) : undefined,
    );
    return marker?.library === own.id ? marker.name : undefined;
  } catch (error) {
    throw asPhotokeepError(error, context);
  }
}
