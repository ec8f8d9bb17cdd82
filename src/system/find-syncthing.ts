import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, PhotokeepError } from '../app/errors.js';
import { readSyncthingAccess, type SyncthingAccess } from './syncthing-config.js';

/** Where the config.xml of Syncthing may be. */
export interface SyncthingPlaces {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** absolute path of a config.xml, or of the folder with it; then it is the only place */
  readonly config?: string;
}

/** The access that Syncthing's own config.xml gives, and where that lies. */
export interface FoundSyncthing extends SyncthingAccess {
  readonly file: string;
}

/**
 * Finds the Syncthing of this machine by its config.xml, in the order in which Syncthing itself looks.
 *
 * @returns undefined when there is none
 * @throws PhotokeepError `external` when there is one that cannot be read, or has no API
 */
export function findSyncthing({ env, home, config }: SyncthingPlaces): FoundSyncthing | undefined {
  const stateHome = env['XDG_STATE_HOME'] ?? join(home, '.local/state');
  const folders = [
    ...[env['STCONFDIR'], env['STHOMEDIR']].filter((folder) => folder !== undefined && folder !== ''),
    join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'syncthing'),
    join(stateHome, 'syncthing'),
    join(home, 'Library/Application Support/Syncthing'),
    ...['/var/lib/syncthing/.config/syncthing', '/var/lib/syncthing/.local/state/syncthing'],
  ] as string[];
  const candidates =
    config === undefined ? folders.map((folder) => join(folder, 'config.xml')) : [configIn(config)];
  for (const file of candidates) {
    const xml = readIfThere(file);
    if (xml === undefined) continue;
    const access = readSyncthingAccess(xml);
    if (access) return { ...access, file };
    throw new PhotokeepError(
      'external',
      `${file} gives no address and key of an API`,
      'is it the config of Syncthing, with the GUI enabled?',
    );
  }
  return undefined;
}

function configIn(path: string): string {
  try {
    return statSync(path).isDirectory() ? join(path, 'config.xml') : path;
  } catch {
    return path;
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = errorCode(error) ?? 'error';
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new PhotokeepError(
      'external',
      `${file} cannot be read (${code})`,
      'run photokeep as the user of Syncthing, or set syncthing: address and apiKey in the config',
    );
  }
}
