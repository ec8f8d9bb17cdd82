import { printable } from './printable.js';
import { tableText } from './table.js';

// What `config` prints.

interface Setting {
  readonly key: string;
  readonly value: unknown;
  readonly origin: string;
}

/**
 * For people: a line for each value.
 *
 * @param unset says what counts for a key that has no value
 */
export function configText(settings: readonly Setting[], unset: (key: string) => string): string {
  const rows = settings.map(({ key, value, origin }) => [
    printable(key),
    printable(isNone(value) ? unset(key) : valueText(value)),
    printable(origin),
  ]);
  const files = settings.some(({ origin }) => /:\d+$/.test(origin));
  const hint = files ? '' : 'There is no config file, or it sets nothing; photokeep init writes one.\n';
  return tableText([['KEY', 'VALUE', 'FROM'], ...rows]) + hint;
}

/** For programs: a line for each value, the summary last. */
export function configJson(settings: readonly Setting[]): string {
  const events = settings.map(({ key, value = null, origin }) => ({
    event: 'setting',
    key,
    value,
    origin: originOf(origin),
  }));
  const summary = { event: 'summary', schema: 1, command: 'config', settings: settings.length, exitCode: 0 };
  return [...events, summary].map((line) => `${JSON.stringify(line)}\n`).join('');
}

function originOf(origin: string): object {
  const [, file, line] = /^(.*):(\d+)$/s.exec(origin) ?? [];
  if (file !== undefined) return { from: 'file', file, line: Number(line) };
  return origin === 'default' ? { from: 'default' } : { from: 'flag', flag: origin };
}

function isNone(value: unknown): boolean {
  return (
    value === undefined ||
    (typeof value === 'object' && !Array.isArray(value) && Object.keys(value as object).length === 0)
  );
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
