import { existsSync } from 'node:fs';
import type { Fingerprint } from '../content/fingerprint.js';
import { AppendLog, readLog, readLogHeader } from './append-log.js';
import { checkFormatVersion } from './format-version.js';

/**
 * What became of a content: it came into the Gallery, an import of it was undone, or it was found missing. `received`
 * says no more than that it came once more, and went to the trash because the Gallery had it already.
 */
export type LedgerEvent = 'imported' | 'undone' | 'lost' | 'received';

/** One line of the ledger. */
export interface LedgerEntry {
  readonly event: LedgerEvent;
  readonly fingerprint: Fingerprint;
  /** name under which it came */
  readonly name: string;
  readonly run: string;
  /** id of the action within the run; `noAction` for what was found in the Gallery */
  readonly action: number;
  /** folder that it came from, relative to the library where it lies in that; older lines do not tell */
  readonly from?: string;
}

/** A content that no run brought: it was in the Gallery already, and a line about it is true when it is written. */
export type FoundContent = Pick<LedgerEntry, 'fingerprint' | 'name'>;

/** Actions are numbered from 1. */
export const noAction = 0;

const formatVersion = 1;
const header = { format: 'photokeep ledger', version: formatVersion };

/**
 * Every content that was ever imported. Not a cache: it knows what the Gallery no longer holds.
 * A line is written only after its action was done; recovery adds what a crash left out.
 */
export class Ledger {
  private constructor(private readonly log: AppendLog) {}

  static open(path: string): Ledger {
    // A power cut in the first seconds of a library leaves the file without its header.
    const found = existsSync(path) ? readLogHeader(path) : undefined;
    if (found) checkFormatVersion(path, Number(found['version']), formatVersion);
    const log = AppendLog.open(path);
    if (!found) log.append([header]);
    return new Ledger(log);
  }

  append(entries: readonly LedgerEntry[]): void {
    this.log.append(entries.map(toLine));
  }

  sync(): void {
    this.log.sync();
  }

  close(): void {
    this.log.close();
  }
}

/** The lines of a ledger, oldest first. @param from byte at which to begin, the start of a line */
export function* readLedger(path: string, from = 0): Generator<LedgerEntry> {
  for (const { event, size, hash, name, run, action, from: folder } of readLog(path, from)) {
    if (typeof event !== 'string' || typeof hash !== 'string') continue;
    yield {
      ...{ event: event as LedgerEvent, fingerprint: { size: Number(size), hash } },
      ...{ name: String(name), run: String(run), action: Number(action) },
      ...(typeof folder === 'string' && { from: folder }),
    };
  }
}

/** All lines about a content, oldest first; empty when there is no ledger. Reads the whole file. */
export function ledgerLinesOf(path: string, { size, hash }: Fingerprint): LedgerEntry[] {
  if (!existsSync(path)) return [];
  const entries: LedgerEntry[] = [];
  for (const entry of readLedger(path)) {
    if (entry.fingerprint.size === size && entry.fingerprint.hash === hash) entries.push(entry);
  }
  return entries;
}

/** The actions of a run that the ledger has lines for. Reads the whole file: for recovery only. */
export function importedActions(path: string, run: string): Set<number> {
  const actions = new Set<number>();
  for (const entry of readLedger(path)) if (entry.run === run) actions.add(entry.action);
  return actions;
}

function toLine({ event, fingerprint, name, run, action, from }: LedgerEntry): object {
  const folder = from !== undefined && { from };
  return { event, size: fingerprint.size, hash: fingerprint.hash, name, run, action, ...folder };
}
