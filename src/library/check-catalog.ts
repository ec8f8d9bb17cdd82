import { existsSync } from 'node:fs';
import { errorCode } from '../app/errors.js';
import type { StateFacts } from '../plan/check-library.js';
import { openSqlite, type Sqlite } from './sqlite.js';

/** Lets SQLite look through the catalog, without changing it. @param file absolute path */
export function checkCatalogFile(file: string): StateFacts['catalog'] {
  if (!existsSync(file)) return { is: 'missing', files: 0 };
  let database: Sqlite | undefined;
  try {
    database = openSqlite(file, 'readonly');
    const [answer] = database.all('PRAGMA quick_check(1)');
    const isSound = answer?.['quick_check'] === 'ok';
    const files = isSound ? Number(database.get('SELECT count(*) AS files FROM file')?.['files']) : 0;
    return { is: isSound ? 'sound' : 'damaged', files };
  } catch (error) {
    const code = errorCode(error);
    if (code?.startsWith('SQLITE_') !== true) throw error;
    return { is: isPassing(code) ? 'busy' : 'damaged', files: 0 };
  } finally {
    database?.close();
  }
}

/** Another process writes to it, or was killed while it did: the next run finishes that. */
function isPassing(code: string): boolean {
  return /^SQLITE_(BUSY|LOCKED|READONLY|CANTOPEN)/.test(code);
}
