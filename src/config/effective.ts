import { usualBackupTime } from './backup-entries.js';
import { isMap } from './entry-values.js';
import { backupDefaults } from './entry-schemas.js';
import { configKeys, type ConfigKeyName } from './keys.js';
import type { RawSetting, RawSettings } from './load.js';
import type { Origins, Settings } from './settings.js';

/** A value in force, as the config would write it. */
export interface EffectiveSetting {
  /** the way to it: `layout`, `schedule.import`, `backups[0].to` */
  readonly key: string;
  /** undefined where nothing is set and that is the default */
  readonly value: unknown;
  /** `/home/ana/.config/photokeep/config.yaml:12`, `--layout`, or `default` */
  readonly origin: string;
}

/** What `resolveSettings` made of the layers. */
interface Resolved {
  readonly settings: Settings;
  readonly origins: Origins;
}

/**
 * Every value in force and where it comes from, in the order in which `init` writes the keys.
 *
 * @param layers the one that wins first
 * @param defaults what is in force without any layer
 */
export function effectiveSettings(
  layers: readonly RawSettings[],
  resolved: Resolved,
  defaults: Settings,
): EffectiveSetting[] {
  const rows = configKeys.flatMap(({ key, default: standard }) => {
    const raw = layers.map((layer) => layer.get(key)).find((one) => isGiven(one?.value));
    // Amounts as people write them, not in seconds and bytes.
    const unset = key === 'keepTrash' || key === 'minFree' ? standard : defaults[key];
    return raw ? given(key, raw, unset) : standing(key, unset);
  });
  return rows.map((row) => afterFallbackField(row, resolved));
}

/** Where `dateFields` names the modification time, it is the fallback. */
function afterFallbackField(row: EffectiveSetting, { settings, origins }: Resolved): EffectiveSetting {
  if (row.key === 'dateFields') return { ...row, value: settings.dateFields };
  if (row.key !== 'fallback' || row.value === settings.fallback) return row;
  return { ...row, value: settings.fallback, origin: origins.dateFields };
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function given(key: ConfigKeyName, raw: RawSetting, standard: unknown): EffectiveSetting[] {
  const { value, origin, parts = new Map<string, string>() } = raw;
  const rows = leaves(value, '').map(({ way, value: leaf }) => ({
    ...{ key: keyText(key, way), value: leaf },
    origin: nearestOrigin(parts, way) ?? origin,
  }));
  const said = new Set(rows.map((row) => row.key));
  return [...rows, ...unsaid(key, value, standard).filter((row) => !said.has(row.key))];
}

/** What a map that says something leaves to its defaults. */
function unsaid(key: ConfigKeyName, value: unknown, standard: unknown): EffectiveSetting[] {
  if (isMap(value)) return standing(key, standard);
  if (key !== 'backups' || !Array.isArray(value)) return [];
  return value.flatMap((entry, index) =>
    backupDefaults.map(([way, usual]) => ({
      key: keyText(key, `${String(index)}.${way}`),
      value: way === 'schedule' && isMap(entry) ? usualBackupTime(entry) : usual,
      origin: 'default',
    })),
  );
}

function standing(key: ConfigKeyName, standard: unknown): EffectiveSetting[] {
  return leaves(standard, '').map(({ way, value }) => ({ key: keyText(key, way), value, origin: 'default' }));
}

interface Leaf {
  readonly way: string;
  readonly value: unknown;
}

/** A list without maps in it is one value, as is an empty map. */
function leaves(value: unknown, way: string): Leaf[] {
  const isSplit =
    (isMap(value) && Object.keys(value).length > 0) || (Array.isArray(value) && value.some(isMap));
  if (!isSplit) return [{ way, value }];
  return Object.entries(value as object)
    .filter(([, inner]) => isGiven(inner))
    .flatMap(([name, inner]) => leaves(inner, way === '' ? name : `${way}.${name}`));
}

/** Where a value stands, or what it is in. */
function nearestOrigin(parts: ReadonlyMap<string, string>, way: string): string | undefined {
  for (let at = way; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    const origin = parts.get(at);
    if (origin !== undefined) return origin;
  }
  return undefined;
}

function keyText(key: string, way: string): string {
  return way.split('.').reduce((text, name) => {
    if (name === '') return text;
    return /^\d+$/.test(name) ? `${text}[${name}]` : `${text}.${name}`;
  }, key);
}
