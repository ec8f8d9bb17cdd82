import { PhotokeepError } from '../app/errors.js';
import { parseDuration } from './duration.js';
import type { RawSetting } from './load.js';
import { unknownKey } from './unknown-key.js';

/** A drop folder as the config names it, with the settings that hold for what lies in it. */
export interface ImportEntry {
  /** as the user wrote it; a relative one starts at the library */
  readonly path: string;
  /** how messages call it */
  readonly name?: string;
  /** IANA name of a time zone */
  readonly homeZone?: string;
  /** whether files come again that were removed here */
  readonly resends?: boolean;
  /** globs for what is left where it is */
  readonly exclude?: readonly string[];
  readonly layout?: string;
  /** seconds without a new file after which something is wrong with the sender */
  readonly staleAfter?: number;
  /** where the entry stands, and each of its keys: `config.yaml:7` */
  readonly origin: string;
  readonly originOf: (key: string) => string;
}

/** Every key of an entry, and what its value must be. */
const keys = {
  path: asText,
  name: asText,
  homeZone: asText,
  resends: asYesOrNo,
  exclude: asGlobs,
  layout: asText,
  staleAfter: asDuration,
} satisfies Record<string, (value: unknown) => unknown>;

/** What is wrong with a value, for the user; where it stands is added further out. */
class WrongValue extends Error {
  override readonly name = 'WrongValue';
}

/**
 * Reads `imports:`. Without zod: also a run with nothing to do has to know its drop folders, and must say what is
 * wrong with them.
 *
 * @returns undefined when the key is not set
 * @throws PhotokeepError `usage` that names file and line
 */
export function readImportEntries(raw: RawSetting | undefined): ImportEntry[] | undefined {
  if (raw?.value === undefined || raw.value === null) return undefined;
  if (!Array.isArray(raw.value)) {
    throw wrong(raw.origin, 'imports', 'expected a list of drop folders', raw.value);
  }
  return raw.value.map((entry: unknown, index) => readEntry(entry, raw, String(index)));
}

function readEntry(entry: unknown, raw: RawSetting, index: string): ImportEntry {
  const origin = raw.parts?.get(index) ?? raw.origin;
  const originOf = (key: string): string => raw.parts?.get(`${index}.${key}`) ?? origin;
  if (typeof entry === 'string' && entry !== '') return { path: entry, origin, originOf };
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    throw wrong(origin, 'imports', 'expected a path, or a path with settings', entry);
  }
  const values = Object.entries(entry)
    .map(([key, value]) => [key, readValue(key, value, originOf(key))] as const)
    // A key without a value sets nothing, as everywhere in the config.
    .filter(([, value]) => value !== undefined);
  const given = Object.fromEntries(values) as Partial<ImportEntry>;
  const { path } = given;
  if (path === undefined) throw wrong(origin, 'imports', 'an entry without a path', entry);
  return { ...given, path, origin, originOf };
}

/** Whether an entry says more than where its folder is. */
export function hasSettings(entry: ImportEntry): boolean {
  return Object.keys(keys).some((key) => key !== 'path' && key in entry);
}

function readValue(key: string, value: unknown, origin: string): unknown {
  if (!isKey(key)) throw unknownKey(key, origin, Object.keys(keys));
  if (value === null) return undefined;
  try {
    return keys[key](value);
  } catch (error) {
    if (error instanceof WrongValue) throw wrong(origin, `imports: ${key}`, error.message, value);
    throw error;
  }
}

function isKey(key: string): key is keyof typeof keys {
  return Object.hasOwn(keys, key);
}

function asText(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new WrongValue('expected text');
}

function asYesOrNo(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new WrongValue('expected true or false');
}

function asGlobs(value: unknown): string[] {
  if (!Array.isArray(value) || !value.every((glob) => typeof glob === 'string' && /[^/]/.test(glob))) {
    throw new WrongValue('expected a list of globs such as [Screenshots, "*.gif"]');
  }
  const globs = value as string[];
  if (globs.some((glob) => glob.startsWith('!'))) {
    throw new WrongValue('a glob must not begin with "!"; name what is to be left out');
  }
  return globs;
}

function asDuration(value: unknown): number {
  const seconds = typeof value === 'string' ? parseDuration(value) : undefined;
  if (seconds !== undefined) return seconds;
  throw new WrongValue('expected a duration such as 7d, 12h, 30m or 2w');
}

function wrong(origin: string, key: string, what: string, found: unknown): PhotokeepError {
  return new PhotokeepError('usage', `${origin}: ${key}: ${what} (found ${JSON.stringify(found)})`);
}
