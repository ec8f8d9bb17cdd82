import { existsSync } from 'node:fs';
import { errorCode } from '../app/errors.js';
import { sidecarExtensions } from '../scan/asset-name.js';
import { hasCurrentTables } from './catalog-tables.js';
import { openSqlite, type Sqlite } from './sqlite.js';

/** What the Gallery has of one month. */
export interface MonthSum {
  /** `2024-05`; `2024` where only the year is known; undefined where nothing is */
  readonly month: string | undefined;
  readonly files: number;
  /** of those: pictures and videos, no sidecars */
  readonly media: number;
  readonly bytes: number;
}

/** How much there is, by when it was taken: as the catalog knows it, and no file is looked at. */
export interface GallerySums {
  readonly files: number;
  readonly bytes: number;
  /** in the order of time, unknown ones last */
  readonly months: readonly MonthSum[];
}

/** The date is known of what was imported; of the rest the folder tells it, where it is one that a layout makes. */
const sums = `
  WITH seen AS (
    SELECT size, CAST(path AS TEXT) AS path, json_extract(taken_at, '$.local') AS taken FROM file
  ), dated AS (
    SELECT size,
      lower(path) AS name,
      CASE
        WHEN taken IS NOT NULL THEN substr(taken, 1, 7)
        WHEN path GLOB '[12][0-9][0-9][0-9]/[01][0-9][-/]*' THEN substr(path, 1, 4) || '-' || substr(path, 6, 2)
        WHEN path GLOB '[12][0-9][0-9][0-9]/*' THEN substr(path, 1, 4)
      END AS month
    FROM seen
  )
  SELECT month, count(*) AS files, sum(size) AS bytes,
    sum(NOT (${sidecarExtensions.map((one) => `name GLOB '*.${one}'`).join(' OR ')})) AS media
  FROM dated GROUP BY month ORDER BY month IS NULL, month
`;

/**
 * @param catalog absolute path
 * @returns undefined where there is no catalog yet, or none that can be read as it is: the next run makes it well
 */
export function readGallerySums(catalog: string): GallerySums | undefined {
  return withCatalog(catalog, (database) => {
    const months = database.all(sums).map(({ month, files, media, bytes }): MonthSum => ({
      month: typeof month === 'string' ? month : undefined,
      ...{ files: Number(files), media: Number(media), bytes: Number(bytes) },
    }));
    const total = (of: 'files' | 'bytes'): number => months.reduce((sum, month) => sum + month[of], 0);
    return { files: total('files'), bytes: total('bytes'), months };
  });
}

/** Opens a catalog that knows its Gallery, to read it; undefined where there is none. */
export function withCatalog<T>(file: string, work: (database: Sqlite) => T): T | undefined {
  if (!existsSync(file)) return undefined;
  let database: Sqlite | undefined;
  try {
    database = openSqlite(file, 'readonly');
    const isKnown =
      hasCurrentTables(database, file) &&
      database.get("SELECT 1 FROM fact WHERE name = 'gallery known'") !== undefined;
    return isKnown ? work(database) : undefined;
  } catch (error) {
    // Damaged, left in the middle of a transaction, or written to for longer than anybody would wait.
    if (errorCode(error)?.startsWith('SQLITE_') !== true) throw error;
    return undefined;
  } finally {
    database?.close();
  }
}
