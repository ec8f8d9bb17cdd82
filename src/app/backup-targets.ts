import { resolve } from 'node:path';
import type { CloudTarget, Target, TargetBase } from '../backup/target.js';
import { placeText } from '../backup/target-marker.js';
import { type BackupEntry, usualBackupTime } from '../config/backup-entries.js';
import { expandHome } from '../config/load.js';
import type { LibraryPaths } from '../library/paths.js';
import { contains, realPath } from '../system/real-path.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';

const days = 86_400;

/** What an entry does not say. */
const defaults = {
  ...{ mirror: false, keepVersions: 90 * days, maxChanged: 0.2, verifySample: 0.01, staleAfter: 3 * days },
};

/** A target as its entry in the config, or the command line, describes it, with defaults filled in. */
export function targetOf(entry: BackupEntry, { home }: Pick<Context, 'home'>): Target {
  const { place, schedule = usualBackupTime(entry) } = entry;
  const base = {
    ...{ name: entry.name, mirror: entry.mirror ?? defaults.mirror },
    keepVersions: entry.keepVersions ?? defaults.keepVersions,
    maxChanged: entry.maxChanged ?? defaults.maxChanged,
    verifySample: entry.verifySample ?? defaults.verifySample,
    staleAfter: entry.staleAfter ?? defaults.staleAfter,
    schedule: schedule === 'none' ? undefined : schedule,
  };
  if (place.kind === 'cloud') return cloudTargetOf(entry, place.remote, base);
  if (place.kind === 'ssh') {
    const { port, identityFile } = entry;
    return {
      ...{ ...base, ...place, port },
      identityFile: identityFile === undefined ? undefined : expandHome(identityFile, home),
    };
  }
  const { disk, waitForDisk = 0, mount = false } = entry;
  return { ...base, kind: 'folder', to: expandHome(place.to, home), disk, waitForDisk, mount };
}

function cloudTargetOf(entry: BackupEntry, remote: string, base: TargetBase): CloudTarget {
  const { encrypted = true, include = [], exclude = [], maxFileSize, order = 'newest' } = entry;
  const { bwlimit, stopAfter } = entry;
  const choice = { include, exclude, maxFileSize, order };
  return { ...base, kind: 'cloud', remote, encrypted, bwlimit, stopAfter, choice };
}

/**
 * Makes sure that no target lies in another, in the Gallery or in the state of the library, nor they in it.
 *
 * @throws PhotokeepError `usage` that names the place
 */
export function requireTargetsApart(
  targets: readonly Target[],
  { gallery, state }: Pick<LibraryPaths, 'gallery' | 'state'>,
): void {
  for (const [index, target] of targets.entries()) {
    const other = targets.slice(0, index).find((earlier) => isOneInTheOther(earlier, target));
    if (other) {
      throw new PhotokeepError(
        'usage',
        `the backup targets ${other.name} and ${target.name} lie in one another: ${placeText(target)}`,
        'give each a folder of its own',
      );
    }
    if (target.kind === 'folder') requireOutside(target.to, gallery, state);
  }
}

function requireOutside(to: string, gallery: string, state: string): void {
  const [place, ...ours] = [to, gallery, state].map(realPath) as [string, string, string];
  if (ours.some((folder) => contains(folder, place))) {
    throw new PhotokeepError(
      'usage',
      `the backup target ${to} lies inside the Gallery or state of the library`,
      'choose a folder on another disk',
    );
  }
  if (ours.some((folder) => contains(place, folder))) {
    throw new PhotokeepError(
      'usage',
      `the library lies inside the backup target ${to}`,
      'choose a folder on another disk',
    );
  }
}

function isOneInTheOther(a: Target, b: Target): boolean {
  if (a.kind === 'cloud' || b.kind === 'cloud')
    return a.kind === 'cloud' && b.kind === 'cloud' && isOneRemoteInTheOther(a.remote, b.remote);
  if (a.kind !== b.kind) return false;
  if (a.kind === 'ssh' && b.kind === 'ssh' && (a.host !== b.host || (a.port ?? 22) !== (b.port ?? 22))) {
    return false;
  }
  const [placeA, placeB] = [a, b].map(({ kind, to }) =>
    kind === 'folder' ? realPath(to) : resolve('/~', to),
  );
  return contains(placeA as string, placeB as string) || contains(placeB as string, placeA as string);
}

function isOneRemoteInTheOther(a: string, b: string): boolean {
  const [placeA, placeB] = [a, b].map((remote) => resolve('/', remote.replace(/:\/*/, ':/')));
  return contains(placeA as string, placeB as string) || contains(placeB as string, placeA as string);
}
