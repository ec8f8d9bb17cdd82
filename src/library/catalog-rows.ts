import type { TakenAt } from '../dates/taken-at.js';
import type { CatalogRow, StoredIdentity } from './catalog.js';
import type { SqlRow } from './sqlite.js';
import { fromStoredPath, fromStoredText } from './stored-path.js';

/** Which rows a walk over the catalog is about, as SQL. */
export const pageConditions = {
  all: 'TRUE',
  'with fingerprint': 'hash IS NOT NULL',
  'without fingerprint': 'hash IS NULL',
} as const;

/** A row of the table `file`. */
export function toCatalogRow(row: SqlRow): CatalogRow {
  const takenAt = row['taken_at'];
  const contentId = row['content_id'];
  const verifiedMs = row['verified_at'];
  return {
    path: fromStoredPath(row['path']),
    identity: toIdentity(row),
    ...(typeof row['hash'] === 'string' && { hash: row['hash'] }),
    ...(typeof takenAt === 'string' && { takenAt: JSON.parse(takenAt) as TakenAt }),
    key: fromStoredText(row['asset_key']),
    ...(typeof contentId === 'string' && { contentId: fromStoredText(contentId) }),
    ...(typeof verifiedMs === 'number' && { verifiedMs }),
  };
}

/** What a row of any table says of a file's identity. */
export function toIdentity(row: SqlRow): StoredIdentity {
  return {
    ino: Number(row['ino']),
    size: Number(row['size']),
    mtimeMs: Number(row['mtime']),
    ctimeMs: Number(row['ctime']),
  };
}
