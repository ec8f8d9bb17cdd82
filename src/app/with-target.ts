import { awaitDisk } from '../backup/disk.js';
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
import type { RunReporter } from './run.js';

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
  target: LocalTarget,
  use: TargetUse,
  work: (open: OpenTarget) => Promise<T>,
): Promise<T> {
  const library = readLibraryMarker(paths.marker)?.id;
  if (library === undefined) {
    throw new PhotokeepError('refused', `${paths.root} has no library yet`, 'so nothing of it is backed up');
  }
  const lock = use.dryRun ? undefined : lockTarget(context, paths, target.name, use.command);
  let wasReached = false;
  try {
    return await withStore(context, target, use, async (store) => {
      const { id: marker } = await requireOwnTarget(store, library);
      wasReached = true;
      const place = { state: paths.state, library, marker };
      const manifest = await Manifest.open(store, place, use.dryRun ? 'look' : 'change');
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

async function withStore<T>(
  context: Context,
  target: LocalTarget,
  { onStart, reporter }: Pick<TargetUse, 'onStart' | 'reporter'>,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const stopping = new AbortController();
  context.onInterrupt(() => {
    stopping.abort();
  });
  const around = { env: context.env, signal: stopping.signal, ...(onStart && { onStart }) };
  const disk = target.kind === 'folder' ? await awaitDisk(target, around) : undefined;
  const store = openStore(target, around);
  try {
    return await work(store);
  } finally {
    await store.close();
    const complaint = await disk?.release();
    if (complaint !== undefined) reporter?.note(complaint);
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
