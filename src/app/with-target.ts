import { Manifest } from '../backup/manifest.js';
import { type Store, StoreError } from '../backup/store.js';
import type { Target } from '../backup/target.js';
import { requireOwnTarget } from '../backup/target-marker.js';
import { readLibraryMarker } from '../library/marker.js';
import type { LibraryPaths } from '../library/paths.js';
import { asPhotokeepError } from './backup-stops.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';
import { lockTarget } from './lock-target.js';
import type { RunReporter } from './run.js';
import { withStore } from './with-store.js';

/** A target of a library that is there and is its own. */
export interface OpenTarget {
  readonly store: Store;
  readonly manifest: Manifest;
}

export interface TargetUse {
  readonly command: string;
  /** a dry run takes no lock and writes nothing */
  readonly dryRun: boolean;
  /** told of every program that is started */
  readonly onStart?: (pid: number) => void;
  /** told when the disk could not be unmounted afterwards */
  readonly reporter?: Pick<RunReporter, 'note'>;
}

/**
 * Opens a target that something is to be read from, with its disk, and closes both on every way out. An interruption
 * stops the store.
 *
 * @throws PhotokeepError `later` when another run holds the target or it cannot be reached, `refused` when it is not
 *   this library's, `external` when its tool failed
 */
export async function withTarget<T>(
  context: Context,
  paths: LibraryPaths,
  target: Target,
  { command, dryRun, onStart, reporter }: TargetUse,
  work: (open: OpenTarget) => Promise<T>,
): Promise<T> {
  const library = readLibraryMarker(paths.marker)?.id;
  if (library === undefined) {
    throw new PhotokeepError('refused', `${paths.root} has no library yet`, 'so nothing of it is backed up');
  }
  const lock = dryRun ? undefined : lockTarget(context, paths, target.name, command);
  const note = (text: string): void => reporter?.note(text);
  let wasReached = false;
  try {
    return await withStore(context, target, { note, ...(onStart && { onStart }) }, async (store) => {
      const { id: marker } = await requireOwnTarget(store, library);
      wasReached = true;
      const place = { state: paths.state, library, marker };
      const manifest = await Manifest.open(store, place, dryRun ? 'look' : 'change');
      try {
        return await work({ store, manifest });
      } finally {
        manifest.close();
      }
    });
  } catch (error) {
    throw stopped(error, wasReached, context);
  } finally {
    lock?.release();
  }
}

/** Nothing is wrong with a machine that is switched off: not now. */
function stopped(error: unknown, wasReached: boolean, context: Context): unknown {
  const isAway =
    !wasReached &&
    error instanceof StoreError &&
    (error.reason === 'unreachable' || error.reason === 'timeout');
  return isAway ? new PhotokeepError('later', error.message, error.remedy) : asPhotokeepError(error, context);
}
