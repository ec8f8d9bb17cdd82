import { checkFormatVersion } from './format-version.js';
import { ledgerIndexSchema } from './ledger-index.js';
import { seenFoldersSchema } from './seen-folders.js';
import type { Sqlite } from './sqlite.js';

const formatVersion = 3;

const schema = `
  CREATE TABLE file (
    path PRIMARY KEY, size INTEGER NOT NULL, mtime REAL NOT NULL, ctime REAL NOT NULL, ino INTEGER NOT NULL,
    hash TEXT, taken_at TEXT, asset_key TEXT NOT NULL, content_id TEXT,
    verified_at REAL
  );
  CREATE INDEX file_by_content ON file (size, hash);
  CREATE INDEX file_by_asset_key ON file (asset_key);
  CREATE INDEX file_by_content_id ON file (content_id) WHERE content_id IS NOT NULL;
  CREATE TABLE remembered (
    path PRIMARY KEY, size INTEGER NOT NULL, mtime REAL NOT NULL, ctime REAL NOT NULL, ino INTEGER NOT NULL,
    reason TEXT NOT NULL, keep
  );
  CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL);
  ${ledgerIndexSchema}
  ${seenFoldersSchema}
  PRAGMA user_version = ${String(formatVersion)};
`;

/**
 * Whether the tables of a catalog are there, in the form that this photokeep knows.
 *
 * @param file for the message
 * @throws PhotokeepError `usage` for a newer form
 */
export function hasCurrentTables(database: Sqlite, file: string): boolean {
  const version = versionOf(database);
  checkFormatVersion(file, version, formatVersion);
  return version === formatVersion;
}

/** Makes them. A cache of an older form is of no use to keep: it is made again from the Gallery. */
export function makeTables(database: Sqlite): void {
  database.transaction(() => {
    if (versionOf(database) > 0) dropTables(database);
    database.exec(schema);
  });
}

function dropTables(database: Sqlite): void {
  const tables = database.all(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
  );
  for (const { name } of tables) database.exec(`DROP TABLE "${String(name)}"`);
}

function versionOf(database: Sqlite): number {
  return Number(database.get('PRAGMA user_version')?.['user_version']);
}
