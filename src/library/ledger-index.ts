import { existsSync, statSync } from 'node:fs';
import type { Fingerprint } from '../content/fingerprint.js';
import { type LedgerEvent, readLedger } from './ledger.js';
import type { Sqlite } from './sqlite.js';
import { toStoredText } from './stored-path.js';

/** Part of the catalog's schema. */
export const ledgerIndexSchema = `
  CREATE TABLE ledger (
    size INTEGER NOT NULL, hash TEXT NOT NULL, name TEXT NOT NULL, event TEXT NOT NULL, line INTEGER NOT NULL,
    PRIMARY KEY (size, hash, name)
  );
  CREATE INDEX ledger_by_line ON ledger (line);
`;

/** What became of a content: that it came once more changes nothing about that. */
type Fate = Exclude<LedgerEvent, 'received'>;

const readUpTo = 'ledger read up to';

/** The ledger by content, so that a run need not read all of it: a cache, made again when the catalog is. */
export class LedgerIndex {
  /** what a catalog that cannot be written to could not take in */
  private readonly unsaved = new Map<string, Fate>();

  constructor(
    private readonly database: Sqlite,
    private readonly readonly: boolean,
  ) {}

  /** Reads what was appended since the last time. @param path of the ledger */
  update(path: string): void {
    const size = existsSync(path) ? statSync(path).size : 0;
    const known = Number(
      this.database.get('SELECT value FROM fact WHERE name = ?', [readUpTo])?.['value'] ?? 0,
    );
    if (size === known) return;
    // Shorter than it was: another ledger, put in its place.
    const from = size < known ? 0 : known;
    if (this.readonly) this.keepUnsaved(path, from);
    else
      this.database.transaction(() => {
        this.save(path, from, size);
      });
  }

  /** The last event of a content; with `name`, of a file that came under that name. */
  last({ size, hash }: Fingerprint, name?: string): Fate | undefined {
    const unsaved = this.unsaved.get(JSON.stringify([size, hash, ...(name === undefined ? [] : [name])]));
    if (unsaved) return unsaved;
    const row = this.database.get(
      `SELECT event FROM ledger WHERE size = ? AND hash = ? ${name === undefined ? '' : 'AND name = ?'}
       ORDER BY line DESC LIMIT 1`,
      [size, hash, ...(name === undefined ? [] : [toStoredText(name)])],
    );
    return row?.['event'] as Fate | undefined;
  }

  private save(path: string, from: number, size: number): void {
    if (from === 0) this.database.exec('DELETE FROM ledger');
    let line = Number(this.database.get('SELECT max(line) AS last FROM ledger')?.['last'] ?? 0);
    for (const { event, fingerprint, name } of size === 0 ? [] : readLedger(path, from)) {
      // It says nothing new about what became of the content.
      if (event === 'received') continue;
      this.database.run('INSERT OR REPLACE INTO ledger VALUES (?, ?, ?, ?, ?)', [
        ...[fingerprint.size, fingerprint.hash, toStoredText(name), event, ++line],
      ]);
    }
    this.database.run('INSERT OR REPLACE INTO fact VALUES (?, ?)', [readUpTo, String(size)]);
  }

  private keepUnsaved(path: string, from: number): void {
    for (const { event, fingerprint, name } of existsSync(path) ? readLedger(path, from) : []) {
      if (event === 'received') continue;
      const { size, hash } = fingerprint;
      this.unsaved.set(JSON.stringify([size, hash]), event).set(JSON.stringify([size, hash, name]), event);
    }
  }
}
