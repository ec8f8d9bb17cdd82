import {
  asDuration,
  asText,
  asYesOrNo,
  isMap,
  type RawEntry,
  rawEntries,
  readKeys,
  wrongValue,
  WrongValue,
} from './entry-values.js';
import type { RawSetting } from './load.js';

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
};
export type ImportKey = keyof typeof keys;

/**
 * Reads `imports:`.
 *
 * @returns undefined when the key is not set
 * @throws PhotokeepError `usage` that names file and line
 */
export function readImportEntries(raw: RawSetting | undefined): ImportEntry[] | undefined {
  return rawEntries('imports', raw, 'drop folders')?.map(readEntry);
}

function readEntry({ value, origin, originOf }: RawEntry): ImportEntry {
  if (typeof value === 'string' && value !== '') return { path: value, origin, originOf };
  if (!isMap(value)) throw wrongValue(origin, 'imports', 'expected a path, or a path with settings', value);
  const given = readKeys(value, keys, 'imports', originOf);
  const { path } = given;
  if (path === undefined) throw wrongValue(origin, 'imports', 'an entry without a path', value);
  return { ...given, path, origin, originOf };
}

/** Whether an entry says more than where its folder is. */
export function hasSettings(entry: ImportEntry): boolean {
  return Object.keys(keys).some((key) => key !== 'path' && key in entry);
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
