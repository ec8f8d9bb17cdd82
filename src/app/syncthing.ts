import { expandHome, type RawSettings } from '../config/load.js';
import { readSyncthingSetting } from '../config/syncthing-setting.js';
import type { FoundLibrary } from '../library/open-library.js';
import {
  isSyncError,
  judgeSyncthing,
  type JudgedFolder,
  type SyncedFolder,
  type SyncedLibrary,
  syncedRole,
} from '../plan/judge-syncthing.js';
import { findSyncthing } from '../system/find-syncthing.js';
import { realPath } from '../system/real-path.js';
import { connectSyncthing, type Syncthing, type SyncthingDevice } from '../system/syncthing.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';
import { type ExitCode, exitCodes } from './exit-codes.js';
import { absolutePath, dropFoldersIn } from './import-request.js';

/** A Syncthing, and how its folders stand to a library. */
export interface SyncthingView {
  readonly syncthing: Syncthing;
  readonly version: string;
  readonly myId: string;
  /** without this machine */
  readonly devices: readonly SyncthingDevice[];
  /** all of its folders, by their paths without symbolic links */
  readonly paths: ReadonlyMap<string, string>;
  readonly library: SyncedLibrary;
  readonly judged: readonly JudgedFolder[];
}

/**
 * Looks at the Syncthing of this machine.
 *
 * @throws PhotokeepError `external` when there is none, or it does not answer; `usage` for a config that is wrong
 */
export async function lookAtSyncthing(
  context: Context,
  found: FoundLibrary,
  config: RawSettings,
): Promise<SyncthingView> {
  const syncthing = connectSyncthing(accessTo(context, config));
  const [version, myId, all, folders] = await Promise.all([
    ...([syncthing.version(), syncthing.myId()] as const),
    ...([syncthing.devices(), syncthing.folders()] as const),
  ]);
  const devices = all.filter(({ deviceID }) => deviceID !== myId);
  const names = new Map(devices.map(({ deviceID, name }) => [deviceID, name || deviceID.slice(0, 7)]));
  const library = syncedLibrary(context, found, config);
  const placed = folders.map((folder) => ({
    ...folder,
    path: realPath(expandHome(folder.path, context.home)),
  }));
  const near = placed.filter(({ path }) => syncedRole(path, library) !== undefined);
  const judged = await Promise.all(
    near.map(async ({ devices: shared, ...folder }): Promise<SyncedFolder> => {
      const { id, paused, path } = folder;
      const isGallery = syncedRole(path, library) === 'Gallery';
      const [status, ignores] = await Promise.all([
        paused ? undefined : syncthing.status(id),
        isGallery ? syncthing.ignores(id) : [],
      ]);
      return {
        ...folder,
        ignores,
        devices: shared.flatMap(({ deviceID }) => names.get(deviceID) ?? []),
        error: status?.error ?? '',
        pullErrors: status?.pullErrors ?? 0,
        goneHere: status?.receiveOnlyChangedDeletes ?? 0,
      };
    }),
  );
  return {
    ...{ syncthing, version, myId, devices, library },
    paths: new Map(placed.map(({ id, path }) => [id, path])),
    judged: judgeSyncthing(judged, library),
  };
}

/** What is right and wrong with it, and the exit code that says so. @throws as `lookAtSyncthing` */
export async function checkSyncthing(
  context: Context,
  found: FoundLibrary,
  config: RawSettings,
): Promise<{
  readonly version: string;
  readonly address: string;
  readonly root: string;
  readonly judged: readonly JudgedFolder[];
  readonly exitCode: ExitCode;
}> {
  const { syncthing, version, library, judged } = await lookAtSyncthing(context, found, config);
  const isWrong = judged.some(({ problems }) => problems.some(isSyncError));
  return {
    ...{ version, address: syncthing.address, root: library.root, judged },
    exitCode: isWrong ? exitCodes.someFailed : exitCodes.fine,
  };
}

function accessTo(context: Context, config: RawSettings): Parameters<typeof connectSyncthing>[0] {
  const { env, home } = context;
  const raw = config.get('syncthing');
  const { address, apiKey, config: file } = readSyncthingSetting(raw);
  if (address !== undefined && apiKey !== undefined)
    return { address: address.replace(/^https?:\/\/|\/+$/g, ''), apiKey, tls: address.startsWith('https:') };
  if (address !== undefined || apiKey !== undefined) {
    const remedy = 'give both, or only the config.xml of Syncthing';
    throw new PhotokeepError(
      'usage',
      `${raw?.origin ?? ''}: syncthing: address and apiKey go together`,
      remedy,
    );
  }
  const found = findSyncthing({
    ...{ env, home },
    ...(file !== undefined && { config: absolutePath(context, file) }),
  });
  if (found) return found;
  throw new PhotokeepError(
    'external',
    file === undefined ? 'no config.xml of Syncthing was found' : `there is no ${file}`,
    'is it installed for this user? else set syncthing: in the config',
  );
}

function syncedLibrary(context: Context, found: FoundLibrary, config: RawSettings): SyncedLibrary {
  const { root, gallery, state, imports } = found.paths;
  const drops = imports === undefined && !config.has('imports') ? [] : dropFoldersIn(found, context, config);
  return {
    ...{ root: realPath(root), gallery: realPath(gallery), state: realPath(state) },
    imports: imports === undefined ? undefined : realPath(imports),
    dropFolders: drops.map(({ path, entry }) => ({ path: realPath(path), resends: entry?.resends })),
  };
}
