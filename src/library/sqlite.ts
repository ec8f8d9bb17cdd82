import Database from 'libsql';
import { errorCode, errorMessage } from '../app/errors.js';

/**
 * What may be bound to a statement. libsql aborts the whole process on a boolean, a Date or a bare Buffer
 * parameter, and cuts strings at NUL: so values go through `run`, `get` and `all` only.
 */
export type SqlValue = string | number | bigint | Buffer | null;

/** A row by column name. BLOBs are Buffers. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** A SQLite database: the only door to the library behind it. */
export interface Sqlite {
  exec(sql: string): void;
  run(sql: string, values?: readonly SqlValue[]): void;
  get(sql: string, values?: readonly SqlValue[]): SqlRow | undefined;
  all(sql: string, values?: readonly SqlValue[]): SqlRow[];
  /** Runs the function in one transaction, rolled back when it throws. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/**
 * Opens or makes a database.
 *
 * @param file absolute path, or `:memory:`
 * @param mode `readonly` writes nothing, not even beside the file
 * @param busyTimeoutMs how long to wait for another connection's transaction
 * @throws an error with `code` `SQLITE_…` when it cannot be opened or is no database
 */
export function openSqlite(
  file: string,
  mode: 'readonly' | 'readwrite' = 'readwrite',
  busyTimeoutMs = 5000,
): Sqlite {
  const database = connect(mode === 'readonly' ? sqliteUri(file) : file, busyTimeoutMs);
  const statements = new Map<string, Database.Statement>();
  const prepared = (sql: string): Database.Statement => {
    const known = statements.get(sql);
    if (known) return known;
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };

  return {
    exec(sql) {
      database.exec(sql);
    },
    run(sql, values = []) {
      prepared(sql).run(bindable(values));
    },
    get(sql, values = []) {
      return prepared(sql).all(bindable(values)).map(toRow)[0];
    },
    all(sql, values = []) {
      return prepared(sql).all(bindable(values)).map(toRow);
    },
    transaction(work) {
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    close() {
      database.close();
    },
  };
}

/** libsql says without a code that a file could not be opened. */
function connect(file: string, busyTimeoutMs: number): Database.Database {
  try {
    return new Database(file, { timeout: busyTimeoutMs });
  } catch (error) {
    if (errorCode(error)?.startsWith('SQLITE_') === true) throw error;
    throw Object.assign(new Error(errorMessage(error), { cause: error }), { code: 'SQLITE_CANTOPEN' });
  }
}

/** @throws TypeError for a value that would abort the process or be stored as something else */
export function bindable(values: readonly SqlValue[]): SqlValue[] {
  return values.map((value) => {
    if (typeof value === 'string' && value.includes('\0'))
      throw new TypeError('a string with NUL cannot be stored');
    if (value === null || ['string', 'number', 'bigint'].includes(typeof value) || Buffer.isBuffer(value))
      return value;
    throw new TypeError(`a ${typeof value} cannot be stored`);
  });
}

/** libsql's own object, made for this one answer, with Buffers in it. */
function toRow(row: unknown): SqlRow {
  const values = row as Record<string, SqlValue | ArrayBuffer>;
  for (const name in values) {
    const value = values[name];
    if (value instanceof ArrayBuffer) values[name] = Buffer.from(value);
  }
  return values as Record<string, SqlValue>;
}

/** A database file as SQLite attaches it to another one, to read it. */
export function sqliteUri(file: string): string {
  return `file:${file.split('/').map(encodeURIComponent).join('/')}?mode=ro`;
}
