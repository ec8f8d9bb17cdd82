import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { byReason, type Uncovered, type UncoveredByReason } from '../plan/choose-sends.js';
import { readJsonObject, writeDurably } from './durable-file.js';
import type { LibraryPaths } from './paths.js';

/** What of the Gallery a target does not have, after its last run. */
export interface UncoveredRecord {
  /** id of the run */
  readonly run: string;
  /** ISO 8601 */
  readonly at: string;
  readonly reasons: UncoveredByReason;
}

export function recordUncovered(
  paths: Pick<LibraryPaths, 'targets'>,
  target: string,
  { run, at }: Pick<UncoveredRecord, 'run' | 'at'>,
  uncovered: readonly Uncovered[],
): UncoveredRecord {
  const record = { run, at, reasons: byReason(uncovered) };
  const file = fileOf(paths, target);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeDurably(file, `${JSON.stringify({ version: 1, ...record })}\n`);
  return record;
}

/** @returns undefined for a target that covers all, or was never backed up to */
export function readUncovered(
  paths: Pick<LibraryPaths, 'targets'>,
  target: string,
): UncoveredRecord | undefined {
  const file = fileOf(paths, target);
  const found = existsSync(file) ? readJsonObject(file) : undefined;
  if (found?.['version'] !== 1) return undefined;
  const record = found as unknown as UncoveredRecord;
  return Object.keys(record.reasons).length === 0 ? undefined : record;
}

function fileOf({ targets }: Pick<LibraryPaths, 'targets'>, target: string): string {
  return join(targets, target, 'uncovered.json');
}
