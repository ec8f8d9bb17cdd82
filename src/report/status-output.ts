import { Chalk } from 'chalk';
import type { Context } from '../app/context.js';
import type { Status } from './status.js';
import { statusJson } from './status-json.js';
import { statusText } from './status-text.js';

/** Prints how a library is. */
export function writeStatus(
  { stdout, env, machineZone }: Pick<Context, 'stdout' | 'env' | 'machineZone'>,
  status: Status,
  json: boolean,
): void {
  const isColored = stdout.isTerminal && (env['NO_COLOR'] ?? '') === '';
  const color = new Chalk({ level: isColored ? 1 : 0 });
  stdout.write(json ? statusJson(status) : statusText(status, machineZone(), color));
}
