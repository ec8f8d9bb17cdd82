import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Target } from '../backup/target.js';
import { placeText } from '../backup/target-marker.js';
import { type BackupEntry, type BackupSettings, readBackupEntries } from '../config/backup-entries.js';
import { readBackupPlace } from '../config/backup-place.js';
import { expandHome, type RawSettings } from '../config/load.js';
import { readLibraryMarker } from '../library/marker.js';
import { findLibrary, findLibraryOfGallery, type FoundLibrary } from '../library/open-library.js';
import { libraryPaths } from '../library/paths.js';
import { fsPath } from '../system/fs-path.js';
import { requireTargetsApart, targetOf } from './backup-targets.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';
import { findNamedLibrary } from './find-named-library.js';

/** A library, and where it is backed up. */
export interface BackupPlaces {
  readonly library: FoundLibrary;
  readonly targets: readonly Target[];
  /** the words that name them on a command line: a name, or a source and a destination; none for all */
  readonly words: readonly string[];
}

export interface BackupArguments {
  /** nothing for every configured target, the name of one, or a source and a destination */
  readonly words: readonly string[];
  readonly library: string | undefined;
  /** from flags: they hold for every target of this run */
  readonly settings: BackupSettings;
  /** which of the configured targets are meant when none is named; all that can be named where undefined */
  readonly kind?: 'local' | 'cloud';
}

/**
 * Finds the library and the targets that a command line means.
 *
 * @throws PhotokeepError `usage` or `refused`
 */
export function findBackupPlaces(context: Context, args: BackupArguments, config: RawSettings): BackupPlaces {
  const { words, settings, kind } = args;
  if (words.includes('')) {
    throw new PhotokeepError('usage', 'an empty path was given', 'is a variable of your script not set?');
  }
  const entries = readBackupEntries(config.get('backups')) ?? [];
  const [first, second] = words;
  const library =
    first !== undefined && second !== undefined
      ? libraryAt(context, resolve(context.cwd, expandHome(first, context.home)))
      : findNamedLibrary(context, args.library, config);
  const all = entries.map((entry) => targetOf({ ...entry, ...settings }, context));
  requireTargetsApart(all, library.paths);
  const configured = all.filter((target) => kind === undefined || kindOf(target) === kind);
  if (first !== undefined && second === undefined) requireKind(all, first, kind);
  if (second !== undefined) {
    const named = targetAt(context, second, settings);
    const known = configured.find((target) => placeText(target) === placeText(named));
    if (!known) requireTargetsApart([named], library.paths);
    return { library, targets: [known ?? named], words };
  }
  return {
    library,
    targets: first === undefined ? requireSome(configured, kind) : [requireOne(configured, first)],
    words,
  };
}

/** A destination on the command line has a name only once it is set up. */
const unnamed = { name: '', origin: 'the command line', originOf: () => 'the command line' } as const;

/** Whether a target has no name yet but that of its place. */
export function isUnnamed({ name }: Pick<Target, 'name'>): boolean {
  return name === unnamed.name;
}

/** A destination that the command line names: as a target without a name. @throws PhotokeepError `usage` */
export function targetAt(context: Context, destination: string, settings: BackupSettings): Target {
  return targetOf({ ...unnamed, place: placeOf(context, destination), ...settings }, context);
}

/** The library in a folder, that a Gallery belongs to, or a new one with its state in the Gallery. */
function libraryAt({ host }: Context, folder: string): FoundLibrary {
  if (!existsSync(fsPath(folder))) {
    throw new PhotokeepError('usage', `there is no ${folder}`, 'check the name of the source');
  }
  const isLibrary = readLibraryMarker(libraryPaths(folder, 'library').marker) !== undefined;
  return isLibrary ? findLibrary(folder, host) : findLibraryOfGallery(folder, host);
}

function placeOf(context: Context, destination: string): BackupEntry['place'] {
  const place = readBackupPlace(destination);
  if (typeof place === 'string') {
    throw new PhotokeepError('usage', `${destination} is no place for a backup`, `expected ${place}`);
  }
  if (place.kind !== 'folder') return place;
  return { ...place, to: resolve(context.cwd, expandHome(place.to, context.home)) };
}

/** Which command serves a target. */
function kindOf({ kind }: Target): 'local' | 'cloud' {
  return kind === 'cloud' ? 'cloud' : 'local';
}

function requireKind(targets: readonly Target[], name: string, kind: 'local' | 'cloud' | undefined): void {
  const target = targets.find((candidate) => candidate.name === name);
  if (!target || kind === undefined || kindOf(target) === kind) return;
  const right = `photokeep backup ${kindOf(target)} ${name}`;
  throw new PhotokeepError('usage', `${name} is no ${kind} target`, right);
}

function requireSome(targets: readonly Target[], kind: 'local' | 'cloud' | undefined): readonly Target[] {
  if (targets.length > 0) return targets;
  throw new PhotokeepError(
    'usage',
    kind === 'cloud' ? 'no cloud target is configured' : 'no backup target is configured',
    kind === 'cloud'
      ? 'add one with kind: cloud and remote: to backups: in the config; docs/mega.md'
      : 'add one to backups: in the config, or name a source and a destination',
  );
}

function requireOne(targets: readonly Target[], name: string): Target {
  const target = targets.find((candidate) => candidate.name === name);
  if (target) return target;
  const known = targets.map((candidate) => candidate.name).join(', ');
  throw new PhotokeepError(
    'usage',
    `there is no backup target ${name}`,
    known === '' ? 'add it to backups: in the config' : `known targets: ${known}`,
  );
}
