import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { errorCode, errorMessage, PhotokeepError } from '../app/errors.js';
import { configKeys, type ConfigKeyName } from './keys.js';
import { unknownKey } from './unknown-key.js';

/** A value as a config file gives it, not validated yet. */
export interface RawSetting {
  readonly value: unknown;
  /** where it stands: `/home/ana/.config/photokeep/config.yaml:12` */
  readonly origin: string;
  /** where the keys inside the value stand, by the way to them: `1` is the second entry, `1.homeZone` its key */
  readonly parts?: ReadonlyMap<string, string>;
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
  const settings = merge([firstIn(userConfigFolder(places)), firstIn('/etc/photokeep')]);
  const library = places.library ?? settings.get('library')?.value;
  if (typeof library !== 'string') return settings;
  const root = resolve(places.cwd, expandHome(library, places.home));
  return merge([settings, firstIn(join(root, '.photokeep'))]);
}

/** Where the user's own config file lies. */
export function userConfigFolder({
  home,
  xdgConfigHome,
}: Pick<ConfigPlaces, 'home' | 'xdgConfigHome'>): string {
  return join(xdgConfigHome?.startsWith('/') ? xdgConfigHome : join(home, '.config'), 'photokeep');
}

/** The config file in a folder, if there is one. */
export function configFileIn(folder: string): string | undefined {
  return names.map((name) => join(folder, name)).find((candidate) => existsSync(candidate));
}

/** The files that the settings were read from, the first one winning. */
export function configFilesOf(settings: RawSettings): string[] {
  return [...new Set([...settings.values()].map(({ origin }) => origin.replace(/:\d+$/, '')))];
}

/** A leading `~` is the home directory: cron and systemd have no shell to say so. */
export function expandHome(path: string, home: string): string {
  return path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : path;
}

function firstIn(folder: string): RawSettings {
  const file = configFileIn(folder);
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
    contents.items.filter(isSetting).map(({ key, value }) => {
      const name = isScalar(key) ? String(key.value) : '';
      const origin = at(isScalar(key) ? key.range[0] : 0);
      requireKnown(name, origin);
      const parts = partsOf(value, at);
      return [
        name,
        {
          value: plainValue(value, document, origin),
          origin,
          ...(parts.length > 0 && { parts: new Map(parts) }),
        },
      ];
    }),
  );
}

/** By `$schema` a file in JSON tells editors how it is to be read; one in YAML does so in a comment. */
function isSetting({ key }: { readonly key: unknown }): boolean {
  return !isScalar(key) || key.value !== '$schema';
}

/** @throws PhotokeepError for `[*.gif]`: to YAML, `*` without quotes names a value from further up */
function plainValue(node: unknown, document: Document, origin: string): unknown {
  try {
    return isNode(node) ? node.toJS(document) : undefined;
  } catch (error) {
    const remedy = 'put quotes around what begins with *';
    throw new PhotokeepError('usage', `${origin}: ${errorMessage(error)}`, remedy);
  }
}

function partsOf(node: unknown, at: (offset: number) => string, way = ''): [string, string][] {
  const inside = (name: string): string => (way === '' ? name : `${way}.${name}`);
  if (isSeq(node)) return node.items.flatMap((item, index) => partsOf(item, at, inside(String(index))));
  if (!isMap(node)) return [];
  const keys = node.items.flatMap(({ key, value }): [string, string][] => {
    const name = inside(isScalar(key) ? String(key.value) : '');
    return [[name, at(isScalar(key) ? (key.range?.[0] ?? 0) : 0)], ...partsOf(value, at, name)];
  });
  return way === '' ? keys : [[way, at(node.range?.[0] ?? 0)], ...keys];
}

function requireKnown(name: string, origin: string): asserts name is ConfigKeyName {
  const known = configKeys.map(({ key }) => key);
  if (!known.some((key) => key === name)) throw unknownKey(name, origin, known);
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
