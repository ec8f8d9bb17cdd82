import { resolve } from 'node:path';
import { readBackupPlace } from '../config/backup-place.js';
import { expandHome } from '../config/load.js';
import type { ConfigValues } from '../config/write-config.js';
import { nameForHost } from '../plan/proposal.js';
import type { Context } from './context.js';
import { effectiveConfig } from './effective-config.js';
import { PhotokeepError } from './errors.js';

/** What a new library is to be like. */
export interface LibraryWishes {
  /** what its config sets, besides the home zone of the machine where nothing else is said */
  readonly config: ConfigValues;
  /** names of folders in `images/Imports`; undefined for the usual ones */
  readonly dropFolders: readonly string[] | undefined;
  /** whether it is the one that commands work on when none is named */
  readonly isUsual: boolean;
}

/** The same as the user says it on the command line. */
export interface LibraryFlags {
  readonly homeZone?: string;
  readonly locale?: string;
  readonly layout?: string;
  readonly dropFolder?: readonly string[];
  readonly backup?: readonly string[];
  readonly default?: true;
}

/** Reads the wishes from flags. @throws PhotokeepError `usage` that names the flag */
export function libraryWishes(context: Context, flags: LibraryFlags): LibraryWishes {
  for (const name of flags.dropFolder ?? []) {
    const wrong = wrongDropFolder(name);
    if (wrong !== undefined) throw new PhotokeepError('usage', `--drop-folder: ${wrong}`);
  }
  const given = [
    ['homeZone', '--home-zone', flags.homeZone],
    ['locale', '--locale', flags.locale],
    ['layout', '--layout', flags.layout],
    ['backups', '--backup', flags.backup && backupEntries(context, flags.backup)],
  ] as const;
  const said = given.filter(([, , value]) => value !== undefined);
  const settings = new Map(said.map(([key, origin, value]) => [key, { value, origin }]));
  effectiveConfig(new Map(), settings, context.machineZone());
  return {
    config: Object.fromEntries(said.map(([key, , value]) => [key, value])),
    dropFolders: flags.dropFolder,
    isUsual: flags.default ?? false,
  };
}

/** Entries of `backups:` for places, with a name for each. @throws PhotokeepError `usage` */
export function backupEntries(context: Context, places: readonly string[]): { name: string; to: string }[] {
  const entries: { name: string; to: string }[] = [];
  for (const text of places) {
    const place = readBackupPlace(text);
    if (typeof place === 'string')
      throw new PhotokeepError('usage', `--backup: ${text} is no place for a backup; expected ${place}`);
    const base = place.kind === 'ssh' ? nameForHost(place.host) : 'disk';
    const to = place.kind === 'ssh' ? text : resolve(context.cwd, expandHome(text, context.home));
    const others = entries.filter(({ name }) => name.replace(/\d+$/, '') === base).length;
    entries.push({ name: others === 0 ? base : `${base}${String(others + 1)}`, to });
  }
  return entries;
}

/** What is wrong with the name of a drop folder, if anything. */
export function wrongDropFolder(name: string): string | undefined {
  if (name === '') return 'a drop folder needs a name';
  return /[/\0\n]|^\./.test(name) ? `${name} is no name of a folder in images/Imports` : undefined;
}
