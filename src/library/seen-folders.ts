import { basename } from 'node:path';
import type { StoredIdentity } from './catalog.js';
import type { Sqlite } from './sqlite.js';
import { fromStoredPath, toStoredPath, toStoredText } from './stored-path.js';

export const seenFoldersSchema = `
  CREATE TABLE folder (path PRIMARY KEY, files BLOB NOT NULL, contents BLOB NOT NULL);
`;

/** A folder, in the Gallery or elsewhere, as a search for duplicates saw it. */
export interface SeenFolder {
  /** absolute */
  readonly path: string;
  /** `FileTable.snapshot` */
  readonly files: Buffer;
  /** `ContentTable.pack`, of the same files */
  readonly contents: Buffer;
}

/** A file in a folder of the Gallery, as far as a search has to know it. */
export interface SeenFile {
  readonly name: string;
  readonly identity: StoredIdentity;
  /** of its fingerprint; undefined where that was not needed */
  readonly hash: string | undefined;
}

/** What a search learned. */
export interface Learned {
  readonly folders: Iterable<SeenFolder>;
  /** Gallery files that are new, have changed or were read; `path` relative to the Gallery, `key` as in a `CatalogRow` */
  readonly galleryFiles: Iterable<SeenFile & { readonly path: string; readonly key: string }>;
}

/** Keeps what import knew of a file, but for the hash of what was in it before. */
const putFile = `
  INSERT INTO file (path, size, mtime, ctime, ino, hash, asset_key) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (path) DO UPDATE SET
    hash = CASE
      WHEN excluded.hash IS NULL AND size = excluded.size AND mtime = excluded.mtime AND ctime = excluded.ctime
        AND ino = excluded.ino THEN hash
      ELSE excluded.hash
    END,
    size = excluded.size, mtime = excluded.mtime, ctime = excluded.ctime, ino = excluded.ino
`;

const fileColumns = 'path, size, mtime, ctime, ino, hash';

/**
 * What searches for duplicates saw and read. A row for each folder, not for each file: to write a hundred thousand rows,
 * or to look as many up, takes longer than to read the files.
 */
export class SeenFolders {
  constructor(
    private readonly database: Sqlite,
    private readonly readonly: boolean,
  ) {}

  get(path: string): SeenFolder | undefined {
    const row = this.database.get('SELECT files, contents FROM folder WHERE path = ?', [toStoredPath(path)]);
    return row && { path, files: row['files'] as Buffer, contents: row['contents'] as Buffer };
  }

  /** Paths of all that are this folder or lie below it, but for those that are not UTF-8. */
  below(folder: string): string[] {
    // '0' is what follows '/'.
    return this.database
      .all("SELECT path FROM folder WHERE path = ?1 OR (path > ?1 || '/' AND path < ?1 || '0')", [
        toStoredPath(folder),
      ])
      .map(({ path }) => fromStoredPath(path));
  }

  /** What the catalog knows of the files in a folder of the Gallery. @param folder relative; empty for itself */
  galleryFilesIn(folder: string): SeenFile[] {
    const rows =
      folder === ''
        ? this.database.all(`SELECT ${fileColumns} FROM file WHERE instr(path, '/') = 0`)
        : this.database.all(`SELECT ${fileColumns} FROM file WHERE path > ? AND path < ?`, [
            toStoredPath(`${folder}/`),
            toStoredPath(`${folder}0`),
          ]);
    return rows.flatMap((row) => {
      const path = fromStoredPath(row['path']);
      const name = basename(path);
      if (path.length !== name.length + (folder === '' ? 0 : folder.length + 1)) return [];
      const [size, mtimeMs, ctimeMs, ino] = ['size', 'mtime', 'ctime', 'ino'].map((one) => Number(row[one]));
      const hash = typeof row['hash'] === 'string' ? row['hash'] : undefined;
      return [{ name, identity: { size, mtimeMs, ctimeMs, ino } as StoredIdentity, hash }];
    });
  }

  /** Takes it in, in one transaction. */
  learn({ folders, galleryFiles }: Learned): void {
    this.write(() => {
      for (const { path, files, contents } of folders) {
        const values = [toStoredPath(path), files, contents];
        this.database.run('INSERT OR REPLACE INTO folder VALUES (?, ?, ?)', values);
      }
      for (const { path, identity, hash, key } of galleryFiles) {
        const { size, mtimeMs, ctimeMs, ino } = identity;
        const values = [toStoredPath(path), size, mtimeMs, ctimeMs, ino, hash ?? null, toStoredText(key)];
        this.database.run(putFile, values);
      }
    });
  }

  forget(folders: readonly string[]): void {
    if (folders.length === 0) return;
    this.write(() => {
      for (const path of folders)
        this.database.run('DELETE FROM folder WHERE path = ?', [toStoredPath(path)]);
    });
  }

  private write(work: () => void): void {
    if (!this.readonly) this.database.transaction(work);
  }
}
