import {
  appendFileSync,
  constants,
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import type { StateTexts } from '../backup/saved-state.js';
import { adaptConfig, type ChangedLine, type MovedPath } from '../config/adapt-config.js';
import { readBackupEntries } from '../config/backup-entries.js';
import { writtenPlace } from '../config/backup-place.js';
import { configFileIn, expandHome, loadConfig, type RawSettings, userConfigFolder } from '../config/load.js';
import { renderConfig } from '../config/write-config.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';

/** Where the library and the target are on this machine. */
export interface NewPlaces {
  /** absolute */
  readonly root: string;
  readonly target: { readonly name: string; readonly place: string; readonly isCloud: boolean };
}

/** A config that came from another machine. */
export interface BroughtConfig {
  readonly file: string;
  readonly changes: readonly ChangedLine[];
  /** why it is not in force, or not adapted */
  readonly trouble?: string;
}

const own = 'config.yaml';
/** What the old machine had as the user's or the system's. */
const elsewhere = 'config-elsewhere.yaml';

/**
 * Writes the configs of another machine with the paths that the library and the target have on this one. Where none
 * says anything of targets, the library's own learns of this one.
 *
 * @param state folder that becomes the library's state
 * @returns the files by their names in it
 */
export function bringConfigs(
  context: Context,
  { config, otherConfig, root: oldRoot }: StateTexts,
  state: string,
  places: NewPlaces,
): BroughtConfig[] {
  const texts = [
    [own, config ?? renderConfig({ homeZone: context.machineZone() })] as const,
    ...(otherConfig === undefined ? [] : [[elsewhere, otherConfig] as const]),
  ];
  const brought = texts.map(([name, text]) =>
    bringConfig(context, text, { state, name }, { ...places, oldRoot }),
  );
  if (brought.some(({ namesTargets }) => namesTargets)) return brought;
  const { name, place, isCloud } = places.target;
  const where = isCloud ? `kind: cloud, remote: ${JSON.stringify(place)}` : `to: ${JSON.stringify(place)}`;
  const entry = `backups: [{ name: ${JSON.stringify(name)}, ${where} }]`;
  const file = join(state, own);
  const line = readFileSync(file, 'utf8').split('\n').length;
  appendFileSync(file, `\n${entry}\n`);
  return brought.map((config) =>
    config.file === own
      ? { ...config, changes: [...config.changes, { line: line + 1, before: '', after: entry }] }
      : config,
  );
}

/** The same, and where the library was on the old machine, where that is known. */
interface Places extends NewPlaces {
  readonly oldRoot: string | undefined;
}

interface Brought extends BroughtConfig {
  readonly namesTargets: boolean;
}

function bringConfig(
  context: Context,
  text: string,
  { state, name }: { readonly state: string; readonly name: string },
  places: Places,
): Brought {
  const file = join(state, name);
  const write = (content: string): void => {
    writeFileSync(file, content, { mode: 0o600 });
  };
  write(text);
  try {
    const before = readConfig(context, file);
    const adapted = adaptConfig(text, movedPaths(context, before, places));
    write(adapted.text);
    readBackupEntries(readConfig(context, file).get('backups'));
    return { file: name, changes: adapted.changes, namesTargets: before.has('backups') };
  } catch (error) {
    if (!(error instanceof PhotokeepError)) throw error;
    write(text);
    return { file: name, changes: [], namesTargets: true, trouble: error.message.replace(`${state}/`, '') };
  }
}

function readConfig({ cwd, home }: Context, file: string): RawSettings {
  return loadConfig({ file, library: undefined, cwd, home, xdgConfigHome: undefined });
}

function movedPaths({ home }: Context, config: RawSettings, { root, oldRoot, target }: Places): MovedPath[] {
  const library = config.get('library')?.value;
  const names = [oldRoot, typeof library === 'string' ? library : undefined].filter(
    (name) => name !== undefined,
  );
  const moved = [...new Set(names)].filter((name) => resolve(expandHome(name, home)) !== root);
  const entry = readBackupEntries(config.get('backups'))?.find(({ name }) => name === target.name);
  const place = entry && writtenPlace(entry.place);
  return [
    ...moved.map((from) => ({ from, to: root })),
    ...(entry && place !== undefined && expandHome(place, home) !== target.place
      ? [
          {
            from: place,
            to: target.place,
            line: lineOf(entry.originOf(entry.place.kind === 'cloud' ? 'remote' : 'to')),
          },
        ]
      : []),
  ];
}

/** @param origin `config.yaml:7` */
function lineOf(origin: string): number {
  return Number(origin.slice(origin.lastIndexOf(':') + 1));
}

/**
 * Puts the config that was the user's where it is found again, if there is none yet.
 *
 * @param state absolute path of the library's state
 * @returns the config with its absolute path
 */
export function settleConfig(
  { env, home }: Context,
  config: BroughtConfig,
  state: string,
  dryRun: boolean,
): BroughtConfig {
  const here = join(state, config.file);
  if (config.file !== elsewhere) return { ...config, file: here };
  const folder = userConfigFolder({ home, xdgConfigHome: env['XDG_CONFIG_HOME'] });
  const there = configFileIn(folder);
  if (there !== undefined) {
    return { ...config, file: here, trouble: `it is not in force: there is a ${there} already` };
  }
  const file = join(folder, own);
  if (!dryRun) {
    mkdirSync(folder, { recursive: true });
    // Not a rename: the two may be on different disks.
    copyFileSync(here, file, constants.COPYFILE_EXCL);
    rmSync(here);
  }
  return { ...config, file };
}
