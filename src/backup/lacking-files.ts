import { withCatalog } from '../library/gallery-sums.js';
import { sqliteUri, type SqlRow } from '../library/sqlite.js';
import { fromStoredPath } from '../library/stored-path.js';

/** How many files of the Gallery are not somewhere, and their bytes. */
export interface LackingSum {
  readonly files: number;
  readonly bytes: number;
}

/** What of the Gallery is in no backup, by the catalog and the indexes of the targets: no target is asked. */
export interface LackingFiles {
  /** by the name of the target */
  readonly at: ReadonlyMap<string, LackingSum>;
  readonly everywhere: LackingSum;
  /** what the Gallery has in all */
  readonly everything: LackingSum;
  /** those that are lacking everywhere, relative to the Gallery; empty unless they were asked for */
  readonly paths: readonly { readonly path: string; readonly bytes: number }[];
}

/**
 * A content is there, under whatever name. CROSS JOIN keeps SQLite from taking the tables in another order, which takes
 * five times as long.
 */
const hasByContent = `
  INSERT OR IGNORE INTO here SELECT file.rowid
  FROM there.entry NOT INDEXED CROSS JOIN main.file ON file.size = entry.size AND file.hash = entry.hash
  WHERE ended_at IS NULL AND wrong_at IS NULL
`;

/** Of a file that was never read, its name, size and time have to do. */
const hasByLook = `
  INSERT OR IGNORE INTO here SELECT file.rowid
  FROM main.file NOT INDEXED CROSS JOIN there.entry ON entry.path = file.path AND ended_at IS NULL AND wrong_at IS NULL
  WHERE file.hash IS NULL AND entry.size = file.size AND json_extract(look, '$[2]') = file.mtime
`;

/**
 * @param catalog absolute path
 * @param indexes absolute paths, by the name of the target
 * @returns undefined where the catalog does not know the Gallery
 */
export function readLackingFiles(
  catalog: string,
  indexes: ReadonlyMap<string, string>,
  { listed }: { readonly listed: boolean },
): LackingFiles | undefined {
  return withCatalog(catalog, (database) => {
    database.exec('PRAGMA temp_store = MEMORY');
    database.exec('CREATE TEMP TABLE here (id INTEGER PRIMARY KEY)');
    database.exec('CREATE TEMP TABLE anywhere (id INTEGER PRIMARY KEY)');
    const sumOf = (which: string): LackingSum =>
      toSum(database.get(`SELECT count(*) AS files, sum(size) AS bytes FROM main.file WHERE ${which}`));
    const at = new Map<string, LackingSum>();
    for (const [name, file] of indexes) {
      database.run('ATTACH DATABASE ? AS there', [sqliteUri(file)]);
      database.exec(hasByContent);
      database.exec(hasByLook);
      at.set(name, sumOf('rowid NOT IN here'));
      database.exec('INSERT OR IGNORE INTO anywhere SELECT id FROM here; DELETE FROM here');
      database.exec('DETACH DATABASE there');
    }
    const paths = !listed
      ? []
      : database
          .all('SELECT path, size FROM main.file WHERE rowid NOT IN anywhere ORDER BY path')
          .map(({ path, size }) => ({ path: fromStoredPath(path), bytes: Number(size) }));
    return { at, everywhere: sumOf('rowid NOT IN anywhere'), everything: sumOf('TRUE'), paths };
  });
}

function toSum(row: SqlRow | undefined): LackingSum {
  return { files: Number(row?.['files'] ?? 0), bytes: Number(row?.['bytes'] ?? 0) };
}
