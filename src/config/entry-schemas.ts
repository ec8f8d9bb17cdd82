import { type BackupKey, usualBackupTime } from './backup-entries.js';
import { durationForm } from './duration.js';
import type { GalleryKey } from './gallery-setting.js';
import type { ImportKey } from './import-entries.js';
import type { MountKey } from './mount-entries.js';
import type { NotifyKey } from './notify-setting.js';
import type { JsonSchema } from './schemas.js';
import type { SyncthingKey } from './syncthing-setting.js';

// What the readers of the entries take, told to editors; `default` is what counts where an entry does not say.

const text = { type: 'string', minLength: 1 };
const yesOrNo = { type: 'boolean' };
const time = { type: 'string', pattern: durationForm.source };
const share = { type: 'string', pattern: String.raw`^\s*\d{1,3}(\.\d{1,3})?\s*%$` };
const port = { type: 'integer', minimum: 1, maximum: 65_535 };
const globs = { type: ['string', 'array'], items: { type: ['string', 'integer'] } };
const address = { type: 'string', pattern: String.raw`^https?://\S+$` };

function says(description: string, schema: JsonSchema, standard?: unknown): JsonSchema {
  return { description, ...schema, ...(standard !== undefined && { default: standard }) };
}

function mapOf(keys: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []) {
  const properties = Object.entries(keys).map(([key, schema]) => [
    key,
    required.includes(key) ? schema : orNothing(schema),
  ]);
  return {
    type: 'object',
    properties: Object.fromEntries(properties) as Readonly<Record<string, JsonSchema>>,
    additionalProperties: false,
    ...(required.length > 0 && { required }),
  };
}

/** A key without a value sets nothing. */
export function orNothing(schema: JsonSchema): JsonSchema {
  return 'type' in schema && !('enum' in schema)
    ? { ...schema, type: [schema['type'], 'null'].flat() }
    : { anyOf: [schema, { type: 'null' }] };
}

const importEntry = {
  path: says('the folder; a relative one starts at the library', text),
  name: says('how messages call it', text),
  homeZone: says('time zone of dates in UTC without a position that come from here', text),
  resends: says('whether it sends again what was removed; default: where Syncthing receives', yesOrNo),
  exclude: says('globs for what is left where it is: names anywhere, paths from here', {
    type: 'array',
    items: { type: 'string', pattern: '^(?!!).*[^/]' },
  }),
  layout: says('folders below the Gallery for what comes from here', text),
  staleAfter: says('tell me when nothing has arrived for so long: 7d, 12h, 30m or 2w', time),
} satisfies Record<ImportKey, JsonSchema>;

const backupEntry = {
  name: says('how commands and messages call it', {
    type: 'string',
    pattern: String.raw`^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,39}$`,
  }),
  kind: says('what sort of place it is', { enum: ['local', 'cloud'] }, 'local'),
  to: says('an absolute folder, or user@host:folder; photos go to its folder Gallery', text),
  disk: says('UUID of the disk that must be mounted there, as blkid shows it', {
    type: ['string', 'integer'],
  }),
  waitForDisk: says('a timer may be switching it on; default: do not wait', time),
  mount: says('mount it, and unmount it afterwards', yesOrNo),
  ssh: says(
    'how ssh gets to another machine',
    mapOf({ port: says('port of ssh', port), identityFile: says('private key', text) }),
  ),
  mirror: says('what was deleted here is deleted there too, into the versions', yesOrNo, false),
  keepVersions: says('how long replaced and deleted files stay there', time, '90d'),
  guard: says(
    'what waits for your word',
    mapOf({ maxChanged: says('more changed or deleted at once', share, '20%') }),
  ),
  verify: says(
    'what is proven by each run',
    mapOf({ sample: says('share of the files that is read back and compared', share, '1%') }),
  ),
  staleAfter: says('a target that cannot be reached is news when the last success is older', time, '3d'),
  schedule: says(
    'when cron starts it, as in a crontab, or none; with waitForDisk at 02:30',
    text,
    usualBackupTime({}),
  ),
  remote: says("of kind cloud, instead of to: a folder of a remote in rclone's config", text),
  encrypted: says('of kind cloud: false takes a remote that does not encrypt', yesOrNo),
  include: says('of kind cloud: only these names and paths go there', globs),
  exclude: says('of kind cloud: these names and paths do not go there', globs),
  maxFileSize: says('of kind cloud: larger files do not go there, such as 2G', text),
  order: says('of kind cloud: what goes first', { enum: ['newest', 'oldest'] }),
  bwlimit: says("of kind cloud: as rclone's --bwlimit has it", { type: ['string', 'integer'] }),
  stopAfter: says('of kind cloud: no further file is begun after so long', time),
} satisfies Record<BackupKey, JsonSchema>;

const mountEntry = {
  name: says('how commands and messages call it', text),
  remote: says('user@host:folder', text),
  to: says('the folder in which it is to be seen here', text),
  port: says('port of ssh', port),
  identityFile: says('private key', text),
} satisfies Record<MountKey, JsonSchema>;

const notifyMap = {
  healthchecks: says('by job, such as import or "backup hdd": its check, pinged when a run starts and ends', {
    type: 'object',
    additionalProperties: address,
  }),
  ntfy: says('address of a topic at ntfy.sh or its like', address),
  command: says('for the shell; the message is on its standard input', text),
} satisfies Record<NotifyKey, JsonSchema>;

const syncthingMap = {
  config: says('its config.xml, or the folder that it lies in', text),
  address: says('where its API answers, such as 127.0.0.1:8384', text),
  apiKey: says('key of its API', text),
} satisfies Record<SyncthingKey, JsonSchema>;

const galleryMap = {
  app: says('the viewer', { enum: ['pigallery2', 'photoview'] }),
  port: says('on which it answers on this machine', port),
  url: says('where it answers, if that is not this machine', address),
  user: says('an administrator of PiGallery2', text),
  password: says('and the password', text),
  refreshAfterImport: says('lets it index after an import that brought something', yesOrNo),
} satisfies Record<GalleryKey, JsonSchema>;

/** The keys that zod does not know. */
export const entrySchemas = {
  imports: { type: 'array', items: { anyOf: [text, mapOf(importEntry, ['path'])] } },
  backups: {
    type: 'array',
    items: { anyOf: [mapOf(backupEntry, ['name', 'to']), mapOf(backupEntry, ['name', 'remote'])] },
  },
  mounts: { type: 'array', items: mapOf(mountEntry, ['name', 'remote', 'to']) },
  syncthing: mapOf(syncthingMap),
  gallery: mapOf(galleryMap),
  notify: mapOf(notifyMap),
} as const;

/** What counts for a target that does not say: by the way to the key, as `guard.maxChanged`. */
export const backupDefaults: readonly (readonly [way: string, value: unknown])[] = defaultsIn(backupEntry);

function defaultsIn(properties: Readonly<Record<string, JsonSchema>>, before = ''): [string, unknown][] {
  return Object.entries(properties).flatMap(([key, schema]): [string, unknown][] => {
    const inner = schema['properties'] as Readonly<Record<string, JsonSchema>> | undefined;
    if (inner) return defaultsIn(inner, `${before}${key}.`);
    return 'default' in schema ? [[before + key, schema['default']]] : [];
  });
}
