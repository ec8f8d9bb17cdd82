import { statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { readImportEntries } from '../config/import-entries.js';
import { configFileIn, configFilesOf, type RawSettings } from '../config/load.js';
import { readLibraryMarker } from '../library/marker.js';
import type { FoundLibrary } from '../library/open-library.js';
import { syncedRole } from '../plan/judge-syncthing.js';
import { planSyncthingFix, type SyncthingChange } from '../plan/plan-syncthing.js';
import { contains, realPath } from '../system/real-path.js';
import {
  changeSyncthing,
  exitCodeOfLeft,
  type SyncthingChanges,
  type SyncthingConsent,
} from './change-syncthing.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';
import { absolutePath, dropFoldersIn } from './import-request.js';
import { lookAtSyncthing, type SyncthingView } from './syncthing.js';

export interface SyncthingAddition extends SyncthingConsent {
  /** of the drop folder */
  readonly name: string;
  /** id of the device that sends, or its name in Syncthing */
  readonly device: string;
  /** as the user wrote it; default: the name, where `init` makes drop folders */
  readonly path: string | undefined;
  /** id of the folder in Syncthing; default: what the device offers, else one made of the name */
  readonly folder: string | undefined;
}

interface Place {
  readonly found: FoundLibrary;
  readonly config: RawSettings;
}

/**
 * Makes a drop folder that receives from a device: the folder, its entry in the config, the device and the folder in
 * Syncthing. What is there already is brought up to date.
 *
 * @throws PhotokeepError `usage` for names and ids that cannot be, `refused` when the folder is something else already
 */
export async function addSyncthing(
  context: Context,
  place: Place,
  options: SyncthingAddition,
): Promise<SyncthingChanges> {
  const path = dropFolderPath(context, place.found, options);
  const view = await lookAtSyncthing(context, place.found, place.config);
  requireFree(path, view);
  const device = deviceId(options.device, view);
  const isKnown = view.devices.some(({ deviceID }) => deviceID === device);
  const { changes, left } = await folderChanges(path, device, { view, place, options });
  const all = [
    // First, for Syncthing knows a mistyped id by its check digits.
    ...(isKnown ? [] : [{ kind: 'device' as const, device, name: options.name }]),
    ...localChanges(context, place, path),
    ...changes,
  ];
  const declined = !(await changeSyncthing(context, view.syncthing, all, 'syncthing add', options));
  return { changes: all, left, declined, myId: view.myId, exitCode: exitCodeOfLeft(left) };
}

/** Absolute, without symbolic links. */
function dropFolderPath(
  context: Context,
  { paths }: FoundLibrary,
  { name, path }: Pick<SyncthingAddition, 'name' | 'path'>,
): string {
  if (name === '' || /^\.|[/\0]/.test(name)) {
    throw new PhotokeepError(
      'usage',
      `"${name}" cannot be the name of a drop folder`,
      'no slash, no dot in front',
    );
  }
  if (path !== undefined) return realPath(absolutePath(context, path));
  if (paths.imports !== undefined) return realPath(join(paths.imports, name));
  throw new PhotokeepError(
    'usage',
    `the Gallery ${paths.gallery} has no folder for drop folders`,
    'say where with --path',
  );
}

/** The folder itself may be known to Syncthing; one around it or in it would receive the same files twice. */
function requireFree(path: string, { paths, library }: SyncthingView): void {
  const role = syncedRole(path, { ...library, dropFolders: [{ path, resends: undefined }] });
  if (role !== 'drop folder')
    throw new PhotokeepError(
      'refused',
      `${path} is no place for a drop folder: the Gallery or the state of the library is there`,
      'choose another one with --path',
    );
  for (const [id, other] of paths) {
    if (other === path || !(contains(other, path) || contains(path, other))) continue;
    const how = contains(other, path) ? 'lies in' : 'holds';
    throw new PhotokeepError(
      'refused',
      `${path} ${how} ${other}, which Syncthing keeps already (folder ${id})`,
      'choose another place with --path, or remove that folder in Syncthing first',
    );
  }
}

/** By its id, or by the name that Syncthing knows it by. */
function deviceId(device: string, { devices, myId }: SyncthingView): string {
  const named = devices.find(({ name, deviceID }) => name === device || deviceID === device.toUpperCase());
  if (named) return named.deviceID;
  const id = device.trim().toUpperCase();
  if (id === myId)
    throw new PhotokeepError('usage', `${device} is this machine`, 'give the id of the device that sends');
  if (/^[A-Z2-7]{7}(-[A-Z2-7]{7}){7}$/.test(id)) return id;
  const known = devices.map(({ name }) => name).filter(Boolean);
  throw new PhotokeepError(
    'usage',
    `${device} is no id of a device`,
    `it is shown on the phone, in Syncthing's menu${known.length === 0 ? '' : `; known by name: ${known.join(', ')}`}`,
  );
}

/** The folder, and its entry where the config has a list of them. */
function localChanges(context: Context, { found, config }: Place, path: string): SyncthingChange[] {
  const isThere = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const { root, imports } = found.paths;
  const hasList = readImportEntries(config.get('imports')) !== undefined;
  const counting = imports === undefined && !hasList ? [] : dropFoldersIn(found, context, config);
  const willCount = !hasList && imports !== undefined && dirname(path) === realPath(imports);
  const isListed = counting.some((drop) => contains(realPath(drop.path), path));
  const inConfig = (folder: string): string =>
    contains(realPath(root), folder) ? relative(realPath(root), folder) : folder;
  const entry: SyncthingChange[] =
    willCount || isListed
      ? []
      : [
          {
            ...{ kind: 'config', file: configFile(found, config), path: inConfig(path) },
            others: hasList ? [] : counting.map((drop) => inConfig(realPath(drop.path))),
          },
        ];
  return [...(isThere ? [] : [{ kind: 'make-folder' as const, path }]), ...entry];
}

/** The file that has the list, else the library's own, else the first one. */
function configFile({ paths }: FoundLibrary, config: RawSettings): string {
  const files = configFilesOf(config);
  const withList = config.get('imports')?.origin.replace(/:\d+$/, '');
  const own = configFileIn(paths.state);
  const file = withList ?? files.find((each) => each === own) ?? files[0] ?? own;
  if (file !== undefined) return file;
  throw new PhotokeepError(
    'usage',
    'there is no config to list the drop folder in',
    'photokeep init makes one in the library',
  );
}

async function folderChanges(
  path: string,
  device: string,
  { view, place, options }: { view: SyncthingView; place: Place; options: SyncthingAddition },
): Promise<Pick<SyncthingChanges, 'changes' | 'left'>> {
  const { syncthing, judged, paths, myId } = view;
  const id = [...paths].find(([, other]) => other === path)?.[0];
  if (id === undefined) {
    const added = await newFolderId(device, view, place, options);
    const devices = [myId, device];
    const how = { type: 'receiveonly', ignoreDelete: true } as const;
    return { changes: [{ kind: 'folder', id: added, label: options.name, path, devices, ...how }], left: [] };
  }
  const folder = (await syncthing.folders()).find((each) => each.id === id);
  const members = folder?.devices ?? [];
  const fix = planSyncthingFix(judged.filter((one) => one.folder.id === id));
  const isShared = members.some(({ deviceID }) => deviceID === device);
  return {
    changes: [
      ...fix.changes,
      ...(isShared
        ? []
        : [{ kind: 'share' as const, id, path, devices: [...members, { deviceID: device }] }]),
    ],
    left: fix.left.filter(({ problem }) => problem !== 'no-drop-folder' && problem !== 'alone'),
  };
}

/** Both devices must call a folder by the same id: so what the phone offers comes first. */
async function newFolderId(
  device: string,
  { syncthing, paths, devices }: SyncthingView,
  { found }: Place,
  { name, folder }: SyncthingAddition,
): Promise<string> {
  const isKnown = devices.some(({ deviceID }) => deviceID === device);
  const offered = folder !== undefined || !isKnown ? [] : await syncthing.offeredBy(device);
  if (offered.length > 1) {
    throw new PhotokeepError(
      'usage',
      `the device offers ${String(offered.length)} folders: ${offered.join(', ')}`,
      'say which one with --folder',
    );
  }
  const own = readLibraryMarker(found.paths.marker)?.id.slice(0, 5) ?? '';
  const plain = name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');
  const id = folder ?? offered[0] ?? `${plain}-${own}`;
  const other = paths.get(id);
  if (other === undefined) return id;
  throw new PhotokeepError(
    'refused',
    `Syncthing has a folder ${id} already, at ${other}`,
    'choose another --folder',
  );
}
