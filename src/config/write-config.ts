import { configKeys, type ConfigKeyName } from './keys.js';

/** What a config sets, as the config would have it. */
export type ConfigValues = Readonly<Partial<Record<ConfigKeyName, unknown>>>;

/** By this line an editor finds the schema, which lies beside the config: also offline, and through a network mount. */
const modeline = '# yaml-language-server: $schema=config.schema.json';

/**
 * A config file with every key, its default and one line of explanation; given values are set, the others
 * stand as comments.
 */
export function renderConfig(values: ConfigValues): string {
  const entries = configKeys.map(({ key, explains, default: standard, ...rest }) => {
    const value = values[key];
    const line = value === undefined ? `# ${key}: ${standard}` : settingText(key, value);
    const example = 'example' in rest ? rest.example.map((text) => `#   ${text}\n`).join('') : '';
    return `# ${explains} (default: ${standard})\n${line}\n${example}`;
  });
  return `${modeline}
# photokeep's config. Flags on the command line come first, then this file, then the defaults.

${entries.join('\n')}`;
}

/** Only what is set, in the order of the keys. */
export function settingsText(values: ConfigValues): string {
  const set = configKeys.filter(({ key }) => values[key] !== undefined);
  return set.map(({ key }) => settingText(key, values[key])).join('\n');
}

/** A key with its value: the entries of a list in lines of their own. */
export function settingText(key: string, value: unknown): string {
  if (!Array.isArray(value) || !value.some((entry) => typeof entry === 'object'))
    return `${key}: ${flowText(value)}`;
  return [`${key}:`, ...value.map((entry) => `  - ${flowText(entry)}`)].join('\n');
}

function flowText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return scalarText(value);
  const pairs = Object.entries(value).map(([key, inner]) => `${scalarText(key)}: ${flowText(inner)}`);
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}

/** Text without quotes where nothing in it means something else to YAML: JSON is YAML, too. */
function scalarText(value: unknown): string {
  const isPlain =
    typeof value === 'string' &&
    /^(~\/|\/|[a-z])[\w/.~-]*( [\w/.~-]+)*$/i.test(value) &&
    !/^(true|false|null|yes|no|on|off|y|n)$/i.test(value);
  return isPlain ? value : JSON.stringify(value);
}
