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

/** A content is there, under whatever name; of a file that was never read, its name, size and time have to do. */
const has = `
  EXISTS (
    SELECT 1 FROM there.entry WHERE there.entry.size = file.size AND there.entry.hash = file.hash
      AND ended_at IS NULL AND wrong_at IS NULL
  ) OR (file.hash IS NULL AND EXISTS (
    SELECT 1 FROM there.entry WHERE there.entry.path = file.path AND ended_at IS NULL AND wrong_at IS NULL
      AND there.entry.size = file.size AND json_extract(look, '$[2]') = file.mtime
  ))
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
    database.exec('CREATE TEMP TABLE nowhere AS SELECT rowid AS id FROM main.file');
    const at = new Map<string, LackingSum>();
    for (const [name, file] of indexes) {
      database.run('ATTACH DATABASE ? AS there', [sqliteUri(file)]);
      database.exec(`CREATE TEMP TABLE here AS SELECT file.rowid AS id, file.size AS size, (${has}) AS has FROM main.file`);
      at.set(name, toSum(database.get('SELECT count(*) AS files, sum(size) AS bytes FROM here WHERE NOT has')));
      database.exec('DELETE FROM nowhere WHERE id IN (SELECT id FROM here WHERE has)');
      database.exec('DROP TABLE here; DETACH DATABASE there');
    }
    const everywhere = 'FROM main.file JOIN nowhere ON main.file.rowid = nowhere.id';
    return {
      at,
      everything: toSum(database.get('SELECT count(*) AS files, sum(size) AS bytes FROM main.file')),
      everywhere: toSum(database.get(`SELECT count(*) AS files, sum(size) AS bytes ${everywhere}`)),
      paths: !listed
        ? []
        : database
            .all(`SELECT path, size ${everywhere} ORDER BY path`)
            .map(({ path, size }) => ({ path: fromStoredPath(path), bytes: Number(size) })),
    };
  });
}

function toSum(row: SqlRow | undefined): LackingSum {
  return { files: Number(row?.['files'] ?? 0), bytes: Number(row?.['bytes'] ?? 0) };
}
