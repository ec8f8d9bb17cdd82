import { readBackupPlace } from './backup-place.js';
import {
  asText,
  isMap,
  rawEntries,
  type RawEntry,
  readKeys,
  wrongValue,
  WrongValue,
} from './entry-values.js';
import type { RawSetting } from './load.js';

/** A remote folder to mount, as the config names it. */
export interface MountEntry {
  /** how commands and messages call it, unique among the entries */
  readonly name: string;
  /** `user@host:/folder` */
  readonly remote: string;
  /** as the user wrote it */
  readonly to: string;
  readonly port?: number;
  /** as the user wrote it */
  readonly identityFile?: string;
  readonly origin: string;
}

/** Every key of an entry, and what its value must be. */
const keys = { name: asText, remote: asRemote, to: asText, port: asPort, identityFile: asText };
export type MountKey = keyof typeof keys;

/**
 * Reads `mounts:`.
 *
 * @returns undefined when the key is not set
 * @throws PhotokeepError `usage` that names file and line
 */
export function readMountEntries(raw: RawSetting | undefined): MountEntry[] | undefined {
  const entries = rawEntries('mounts', raw, 'remote folders')?.map(readEntry);
  const seen = new Set<string>();
  for (const { name, origin } of entries ?? []) {
    if (seen.has(name)) throw wrongValue(origin, 'mounts: name', 'another one has this name', name);
    seen.add(name);
  }
  return entries;
}

function readEntry({ value, origin, originOf }: RawEntry): MountEntry {
  if (!isMap(value))
    throw wrongValue(origin, 'mounts', 'expected a name, a remote folder and a place', value);
  const { name, remote, to, ...given } = readKeys(value, keys, 'mounts', originOf);
  if (name === undefined || remote === undefined || to === undefined)
    throw wrongValue(origin, 'mounts', 'an entry needs name, remote and to', value);
  return { name, remote, to, ...given, origin };
}

/** @throws WrongValue */
export function asRemote(value: unknown): string {
  const text = asText(value);
  const place = readBackupPlace(text);
  if (typeof place !== 'string' && place.kind === 'ssh') return text;
  throw new WrongValue('expected a folder of another machine, such as pi@192.168.1.222:/data/Gallery');
}

function asPort(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 65_536) return value;
  throw new WrongValue('expected the number of a port');
}
