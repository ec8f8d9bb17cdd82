import { type BackupPlace, readBackupPlace, readRemote } from './backup-place.js';
import { cloudKeys, type CloudSettings } from './cloud-values.js';
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

/** What an entry may say of its target. What it does not say is left out; defaults are filled in later. */
export interface BackupSettings extends CloudSettings {
  readonly disk?: string;
  /** seconds */
  readonly waitForDisk?: number;
  readonly mount?: boolean;
  readonly port?: number;
  /** as the user wrote it */
  readonly identityFile?: string;
  readonly mirror?: boolean;
  /** seconds */
  readonly keepVersions?: number;
  /** 0 to 1 */
  readonly maxChanged?: number;
  /** 0 to 1 */
  readonly verifySample?: number;
  /** seconds */
  readonly staleAfter?: number;
  /** five fields of a crontab line, or `none` */
  readonly schedule?: string;
}

/** A backup destination as the config names it. */
export interface BackupEntry extends BackupSettings {
  /** how commands and messages call it, unique among the entries */
  readonly name: string;
  /** on this machine as the user wrote it */
  readonly place: BackupPlace;
  /** where the entry stands, and each of its keys: `config.yaml:7` */
  readonly origin: string;
  readonly originOf: (key: string) => string;
}

/**
 * When a target is backed up to that does not say: every four hours by day, when a Pi at home is on and so is the disk
 * beside it; at night where a timer switches the disk on; to a cloud once a night, for some let nobody log in often.
 *
 * @param entry as it stands in the config, or as it was read
 */
export function usualBackupTime(entry: {
  readonly waitForDisk?: unknown;
  readonly kind?: unknown;
  readonly place?: BackupPlace;
}): string {
  if (entry.kind === 'cloud' || entry.place?.kind === 'cloud') return '40 1 * * *';
  return entry.waitForDisk === undefined ? '20 7-23/4 * * *' : '30 2 * * *';
}

/** Every key of an entry, and what its value must be. */
const keys = {
  name: asName,
  kind: asKind,
  to: asPlace,
  remote: asRemote,
  disk: asUuid,
  waitForDisk: asDuration,
  mount: asYesOrNo,
  ssh: asMap('port, identityFile'),
  mirror: asYesOrNo,
  keepVersions: asDuration,
  guard: asMap('maxChanged'),
  verify: asMap('sample'),
  staleAfter: asDuration,
  schedule: asSchedule,
  ...cloudKeys,
};
export type BackupKey = keyof typeof keys;
const sshKeys = { port: asPort, identityFile: asText };
const guardKeys = { maxChanged: asShare };
const verifyKeys = { sample: asShare };

/** Those that say something about a disk of this machine. */
const folderKeys = ['disk', 'waitForDisk', 'mount'];

/** What an entry must not say, by the kind of its place. */
const foreignKeys: Readonly<
  Record<BackupPlace['kind'], { readonly keys: readonly string[]; readonly because: string }>
> = {
  folder: {
    keys: ['ssh', 'remote', ...Object.keys(cloudKeys)],
    because: 'not for a target on this machine',
  },
  ssh: {
    keys: [...folderKeys, 'remote', ...Object.keys(cloudKeys)],
    because: 'not for a target on another machine',
  },
  cloud: { keys: [...folderKeys, 'ssh', 'to'], because: 'not for a target in a cloud' },
};

/**
 * Reads `backups:`.
 *
 * @returns undefined when the key is not set
 * @throws PhotokeepError `usage` that names file and line
 */
export function readBackupEntries(raw: RawSetting | undefined): BackupEntry[] | undefined {
  const entries = rawEntries('backups', raw, 'targets')?.map(readBackupEntry);
  const seen = new Map<string, BackupEntry>();
  for (const entry of entries ?? []) {
    const before = seen.get(entry.name);
    if (before) {
      const what = `another target has this name, at ${before.origin}`;
      throw wrongValue(entry.originOf('name'), 'backups: name', what, entry.name);
    }
    seen.set(entry.name, entry);
  }
  return entries;
}

function readBackupEntry({ value, origin, originOf }: RawEntry): BackupEntry {
  if (!isMap(value)) throw wrongValue(origin, 'backups', 'expected a target with a name and a place', value);
  const { kind, to, remote, name, ssh, settings } = readKeysOf(value, originOf);
  if (name === undefined) throw wrongValue(origin, 'backups', 'a target without a name', value);
  const place = kind === 'cloud' ? remote : to;
  if (place === undefined) {
    const missing =
      kind === 'cloud' ? 'remote' : remote === undefined ? 'to' : 'to; or with remote, kind: cloud';
    throw wrongValue(origin, 'backups', `${name} has no place: ${missing}`, value);
  }
  const given: Readonly<Record<string, unknown>> = { ...settings, ssh, to, remote };
  const foreign = foreignKeys[place.kind].keys.find((key) => given[key] !== undefined);
  if (foreign !== undefined) {
    const what = foreignKeys[place.kind].because;
    throw wrongValue(originOf(foreign), `backups: ${foreign}`, what, given[foreign]);
  }
  return { name, place, ...settings, origin, originOf };
}

/**
 * Reads settings that the command line gives.
 *
 * @param given the keys of an entry that they stand for, the way to one inside another as `ssh.port`; and their flags
 * @throws PhotokeepError `usage` that names the flag
 */
export function readBackupFlags(
  given: readonly (readonly [key: string, flag: string, value: unknown])[],
): BackupSettings {
  const entry: Record<string, unknown> = {};
  for (const [key, , value] of given) {
    const [outer = '', inner] = key.split('.');
    entry[outer] = inner === undefined ? value : { ...(entry[outer] as object), [inner]: value };
  }
  const flags = new Map(given.map(([key, flag]) => [key, flag]));
  return readKeysOf(entry, (key) => flags.get(key) ?? key).settings;
}

function readKeysOf(map: object, originOf: (key: string) => string) {
  const { kind, to, remote, name, ssh, guard, verify, ...own } = readKeys(map, keys, 'backups', originOf);
  const inside = <Keys extends Parameters<typeof readKeys>[1]>(key: string, value: object, known: Keys) =>
    readKeys(value, known, `backups: ${key}`, (inner) => originOf(`${key}.${inner}`));
  const { sample: verifySample } = inside('verify', verify ?? {}, verifyKeys);
  const settings: BackupSettings = {
    ...own,
    ...inside('ssh', ssh ?? {}, sshKeys),
    ...inside('guard', guard ?? {}, guardKeys),
    ...(verifySample !== undefined && { verifySample }),
  };
  return { kind, to, remote, name, ssh, settings };
}

/** Also the name of a folder with what is known of the target. */
function asName(value: unknown): string {
  if (
    typeof value === 'string' &&
    /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,39}$/u.test(value) &&
    !value.endsWith(' ')
  ) {
    return value;
  }
  throw new WrongValue('expected a name of up to 40 letters, digits, spaces and . _ -');
}

function asKind(value: unknown): 'local' | 'cloud' {
  if (value === 'local' || value === 'cloud') return value;
  throw new WrongValue('expected local or cloud');
}

function asPlace(value: unknown): BackupPlace {
  const place = readBackupPlace(asText(value));
  if (typeof place === 'string') throw new WrongValue(`expected ${place}`);
  if (place.kind === 'folder' && !/^(\/|~(\/|$))/.test(place.to)) {
    throw new WrongValue('expected an absolute folder or user@host:folder');
  }
  if (place.kind === 'cloud') throw new WrongValue('expected kind: cloud, and remote instead of to');
  return place;
}

function asRemote(value: unknown): BackupPlace {
  const place = readRemote(asText(value));
  if (typeof place === 'string') throw new WrongValue(`expected ${place}`);
  return place;
}

/** Of ext4 and its like, or the short serial number of FAT, exFAT and NTFS. */
function asUuid(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text === 'string' && /^[\da-f]{4,}(-[\da-f]{4,})*$/i.test(text)) return text;
  throw new WrongValue('expected the UUID of a file system, as blkid shows it');
}

function asMap(known: string): (value: unknown) => object {
  return (value) => {
    if (isMap(value)) return value;
    throw new WrongValue(`expected a map of ${known}`);
  };
}

function asPort(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 65_536) return value;
  throw new WrongValue('expected a port such as 22');
}

/** `20%` */
function asShare(value: unknown): number {
  const [, percent] =
    /^(\d{1,3}(?:\.\d{1,3})?)\s*%$/.exec(typeof value === 'string' ? value.trim() : '') ?? [];
  const share = Number(percent) / 100;
  if (percent !== undefined && share <= 1) return share;
  throw new WrongValue('expected a share such as 20%');
}

const cronField = /^[\d*/,A-Za-z-]+$/;

function asSchedule(value: unknown): string {
  if (value === 'none') return value;
  if (typeof value === 'string') {
    const fields = value.trim().split(/\s+/);
    if (fields.length === 5 && fields.every((field) => cronField.test(field))) return fields.join(' ');
  }
  throw new WrongValue("expected five fields as in a crontab, such as '20 7-23/4 * * *', or none");
}
