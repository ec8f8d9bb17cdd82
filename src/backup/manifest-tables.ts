import { checkFormatVersion } from '../library/format-version.js';
import type { Sqlite } from '../library/sqlite.js';

const formatVersion = 1;

const schema = `
  CREATE TABLE entry (
    path NOT NULL, folder NOT NULL, look TEXT NOT NULL, size INTEGER NOT NULL, hash TEXT NOT NULL,
    sent_at TEXT NOT NULL, run TEXT NOT NULL, verified_at TEXT, wrong_at TEXT, ended_at TEXT, version TEXT, moved_to
  );
  CREATE UNIQUE INDEX entry_current ON entry (path) WHERE ended_at IS NULL;
  CREATE INDEX entry_in_folder ON entry (folder) WHERE ended_at IS NULL;
  CREATE INDEX entry_ended ON entry (path) WHERE ended_at IS NOT NULL;
  CREATE INDEX entry_wrong ON entry (path) WHERE wrong_at IS NOT NULL;
  CREATE INDEX entry_by_content ON entry (size, hash);
  CREATE TABLE run (run TEXT PRIMARY KEY, at TEXT NOT NULL);
  CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL);
  PRAGMA user_version = ${String(formatVersion)};
`;

/** @param file for the message  @throws PhotokeepError `usage` for a newer form */
export function hasTables(database: Sqlite, file: string): boolean {
  const version = versionOf(database);
  checkFormatVersion(file, version, formatVersion);
  return version === formatVersion;
}

export function makeTables(database: Sqlite): void {
  database.transaction(() => {
    database.exec(schema);
  });
}

function versionOf(database: Sqlite): number {
  return Number(database.get('PRAGMA user_version')?.['user_version']);
}
