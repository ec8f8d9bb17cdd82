import { PhotokeepError } from '../app/errors.js';
import { parseDuration } from './duration.js';
import type { RawSetting } from './load.js';
import { unknownKey } from './unknown-key.js';

/** What is wrong with a value, for the user; where it stands is added further out. */
export class WrongValue extends Error {
  override readonly name = 'WrongValue';
}

/** Turns what YAML gave into what the key means. @throws WrongValue */
type ReadValue = (value: unknown) => unknown;

/** One entry of it, with the lines on which it and its keys stand. */
export interface RawEntry {
  readonly value: unknown;
  readonly origin: string;
  /** @param key of the entry, or the way to one inside it: `ssh.port` */
  readonly originOf: (key: string) => string;
}

/**
 * The entries of a list in the config, without zod: also a run with nothing to do has to know them, and must say
 * what is wrong with them.
 *
 * @param what the entries are, for the message
 * @returns undefined when the key is not set
 * @throws PhotokeepError `usage` that names file and line
 */
export function rawEntries(key: string, raw: RawSetting | undefined, what: string): RawEntry[] | undefined {
  if (raw?.value === undefined || raw.value === null) return undefined;
  if (!Array.isArray(raw.value)) throw wrongValue(raw.origin, key, `expected a list of ${what}`, raw.value);
  return raw.value.map((value: unknown, index) => {
    const origin = raw.parts?.get(String(index)) ?? raw.origin;
    return { value, origin, originOf: (name) => raw.parts?.get(`${String(index)}.${name}`) ?? origin };
  });
}

/**
 * The values of a map, each read by its key's reader; a key without a value sets nothing, as everywhere in the config.
 *
 * @param where the keys that lead to it, for messages: `imports`, `backups: ssh`
 * @param originOf where a key of it stands
 * @throws PhotokeepError `usage` that names file and line
 */
export function readKeys<Keys extends Readonly<Record<string, ReadValue>>>(
  map: object,
  keys: Keys,
  where: string,
  originOf: (key: string) => string,
): { [Key in keyof Keys]?: ReturnType<Keys[Key]> } {
  const values = Object.entries(map)
    .map(([key, value]) => [key, readValue(key, value, keys, where, originOf(key))] as const)
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(values) as { [Key in keyof Keys]?: ReturnType<Keys[Key]> };
}

function readValue(
  key: string,
  value: unknown,
  keys: Readonly<Record<string, ReadValue>>,
  where: string,
  origin: string,
): unknown {
  const read = Object.hasOwn(keys, key) ? keys[key] : undefined;
  if (!read) throw unknownKey(key, origin, Object.keys(keys));
  if (value === null) return undefined;
  try {
    return read(value);
  } catch (error) {
    if (error instanceof WrongValue) throw wrongValue(origin, `${where}: ${key}`, error.message, value);
    throw error;
  }
}

export function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function asText(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new WrongValue('expected text');
}

export function asYesOrNo(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new WrongValue('expected true or false');
}

/** Seconds. */
export function asDuration(value: unknown): number {
  const seconds = typeof value === 'string' ? parseDuration(value) : undefined;
  if (seconds !== undefined) return seconds;
  throw new WrongValue('expected a duration such as 7d, 12h, 30m or 2w');
}

/** @param origin file and line  @param key with what leads to it: `imports: layout` */
export function wrongValue(origin: string, key: string, what: string, found: unknown): PhotokeepError {
  return new PhotokeepError('usage', `${origin}: ${key}: ${what} (found ${JSON.stringify(found)})`);
}
