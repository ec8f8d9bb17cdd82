import { Chalk, type ChalkInstance } from 'chalk';
import type { Context } from '../app/context.js';
import type { SafeReport } from './safe.js';
import { safeJson } from './safe-json.js';
import { safeText } from './safe-text.js';
import type { Status } from './status.js';
import { statusJson } from './status-json.js';
import { statusText } from './status-text.js';

type Outputs = Pick<Context, 'stdout' | 'env' | 'machineZone' | 'now'>;

/** Prints how a library is. */
export function writeStatus(context: Outputs, status: Status, json: boolean): void {
  const { stdout, machineZone } = context;
  stdout.write(json ? statusJson(status) : statusText(status, machineZone(), colorOf(context)));
}

/** Prints what may be deleted elsewhere. @param root of the library */
export function writeSafety(
  context: Outputs,
  report: SafeReport,
  { json, listed, root }: { readonly json: boolean; readonly listed: boolean; readonly root: string },
): void {
  const view = { root, listed, now: context.now().toISOString() };
  context.stdout.write(json ? safeJson(report) : safeText(report, view, colorOf(context)));
}

function colorOf({ stdout, env }: Outputs): ChalkInstance {
  return new Chalk({ level: stdout.isTerminal && (env['NO_COLOR'] ?? '') === '' ? 1 : 0 });
}
