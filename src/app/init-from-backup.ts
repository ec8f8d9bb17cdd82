import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bringState, type ReadState } from '../backup/read-saved-state.js';
import type { Store } from '../backup/store.js';
import type { Target } from '../backup/target.js';
import { placeText, readTargetMarker } from '../backup/target-marker.js';
import { expandHome } from '../config/load.js';
import { removeEmptyFolders } from '../execute/operations.js';
import { syncFolder } from '../library/durable-file.js';
import type { FromBackupReport } from '../report/from-backup.js';
import { makeLibrary, readLibraryMarker, takeOverLibrary } from '../library/marker.js';
import { libraryPaths } from '../library/paths.js';
import { asPhotokeepError } from './backup-stops.js';
import { bringConfigs, settleConfig } from './bring-config.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';
import { requirePlace, writeSchema } from './init.js';
import { withStore } from './with-store.js';

/**
 * Brings a library back to life on a new machine from a target of the old one: its id, ledger, journals and config. Its
 * photos come back by a restore. A library that is there already is never touched.
 *
 * @param folder of the library, as the user wrote it
 * @throws PhotokeepError `refused` when there is a library already, or the target is none
 */
export async function initFromBackup(
  context: Context,
  target: Target,
  folder: string,
  dryRun: boolean,
): Promise<FromBackupReport> {
  const root = resolve(context.cwd, expandHome(folder, context.home));
  requirePlace(root);
  requireNoLibrary(root);
  try {
    return await withStore(context, target, { note: () => undefined }, async (store) => {
      const name = await requireTarget(store);
      const isNew = !existsSync(root);
      const working = dryRun ? mkdtempSync(join(tmpdir(), 'photokeep-')) : makeWorkingFolder(root);
      try {
        return await bring(context, store, { root, working, target: name, dryRun });
      } finally {
        rmSync(working, { recursive: true, force: true });
        // What came to nothing leaves nothing behind.
        if (isNew) removeEmptyFolders([root]);
      }
    });
  } catch (error) {
    throw asPhotokeepError(error, context);
  }
}

/** @returns the name of the target @throws PhotokeepError `refused` */
async function requireTarget(store: Store): Promise<string> {
  const marker = await readTargetMarker(store);
  if (marker) return marker.name;
  throw new PhotokeepError(
    'refused',
    `${placeText(store.target)} is no backup target of a library`,
    'is its disk mounted? name the folder that holds Gallery and .photokeep-target.json',
  );
}

interface Places {
  readonly root: string;
  /** for what becomes the state of the library once it is whole */
  readonly working: string;
  /** name of the target */
  readonly target: string;
  readonly dryRun: boolean;
}

async function bring(
  context: Context,
  store: Store,
  { root, working, target, dryRun }: Places,
): Promise<FromBackupReport> {
  const place = placeText(store.target);
  const brought = join(working, 'state');
  const read = await bringState(store, brought);
  const isCloud = store.target.kind === 'cloud';
  const newPlaces = { root, target: { name: target, place, isCloud } };
  const configs = bringConfigs(context, read.texts, brought, newPlaces);
  const texts = keepTexts(read, brought);
  takeOverLibrary(join(brought, 'library.json'), context.host);

  const { id, kind } = read.marker;
  const { state } = libraryPaths(root, kind);
  if (!dryRun) {
    renameSync(brought, state);
    syncFolder(root);
    writeSchema(makeLibrary(root, kind, context.host).paths);
  }
  const inState = (path: string): string => join(state, path);
  return {
    ...{ root, library: id, target, place, journals: read.journals },
    configs: configs.map((config) => settleConfig(context, config, state, dryRun)),
    texts: texts.map(inState),
  };
}

function requireNoLibrary(root: string): void {
  const { state, marker } = libraryPaths(root, 'library');
  if (readLibraryMarker(marker)) {
    throw new PhotokeepError(
      'refused',
      `${root} is a library already`,
      'photokeep backup restore brings files back into it; for another library choose another folder',
    );
  }
  if (!existsSync(state) || readdirSync(state).length === 0) return;
  throw new PhotokeepError(
    'refused',
    `${state} holds something, and no library.json`,
    'if it is what is left of a library, move it away first',
  );
}

/** What an earlier attempt has left there goes. */
function makeWorkingFolder(root: string): string {
  const folder = join(root, '.photokeep-from-backup');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** @returns paths in the state folder */
function keepTexts({ texts }: ReadState, state: string): string[] {
  return (['crontab', 'fstab'] as const).flatMap((name) => {
    const text = texts[name];
    if (text === undefined) return [];
    const path = `${name}.old-machine`;
    writeFileSync(join(state, path), text, { mode: 0o600 });
    return [path];
  });
}
