import { configKeys, type ConfigKeyName } from './keys.js';

/**
 * A config file with every key, its default and one line of explanation; given values are set, the others
 * stand as comments.
 */
export function renderConfig(values: Readonly<Partial<Record<ConfigKeyName, string>>>): string {
  const entries = configKeys.map(({ key, explains, default: standard, ...rest }) => {
    const value = values[key];
    const line = value === undefined ? `# ${key}: ${standard}` : `${key}: ${JSON.stringify(value)}`;
    const example = 'example' in rest ? rest.example.map((text) => `#   ${text}\n`).join('') : '';
    return `# ${explains} (default: ${standard})\n${line}\n${example}`;
  });
  return `# photokeep's config. Flags on the command line come first, then this file, then the defaults.\n\n${entries.join('\n')}`;
}
