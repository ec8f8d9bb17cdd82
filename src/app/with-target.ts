import { Manifest } from '../backup/manifest.js';
import { openStore } from '../backup/open-store.js';
import { type Store, StoreError } from '../backup/store.js';
import type { LocalTarget } from '../backup/target.js';
import { requireOwnTarget } from '../backup/target-marker.js';
import { readLibraryMarker } from '../library/marker.js';
import type { LibraryPaths } from '../library/paths.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';
import { lockTarget } from './lock-target.js';

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
}

/**
 * Opens a target that something is to be read from, and closes it on every way out. An interruption stops the store.
 *
 * @throws PhotokeepError `later` when another run holds the target or it cannot be reached, `refused` when it is not
 *   this library's, `external` when its tool failed
 */
export async function withTarget<T>(
  context: Context,
  paths: LibraryPaths,
  target: LocalTarget,
  { command, dryRun, onStart }: TargetUse,
  work: (open: OpenTarget) => Promise<T>,
): Promise<T> {
  const library = readLibraryMarker(paths.marker)?.id;
  if (library === undefined) {
    throw new PhotokeepError('refused', `${paths.root} has no library yet`, 'so nothing of it is backed up');
  }
  const lock = dryRun ? undefined : lockTarget(context, paths, target.name, command);
  const store = openStore(target, { env: context.env, ...(onStart && { onStart }) });
  context.onInterrupt(() => {
    store.stop();
  });
  let wasReached = false;
  try {
    const { id: marker } = await requireOwnTarget(store, library);
    wasReached = true;
    const place = { state: paths.state, library, marker };
    const manifest = await Manifest.open(store, place, dryRun ? 'look' : 'change');
    try {
      return await work({ store, manifest });
    } finally {
      manifest.close();
    }
  } catch (error) {
    throw stopped(error, wasReached, context);
  } finally {
    await store.close();
    lock?.release();
  }
}

/** Nothing is wrong with a machine that is switched off: not now. */
function stopped(error: unknown, wasReached: boolean, { interruptedBy }: Context): unknown {
  if (!(error instanceof StoreError)) return error;
  const { reason, message, remedy } = error;
  const signal = interruptedBy();
  if (signal) {
    const kind = signal === 'SIGINT' ? 'interrupted' : 'terminated';
    return new PhotokeepError(kind, 'interrupted before anything was done');
  }
  const isAway = !wasReached && (reason === 'unreachable' || reason === 'timeout');
  return new PhotokeepError(isAway ? 'later' : 'external', message, remedy);
}
