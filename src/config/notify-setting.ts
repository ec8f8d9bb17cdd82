import { asText, isMap, readKeys, wrongValue, WrongValue } from './entry-values.js';
import type { RawSetting } from './load.js';

/** Who is told how the jobs that cron runs end. */
export interface NotifySetting {
  /** by job (`import`, `backup hdd`): a check of healthchecks.io or its like, pinged at the start and the end of a run */
  readonly healthchecks?: Readonly<Record<string, string>>;
  /** address of a topic at ntfy.sh or its like */
  readonly ntfy?: string;
  /** for the shell; the message comes on its standard input */
  readonly command?: string;
}

const keys = { healthchecks: asChecks, ntfy: asAddress, command: asText };
export type NotifyKey = keyof typeof keys;

/**
 * Reads `notify:`.
 *
 * @throws PhotokeepError `usage` that names file and line
 */
export function readNotifySetting(raw: RawSetting | undefined): NotifySetting {
  if (raw?.value === undefined || raw.value === null) return {};
  if (!isMap(raw.value))
    throw wrongValue(raw.origin, 'notify', 'expected healthchecks, ntfy or command', raw.value);
  return readKeys(raw.value, keys, 'notify', (key) => raw.parts?.get(key) ?? raw.origin);
}

function asChecks(value: unknown): Record<string, string> {
  if (!isMap(value))
    throw new WrongValue('expected an address for each job, such as { import: https://hc-ping.com/… }');
  return Object.fromEntries(Object.entries(value).map(([job, address]) => [job, asAddress(address)]));
}

function asAddress(value: unknown): string {
  if (typeof value === 'string' && /^https?:\/\/\S+$/.test(value) && URL.canParse(value))
    return value.replace(/\/+$/, '');
  throw new WrongValue('expected an address that begins with https://');
}
