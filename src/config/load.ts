import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { errorCode, PhotokeepError } from '../app/errors.js';
import { configKeys, type ConfigKeyName, nearestKey } from './keys.js';

/** A value as a config file gives it, not validated yet. */
export interface RawSetting {
  readonly value: unknown;
  /** where it stands: `/home/ana/.config/photokeep/config.yaml:12` */
  readonly origin: string;
}

/** The settings of all config files that apply, the first file that has a key winning. */
export type RawSettings = ReadonlyMap<ConfigKeyName, RawSetting>;

/** Where to look. */
export interface ConfigPlaces {
  /** `--config` or `$PHOTOKEEP_CONFIG`: then it is the only file */
  readonly file: string | undefined;
  /** `--library` */
  readonly library: string | undefined;
  readonly home: string;
  readonly xdgConfigHome: string | undefined;
  readonly cwd: string;
}

const names = ['config.yaml', 'config.yml', 'config.json'];

/**
 * Reads the config files: the named one, else those of the user, the system and the library, in this order of
 * precedence. Data only: a tool that may run as root never executes what it finds in a photo folder.
 *
 * @throws PhotokeepError `usage` for a file that is missing, unreadable, no YAML or JSON, or has an unknown key
 */
export function loadConfig(places: ConfigPlaces): RawSettings {
  if (places.file !== undefined) return readConfig(resolve(places.cwd, expandHome(places.file, places.home)));
  const userFolder = places.xdgConfigHome?.startsWith('/')
    ? places.xdgConfigHome
    : join(places.home, '.config');
  const settings = merge([firstIn(join(userFolder, 'photokeep')), firstIn('/etc/photokeep')]);
  const library = places.library ?? settings.get('library')?.value;
  if (typeof library !== 'string') return settings;
  const root = resolve(places.cwd, expandHome(library, places.home));
  return merge([settings, firstIn(join(root, '.photokeep'))]);
}

/** A leading `~` is the home directory: cron and systemd have no shell to say so. */
export function expandHome(path: string, home: string): string {
  return path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : path;
}

function firstIn(folder: string): RawSettings {
  const file = names.map((name) => join(folder, name)).find((candidate) => existsSync(candidate));
  return file === undefined ? new Map() : readConfig(file);
}

function merge(layers: readonly RawSettings[]): RawSettings {
  return new Map([...layers].reverse().flatMap((layer) => [...layer]));
}

function readConfig(file: string): RawSettings {
  const lines = new LineCounter();
  const document = parseDocument(readText(file), { lineCounter: lines });
  const at = (offset: number): string => `${file}:${String(lines.linePos(offset).line)}`;
  const [error] = document.errors;
  if (error) {
    const what = error.message.split('\n')[0]?.replace(/ at line \d+.*$/, '') ?? '';
    throw new PhotokeepError('usage', `${at(error.pos[0])}: ${what}`, 'correct the line');
  }
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) return new Map();
  if (!isMap(contents)) throw new PhotokeepError('usage', `${file}: expected "key: value" lines`);
  return new Map(
    contents.items.map(({ key, value }) => {
      const name = isScalar(key) ? String(key.value) : '';
      const origin = at(isScalar(key) ? key.range[0] : 0);
      requireKnown(name, origin);
      return [name, { value: (value as { toJSON?: () => unknown } | null)?.toJSON?.(), origin }];
    }),
  );
}

function requireKnown(name: string, origin: string): asserts name is ConfigKeyName {
  if (configKeys.some(({ key }) => key === name)) return;
  const near = nearestKey(name);
  throw new PhotokeepError(
    'usage',
    `${origin}: unknown key "${name}"`,
    near === undefined
      ? `known keys: ${configKeys.map(({ key }) => key).join(', ')}`
      : `did you mean "${near}"?`,
  );
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = errorCode(error);
    const what =
      code === 'ENOENT' ? 'there is no such config file' : `the config cannot be read (${code ?? 'error'})`;
    throw new PhotokeepError(
      'usage',
      `${file}: ${what}`,
      isAbsolute(file) ? undefined : 'give an absolute path',
    );
  }
}
