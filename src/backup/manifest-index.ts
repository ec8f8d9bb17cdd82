import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from '../app/errors.js';
import type { Fingerprint } from '../content/fingerprint.js';
import { openSqlite, type Sqlite, type SqlValue } from '../library/sqlite.js';
import { fromStoredPath, toStoredPath } from '../library/stored-path.js';
import type { ManifestEntry, SourceFile } from '../plan/backup-facts.js';
import { type FileLook, parseLooks, toEntry, toRow } from './manifest-rows.js';
import { hasTables, makeTables } from './manifest-tables.js';

/** When something happened at the target, and by which run. */
export interface Occasion {
  /** ISO 8601 */
  readonly at: string;
  readonly run: string;
}

/** How much of what is backed up was read back and was right. */
export interface Coverage {
  /** current files, and their bytes */
  readonly files: number;
  readonly bytes: number;
  /** how many of those files, for each time that was asked for */
  readonly proven: readonly number[];
  /** the one that waits longest for its proof */
  readonly oldest: ManifestEntry | undefined;
}

/** Facts about the index as a whole. */
export type Note =
  'manifest' | 'writing' | 'marker' | 'unsaved' | 'attempt' | 'open attempts' | 'moving' | 'site';

const current = 'ended_at IS NULL';
/** For who looks at all of them: by an index, SQLite would jump to each row, which takes ten times as long. */
const everyRow = 'entry NOT INDEXED';
const perPage = 1000;

/**
 * What is at a target, file by file, as a database on this machine: what the target's manifest says, and what was
 * recorded since that was written. Times are ISO 8601, paths relative to the Gallery.
 */
export class ManifestIndex {
  private constructor(private readonly database: Sqlite) {}

  /** Opens or makes it; one that is damaged is begun anew. @param file absolute */
  static open(file: string): ManifestIndex {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    try {
      return ManifestIndex.openFile(file);
    } catch (error) {
      if (errorCode(error) !== 'SQLITE_NOTADB' && errorCode(error) !== 'SQLITE_CORRUPT') throw error;
      ManifestIndex.remove(file);
      return ManifestIndex.openFile(file);
    }
  }

  /** Only to read; undefined where there is none, or none that can be read as it is. */
  static openToRead(file: string): ManifestIndex | undefined {
    if (!existsSync(file)) return undefined;
    try {
      const database = openSqlite(file, 'readonly');
      if (hasTables(database, file)) return new ManifestIndex(database);
      database.close();
    } catch (error) {
      if (errorCode(error)?.startsWith('SQLITE_') !== true) throw error;
    }
    return undefined;
  }

  /** One that is gone when it is closed, for a dry run. */
  static inMemory(): ManifestIndex {
    return ManifestIndex.openFile(':memory:');
  }

  /** Puts an index that was made beside another into its place. Both must be closed. */
  static replace(file: string, by: string): void {
    ManifestIndex.remove(file);
    renameSync(by, file);
  }

  static remove(file: string): void {
    for (const suffix of ['-journal', '']) rmSync(file + suffix, { force: true });
  }

  private static openFile(file: string): ManifestIndex {
    const database = openSqlite(file);
    database.exec('PRAGMA synchronous = NORMAL');
    if (!hasTables(database, file)) makeTables(database);
    return new ManifestIndex(database);
  }

  close(): void {
    this.database.close();
  }

  note(name: Note): string | undefined {
    return this.database.get('SELECT value FROM note WHERE name = ?', [name])?.['value'] as
      string | undefined;
  }

  setNote(name: Note, value: string): void {
    this.database.run('INSERT OR REPLACE INTO note VALUES (?, ?)', [name, value]);
  }

  /** Files that hold now. */
  count(): number {
    return Number(this.database.get(`SELECT count(*) AS files FROM entry WHERE ${current}`)?.['files']);
  }

  /** The entries that hold now, in the order of paths, a page at a time. */
  *current(): Generator<ManifestEntry[]> {
    for (let after = ''; ;) {
      const page = this.select(`path > ? AND ${current} ORDER BY path LIMIT ?`, [
        toStoredPath(after),
        perPage,
      ]);
      const last = page.at(-1);
      if (!last) return;
      yield page;
      after = last.path;
    }
  }

  /** Every entry that is kept, a page at a time. */
  *all(): Generator<ManifestEntry[]> {
    yield* this.byNumber('TRUE', []);
  }

  /** What the target held of each path at that time, a page at a time. */
  *heldAt(time: string): Generator<ManifestEntry[]> {
    yield* this.byNumber('sent_at <= ? AND (ended_at IS NULL OR ended_at > ?)', [time, time]);
  }

  /** Folders that hold current files; `''` for the Gallery itself. */
  folders(): string[] {
    return this.database
      .all(`SELECT DISTINCT folder FROM entry WHERE ${current}`)
      .map(({ folder }) => fromStoredPath(folder));
  }

  /** Current files that were found wrong at the target. */
  wrong(): ManifestEntry[] {
    return this.select(`wrong_at IS NOT NULL AND ${current} ORDER BY path`, []);
  }

  /** How the current files directly in a folder looked. */
  looksIn(folder: string): FileLook[] {
    // One text instead of many rows: a row costs more than all of its parsing.
    const texts = this.database.get(
      `SELECT group_concat(look) AS looks FROM entry WHERE folder = ? AND ${current}`,
      [toStoredPath(folder)],
    )?.['looks'];
    return typeof texts === 'string' ? parseLooks(texts) : [];
  }

  currentIn(folder: string): ManifestEntry[] {
    return this.select(`folder = ? AND ${current} ORDER BY path`, [toStoredPath(folder)]);
  }

  currentAt(path: string): ManifestEntry | undefined {
    return this.select(`path = ? AND ${current}`, [toStoredPath(path)])[0];
  }

  /** Which of some files of the Gallery are not there as they are: never sent, edited since, or found wrong. */
  lacking<F extends Pick<SourceFile, 'path' | 'size' | 'mtimeMs' | 'hash'>>(files: readonly F[]): F[] {
    return files.filter(({ path, size, mtimeMs, hash }) => {
      const entry = this.currentAt(path);
      if (entry?.fingerprint.size !== size || entry.wrongAt !== undefined) return true;
      return hash === undefined ? entry.mtimeMs !== mtimeMs : entry.fingerprint.hash !== hash;
    });
  }

  /** Everything that the path ever held, the oldest first. */
  historyOf(path: string): ManifestEntry[] {
    const stored = toStoredPath(path);
    return [
      ...this.select('path = ? AND ended_at IS NOT NULL ORDER BY sent_at, rowid', [stored]),
      ...this.select(`path = ? AND ${current}`, [stored]),
    ];
  }

  /** Entries of this content, current ones first, then the latest. */
  byContent({ size, hash }: Fingerprint): ManifestEntry[] {
    return this.select('size = ? AND hash = ? ORDER BY ended_at IS NOT NULL, ended_at DESC, path', [
      size,
      hash,
    ]);
  }

  /** Current files that wait longest for their proof: never proven ones first, the oldest first. @param largest bytes */
  oldestProven(count: number, largest = Number.MAX_SAFE_INTEGER): ManifestEntry[] {
    const sql = `SELECT * FROM ${everyRow} WHERE ${current} AND size <= ? ORDER BY verified_at, sent_at, path LIMIT ?`;
    return this.database.all(sql, [largest, count]).map(toEntry);
  }

  /** @param since for each of these times: only proofs from then on count */
  coverage(since: readonly string[]): Coverage {
    const proven = since.map(
      (_, at) => `, count(CASE WHEN verified_at >= ? THEN 1 END) AS proven${String(at)}`,
    );
    const row = this.database.get(
      `SELECT count(*) AS files, coalesce(sum(size), 0) AS bytes ${proven.join('')} FROM ${everyRow} WHERE ${current}`,
      since,
    );
    return {
      files: Number(row?.['files']),
      bytes: Number(row?.['bytes']),
      proven: since.map((_, at) => Number(row?.[`proven${String(at)}`])),
      oldest: this.oldestProven(1)[0],
    };
  }

  /** Runs that changed something at the target, the oldest first, each with when it had done so. */
  runs(): Occasion[] {
    return this.database
      .all('SELECT run, at FROM run ORDER BY at')
      .map(({ run, at }) => ({ run: String(run), at: String(at) }));
  }

  // What is recorded. Each is to be called within `change`.

  /** Everything or nothing of it is recorded. */
  change(work: () => void): void {
    this.database.transaction(work);
  }

  insert(entry: ManifestEntry): void {
    this.database.run('INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', toRow(entry));
  }

  insertRun({ run, at }: Occasion): void {
    this.database.run('INSERT OR REPLACE INTO run VALUES (?, ?)', [run, at]);
  }

  /** @param how what is said of its end */
  end(path: string, how: Pick<ManifestEntry, 'version' | 'movedTo'> & { readonly endedAt: string }): void {
    const movedTo = how.movedTo === undefined ? null : toStoredPath(how.movedTo);
    this.database.run(
      `UPDATE entry SET ended_at = ?, version = ?, moved_to = ? WHERE path = ? AND ${current}`,
      [how.endedAt, how.version ?? null, movedTo, toStoredPath(path)],
    );
  }

  /** What had lain under its path last, before what is there now, went to a versions folder. */
  leavePlace(path: string, version: string): void {
    this.database.run(
      `UPDATE entry SET version = ? WHERE rowid = (SELECT rowid FROM entry
         WHERE path = ? AND ended_at IS NOT NULL AND version IS NULL AND moved_to IS NULL
         ORDER BY ended_at DESC, rowid DESC LIMIT 1)`,
      [version, toStoredPath(path)],
    );
  }

  setLook(path: string, look: string): void {
    this.database.run(`UPDATE entry SET look = ? WHERE path = ? AND ${current}`, [look, toStoredPath(path)]);
  }

  setProof(
    path: string,
    { verifiedAt, wrongAt }: { readonly verifiedAt?: string; readonly wrongAt?: string },
  ): void {
    this.database.run(`UPDATE entry SET verified_at = ?, wrong_at = ? WHERE path = ? AND ${current}`, [
      ...[verifiedAt ?? null, wrongAt ?? null],
      toStoredPath(path),
    ]);
  }

  /** The same for a content that the Gallery may not have any more. */
  setProofOf(
    { path, sentAt }: Pick<ManifestEntry, 'path' | 'sentAt'>,
    { verifiedAt, wrongAt }: Pick<ManifestEntry, 'verifiedAt' | 'wrongAt'>,
  ): void {
    this.database.run('UPDATE entry SET verified_at = ?, wrong_at = ? WHERE path = ? AND sent_at = ?', [
      ...[verifiedAt ?? null, wrongAt ?? null],
      ...[toStoredPath(path), sentAt],
    ]);
  }

  deleteCurrent(path: string): void {
    this.database.run(`DELETE FROM entry WHERE path = ? AND ${current}`, [toStoredPath(path)]);
  }

  deleteVersion(version: string): void {
    this.database.run('DELETE FROM entry WHERE version = ?', [version]);
  }

  private select(condition: string, values: readonly SqlValue[]): ManifestEntry[] {
    return this.database.all(`SELECT * FROM entry WHERE ${condition}`, values).map(toEntry);
  }

  private *byNumber(condition: string, values: readonly SqlValue[]): Generator<ManifestEntry[]> {
    const sql = `SELECT *, rowid AS number FROM entry WHERE rowid > ? AND ${condition} ORDER BY rowid LIMIT ?`;
    for (let after = 0; ;) {
      const rows = this.database.all(sql, [after, ...values, perPage]);
      if (rows.length === 0) return;
      yield rows.map(toEntry);
      after = Number(rows.at(-1)?.['number']);
    }
  }
}
