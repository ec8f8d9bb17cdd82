import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expandHome } from '../config/load.js';
import { renderConfig } from '../config/write-config.js';
import { makeLibrary, readGalleryMarker } from '../library/marker.js';
import { libraryPaths } from '../library/paths.js';
import { missingMount } from '../system/mounts.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';

/** What `init` made, or would make. */
export interface InitResult {
  readonly root: string;
  readonly made: readonly string[];
}

/**
 * Makes the folders, the marker and the config of a library; what is there already stays as it is.
 *
 * @throws PhotokeepError `refused` when the disk is not mounted, `usage` when the parent folder does not exist
 */
export function initLibrary(context: Context, folder: string, dryRun: boolean): InitResult {
  const root = resolve(context.cwd, expandHome(folder, context.home));
  requirePlace(root);
  const paths = libraryPaths(root, 'library');
  const config = join(paths.state, 'config.yaml');
  if (dryRun) {
    const planned = [
      ...[root, join(root, 'tmp'), paths.gallery],
      ...[join(root, 'images', 'Imports', 'Phone'), join(root, 'images', 'Imports', 'PC')],
      ...[paths.marker, config],
    ];
    return { root, made: planned.filter((path) => !existsSync(path)) };
  }
  const { made } = makeLibrary(root, 'library', context.host);
  if (!existsSync(config)) {
    writeFileSync(config, renderConfig({ homeZone: context.machineZone() }), { mode: 0o600, flag: 'wx' });
    made.push(config);
  }
  return { root, made };
}

/**
 * Makes sure that a library may be made in a folder.
 *
 * @throws PhotokeepError `refused` when the disk is not mounted, `usage` when the parent folder does not exist
 */
export function requirePlace(root: string): void {
  const missing = missingMount(root);
  if (missing !== undefined) {
    throw new PhotokeepError(
      'refused',
      `${missing} is in /etc/fstab but nothing is mounted there`,
      `mount the disk first: mount ${missing}`,
    );
  }
  if (!existsSync(dirname(root))) {
    throw new PhotokeepError(
      'usage',
      `cannot make ${root}: ${dirname(root)} does not exist`,
      'make the folder first',
    );
  }
  if (existsSync(libraryPaths(root, 'gallery').marker) || readGalleryMarker(root) === undefined) return;
  throw new PhotokeepError('refused', `${root} is the Gallery of another library`, 'choose another folder');
}
