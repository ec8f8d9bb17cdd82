import { existsSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import type { Fingerprint } from '../content/fingerprint.js';
import type { TakenAt } from '../dates/taken-at.js';
import { keysOf, readAssetName } from '../scan/asset-name.js';
import type { FileIdentity } from '../scan/identity.js';
import type { SkipReason } from '../scan/reasons.js';
import { errorCode } from '../app/errors.js';
import { pageConditions, toCatalogRow, toIdentity } from './catalog-rows.js';
import { hasCurrentTables, makeTables } from './catalog-tables.js';
import { LedgerIndex } from './ledger-index.js';
import { SeenFolders } from './seen-folders.js';
import { openSqlite, type Sqlite } from './sqlite.js';
import { fromStoredPath, toStoredPath, toStoredText } from './stored-path.js';

/** What is remembered of a file's identity; device numbers do not survive a reboot. */
export type StoredIdentity = Omit<FileIdentity, 'dev'>;

/** A Gallery file as it was last seen. */
export interface CatalogRow {
  /** relative to the Gallery */
  readonly path: string;
  readonly identity: StoredIdentity;
  /** undefined until a decision needed it */
  readonly hash?: string;
  readonly takenAt?: TakenAt;
  /** what its name shared with the rest of its asset where it came from (`stemKey`); by default, what it shares here */
  readonly key?: string;
  /** Apple's ContentIdentifier of a Live Photo's half */
  readonly contentId?: string;
  /** when the content was last read and was what it should be, in milliseconds since 1970 */
  readonly verifiedMs?: number;
}

/**
 * A file that was looked at and left, so that the next run need not look again: by import in a drop folder, or by dedupe
 * because it shares its blocks with another already.
 */
export interface RememberedFile {
  /** absolute path */
  readonly path: string;
  readonly identity: StoredIdentity;
  readonly reason: SkipReason | 'shares-blocks';
  /** the Gallery file (relative path) that it equals, for `duplicate-elsewhere`; the other (absolute), for `shares-blocks` */
  readonly keep?: string;
}

/**
 * The cache of what was seen in the Gallery. Deleting it loses speed, not data: every row that a decision
 * rests on is checked against the file first.
 */
export class Catalog {
  /** What the ledger says, by content. */
  readonly ledger: LedgerIndex;
  /** What searches for duplicates saw, in the Gallery and elsewhere. */
  readonly seen: SeenFolders;

  private constructor(
    private readonly database: Sqlite,
    private readonly readonly: boolean,
  ) {
    this.ledger = new LedgerIndex(database, readonly);
    this.seen = new SeenFolders(database, readonly);
  }

  /** Opens or makes the catalog. One that is damaged is thrown away: it is a cache. */
  static open(file: string): Catalog {
    try {
      return Catalog.openFile(file);
    } catch (error) {
      if (errorCode(error) !== 'SQLITE_NOTADB' && errorCode(error) !== 'SQLITE_CORRUPT') throw error;
      for (const suffix of ['', '-journal']) rmSync(file + suffix, { force: true });
      return Catalog.openFile(file);
    }
  }

  /** For a dry run: reads the catalog if it can, and forgets at the end whatever it is told. */
  static openToRead(file: string): Catalog {
    if (existsSync(file)) {
      let database: Sqlite | undefined;
      try {
        database = openSqlite(file, 'readonly');
        const catalog = new Catalog(database, true);
        if (hasCurrentTables(database, file) && catalog.knowsGallery()) return catalog;
      } catch (error) {
        // Damaged, or left in the middle of a transaction: only a run that may write can repair that.
        if (errorCode(error)?.startsWith('SQLITE_') !== true) throw error;
      }
      database?.close();
    }
    return Catalog.openFile(':memory:');
  }

  private static openFile(file: string): Catalog {
    const database = openSqlite(file);
    database.exec('PRAGMA synchronous = NORMAL');
    if (!hasCurrentTables(database, file)) makeTables(database);
    return new Catalog(database, false);
  }

  /** Whether the whole Gallery was walked once, so that a file without a row is a new one. */
  knowsGallery(): boolean {
    return this.database.get("SELECT 1 FROM fact WHERE name = 'gallery known'") !== undefined;
  }

  /** Takes a walk over the whole Gallery in, in one transaction. */
  learnGallery(rows: Iterable<CatalogRow>): void {
    this.write(() => {
      for (const row of rows) this.putRow(row);
      this.noteGalleryKnown();
    });
  }

  /** To be called when a walk over the whole Gallery was taken in piece by piece. */
  galleryIsKnown(): void {
    this.write(() => {
      this.noteGalleryKnown();
    });
  }

  put(rows: readonly CatalogRow[]): void {
    if (rows.length === 0) return;
    this.write(() => {
      for (const row of rows) this.putRow(row);
    });
  }

  remove(path: string): void {
    this.removeAll([path]);
  }

  removeAll(paths: readonly string[]): void {
    if (paths.length === 0) return;
    this.write(() => {
      for (const path of paths) this.database.run('DELETE FROM file WHERE path = ?', [toStoredPath(path)]);
    });
  }

  /** All rows in the order of paths, a page at a time, so that they need not fit into memory. */
  *pages(which: keyof typeof pageConditions, rowsPerPage = 256): Generator<CatalogRow[]> {
    const page = `SELECT * FROM file WHERE path > ? AND ${pageConditions[which]} ORDER BY path LIMIT ?`;
    for (let after = ''; ;) {
      const rows = this.database.all(page, [toStoredPath(after), rowsPerPage]).map(toCatalogRow);
      const last = rows.at(-1);
      if (!last) return;
      yield rows;
      after = last.path;
    }
  }

  /** Files that had this content when they were last read. */
  byContent({ size, hash }: Fingerprint): CatalogRow[] {
    return this.database
      .all('SELECT * FROM file WHERE size = ? AND hash = ? ORDER BY path', [size, hash])
      .map(toCatalogRow);
  }

  /** Files of this size whose content was never read. */
  unread(size: number): CatalogRow[] {
    return this.database
      .all('SELECT * FROM file WHERE size = ? AND hash IS NULL ORDER BY path', [size])
      .map(toCatalogRow);
  }

  bySize(size: number): CatalogRow[] {
    return this.database.all('SELECT * FROM file WHERE size = ? ORDER BY path', [size]).map(toCatalogRow);
  }

  /**
   * Files that came under this stem, pictures and sidecars; also those that have a number behind it, because of a file
   * that this catalog did not see come it cannot tell who numbered it.
   */
  byKey(key: string): CatalogRow[] {
    const stored = toStoredText(key);
    return this.database
      .all(
        `SELECT * FROM file WHERE asset_key = ? OR (asset_key > ? || ' (' AND asset_key < ? || ' )') ORDER BY path`,
        [stored, stored, stored],
      )
      .map(toCatalogRow)
      .filter((row) => row.key !== undefined && keysOf(row.key).includes(key));
  }

  byContentId(contentId: string): CatalogRow[] {
    return this.database
      .all('SELECT * FROM file WHERE content_id = ? ORDER BY path', [toStoredText(contentId)])
      .map(toCatalogRow);
  }

  byPath(path: string): CatalogRow | undefined {
    const row = this.database.get('SELECT * FROM file WHERE path = ?', [toStoredPath(path)]);
    return row && toCatalogRow(row);
  }

  /** How many files there are. */
  count(): number {
    return Number(this.database.get('SELECT count(*) AS files FROM file')?.['files']);
  }

  /**
   * Paths of files to be verified: those whose content was never read, then those that were read longest ago. One that
   * was never verified was known to be right when it last changed.
   */
  longestUnverified(count: number): string[] {
    return this.database
      .all('SELECT path FROM file ORDER BY hash IS NOT NULL, coalesce(verified_at, ctime), path LIMIT ?', [
        count,
      ])
      .map(({ path }) => fromStoredPath(path));
  }

  /** How many files were verified since, in milliseconds since 1970. */
  verifiedSince(sinceMs: number): number {
    return Number(
      this.database.get('SELECT count(*) AS files FROM file WHERE verified_at >= ?', [sinceMs])?.['files'],
    );
  }

  /** Up to `count` paths from all over the catalog, without reading all of it. */
  samplePaths(count: number, random: () => number): string[] {
    const last = Number(this.database.get('SELECT max(rowid) AS last FROM file')?.['last'] ?? 0);
    const paths = Array.from({ length: count }, () => {
      const from = Math.floor(random() * last);
      return this.database.get('SELECT path FROM file WHERE rowid > ? LIMIT 1', [from])?.['path'];
    });
    return [...new Set(paths.filter((path) => path !== undefined).map(fromStoredPath))];
  }

  remember(files: readonly RememberedFile[]): void {
    if (files.length === 0) return;
    this.write(() => {
      for (const { path, identity, reason, keep } of files) {
        this.database.run('INSERT OR REPLACE INTO remembered VALUES (?, ?, ?, ?, ?, ?, ?)', [
          ...[toStoredPath(path), identity.size, identity.mtimeMs, identity.ctimeMs, identity.ino],
          ...[reason, keep === undefined ? null : toStoredPath(keep)],
        ]);
      }
    });
  }

  remembered(path: string): RememberedFile | undefined {
    const row = this.database.get('SELECT * FROM remembered WHERE path = ?', [toStoredPath(path)]);
    if (!row) return undefined;
    return {
      path,
      identity: toIdentity(row),
      reason: row['reason'] as RememberedFile['reason'],
      ...(row['keep'] !== null && { keep: fromStoredPath(row['keep']) }),
    };
  }

  close(): void {
    this.database.close();
  }

  private putRow({ path, identity, hash, takenAt, key, contentId, verifiedMs }: CatalogRow): void {
    this.database.run('INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', [
      ...[toStoredPath(path), identity.size, identity.mtimeMs, identity.ctimeMs, identity.ino],
      ...[hash ?? null, takenAt ? JSON.stringify(takenAt) : null],
      ...[
        toStoredText(key ?? readAssetName(basename(path)).key),
        contentId === undefined ? null : toStoredText(contentId),
      ],
      verifiedMs ?? null,
    ]);
  }

  /** Whether most files were touched since they were read, and not all of them have been read again. */
  isTouchedAsAWhole(): boolean {
    return this.database.get("SELECT 1 FROM fact WHERE name = 'touched as a whole'") !== undefined;
  }

  noteTouchedAsAWhole(isSo: boolean): void {
    this.write(() => {
      if (isSo) this.database.run("INSERT OR REPLACE INTO fact VALUES ('touched as a whole', '1')");
      else this.database.run("DELETE FROM fact WHERE name = 'touched as a whole'");
    });
  }

  private noteGalleryKnown(): void {
    this.database.run("INSERT OR REPLACE INTO fact VALUES ('gallery known', '1')");
  }

  private write(work: () => void): void {
    if (!this.readonly) this.database.transaction(work);
  }
}

/** Whether the file is still as the row says. */
export function isUnchanged(stored: StoredIdentity, { ino, size, mtimeMs, ctimeMs }: FileIdentity): boolean {
  return (
    stored.ino === ino && stored.size === size && stored.mtimeMs === mtimeMs && stored.ctimeMs === ctimeMs
  );
}

/** The fingerprint that a row holds, if it was ever taken. */
export function storedFingerprint({ identity, hash }: CatalogRow): Fingerprint | undefined {
  return hash === undefined ? undefined : { size: identity.size, hash };
}
