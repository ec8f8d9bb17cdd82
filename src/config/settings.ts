import { PhotokeepError } from '../app/errors.js';
import { type BackupEntry, readBackupEntries } from './backup-entries.js';
import { type GallerySetting, readGallerySetting } from './gallery-setting.js';
import { type ImportEntry, readImportEntries } from './import-entries.js';
import type { ConfigKeyName } from './keys.js';
import type { RawSetting, RawSettings } from './load.js';
import { type MountEntry, readMountEntries } from './mount-entries.js';
import { type NotifySetting, readNotifySetting } from './notify-setting.js';
import { isZone, notAZone, schemas, usualSchedule } from './schemas.js';
import { readSyncthingSetting, type SyncthingSetting } from './syncthing-setting.js';

/** Every setting with its value in force. Paths as the user wrote them, but for `~`. */
export interface Settings {
  readonly library: string | undefined;
  readonly imports: readonly ImportEntry[] | undefined;
  readonly backups: readonly BackupEntry[] | undefined;
  readonly mounts: readonly MountEntry[] | undefined;
  readonly syncthing: SyncthingSetting;
  readonly gallery: GallerySetting;
  readonly notify: NotifySetting;
  /** when cron starts the jobs that are no backups: expressions, or `none` */
  readonly schedule: Readonly<Record<'import' | 'dedupe' | 'verify', string>>;
  readonly layout: string;
  readonly locale: string;
  readonly naming: 'original' | 'timestamp';
  readonly dateFields: readonly string[];
  readonly namePatterns: readonly string[];
  readonly fallback: 'FileModifyDate' | 'none';
  readonly homeZone: string;
  /** seconds */
  readonly settle: number;
  /** globs */
  readonly protect: readonly string[];
  readonly dedupeAction: 'trash' | 'delete' | 'reflink' | 'report';
  readonly dedupeKeep: 'first-root' | 'oldest' | 'newest' | 'shortest';
  readonly dedupeAlbums: boolean;
  readonly dedupeAllFiles: boolean;
  /** seconds */
  readonly keepTrash: number;
  /** bytes */
  readonly minFree: number;
}

/** Where a value comes from: `--layout`, `config.yaml:12` or `default`. */
export type Origins = Readonly<Record<ConfigKeyName, string>>;

/**
 * Lays the command line over the config files over the defaults.
 *
 * @param machineZone IANA name of this machine's time zone
 * @throws PhotokeepError `usage` that names the file and line, or the option, of the first wrong value
 */
export function resolveSettings(
  files: RawSettings,
  flags: RawSettings,
  machineZone: string,
): { settings: Settings; origins: Origins } {
  // A key without a value sets nothing, and is not where the value in force comes from.
  const given = new Map(
    [...files, ...flags].filter(([, { value }]) => value !== undefined && value !== null),
  );
  const defaults: Settings = {
    ...{
      library: undefined,
      imports: undefined,
      backups: undefined,
      mounts: undefined,
      syncthing: {},
      gallery: {},
      notify: {},
      dateFields: [],
      namePatterns: [],
      settle: 60,
      homeZone: machineZone,
    },
    ...{ layout: 'YYYY/MM-M', locale: 'en', naming: 'original', fallback: 'FileModifyDate' },
    ...{ protect: [], dedupeAction: 'trash', dedupeKeep: 'first-root' },
    ...{ dedupeAlbums: false, dedupeAllFiles: false },
    ...{ keepTrash: 60 * 86_400, minFree: 5e9, schedule: usualSchedule },
  };
  const keys = Object.keys(schemas) as (keyof typeof schemas)[];
  const values = Object.fromEntries(
    keys.map((key) => [key, valueOf(key, given.get(key), defaults)] as const),
  );
  const imports = readImportEntries(given.get('imports'));
  for (const entry of imports ?? []) requireZone(entry);
  const backups = readBackupEntries(given.get('backups'));
  const mounts = readMountEntries(given.get('mounts'));
  const syncthing = readSyncthingSetting(given.get('syncthing'));
  const gallery = readGallerySetting(given.get('gallery'));
  const notify = readNotifySetting(given.get('notify'));
  const settings = withoutFallbackField({
    ...values,
    imports,
    backups,
    mounts,
    syncthing,
    gallery,
    notify,
  } as unknown as Settings);
  const lists = ['imports', 'backups', 'mounts', 'syncthing', 'gallery', 'notify'] as const;
  const origins = [...keys, ...lists].map((key) => [key, given.get(key)?.origin ?? 'default'] as const);
  return { settings, origins: Object.fromEntries(origins) as unknown as Origins };
}

function valueOf(key: keyof typeof schemas, raw: RawSetting | undefined, defaults: Settings): unknown {
  if (!raw) return defaults[key];
  const result = schemas[key].safeParse(raw.value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const shown = JSON.stringify(raw.value);
  throw new PhotokeepError(
    'usage',
    `${raw.origin}: ${key}: ${issue?.message ?? 'wrong value'} (found ${shown})`,
  );
}

function requireZone({ homeZone, originOf }: ImportEntry): void {
  if (homeZone === undefined || isZone(homeZone)) return;
  throw new PhotokeepError(
    'usage',
    `${originOf('homeZone')}: imports: homeZone: ${notAZone} (found ${JSON.stringify(homeZone)})`,
  );
}

/** `--date-field=FileModifyDate` of the old script meant the fallback, not "instead of EXIF". */
function withoutFallbackField(settings: Settings): Settings {
  const isFallback = (field: string): boolean => field.toLowerCase() === 'filemodifydate';
  if (!settings.dateFields.some(isFallback)) return settings;
  return {
    ...settings,
    dateFields: settings.dateFields.filter((field) => !isFallback(field)),
    fallback: 'FileModifyDate',
  };
}
