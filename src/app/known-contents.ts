import type { ContentTable } from '../content/content-table.js';
import { type Catalog, isUnchanged } from '../library/catalog.js';
import type { SeenFile, SeenFolder } from '../library/seen-folders.js';
import { assetKey } from '../scan/asset-name.js';
import type { FileTable, TableFolder } from '../scan/file-table.js';
import { readSnapshot } from '../scan/folder-snapshot.js';

/** What a search has to do with the catalog. */
export interface KnownContents {
  /** Takes in what earlier runs knew of files that did not change since. */
  recall(): void;
  /** Lets the catalog know what was learned since it was last told. */
  learn(): void;
  /**
   * The walk came to its end: lets it forget folders that are gone, and know of a Gallery that was walked as a whole.
   *
   * @param whole those of the roots of which nothing was left out
   */
  walkEnded(roots: readonly string[], whole: readonly string[]): void;
}

export interface CatalogOfSearch {
  /** what earlier searches learned, if there is a place for it */
  readonly catalog?: Catalog;
  /** the Gallery that the catalog is of */
  readonly gallery?: string;
  /** whether the catalog may learn; a dry run lets it not */
  readonly learns: boolean;
}

export function createKnownContents(
  table: FileTable,
  contents: ContentTable,
  { catalog, gallery, learns }: CatalogOfSearch,
): KnownContents {
  if (!catalog) return { recall: () => undefined, learn: () => undefined, walkEnded: () => undefined };
  const { seen } = catalog;
  /** folders that the catalog has as they are now */
  const isCurrent = new Uint8Array(table.folders.length);
  /** files of the Gallery of which the catalog has a row, as they are now */
  const hasRow = new Uint8Array(gallery === undefined ? 0 : table.count);

  function recallFolder(folder: TableFolder, index: number): void {
    if (folder.first === folder.end) return;
    const before = seen.get(folder.path);
    if (before?.files.equals(table.snapshot(folder)) === true) {
      contents.unpack(folder.first, before.contents);
      hasRow.fill(1, folder.first, folder.end);
      isCurrent[index] = 1;
      return;
    }
    if (before) recallSome(folder, before);
    const inGallery = relativeTo(gallery, folder.path);
    if (inGallery !== undefined) recallRows(folder, seen.galleryFilesIn(inGallery));
  }

  /** Of a folder in which something has changed. */
  function recallSome({ first, end }: TableFolder, before: SeenFolder): void {
    const files = readSnapshot(before.files, contents.packedFiles(before.contents));
    for (let file = first; file < end; file++) {
      const known = files.get(table.name(file));
      if (known && isUnchanged(known.identity, table.identity(file)))
        contents.unpackOne(file, before.contents, known.place);
    }
  }

  /** What import knows of files in the Gallery. */
  function recallRows({ first, end }: TableFolder, rows: readonly SeenFile[]): void {
    const byName = new Map(rows.map((row) => [row.name, row]));
    for (let file = first; file < end; file++) {
      const row = byName.get(table.name(file));
      if (!row || !isUnchanged(row.identity, table.identity(file))) continue;
      hasRow[file] = 1;
      if (row.hash !== undefined && !contents.knows(file, 'whole')) contents.recall(file, row.hash);
    }
  }

  function* foldersToLearn(): Generator<SeenFolder> {
    for (const [index, folder] of table.folders.entries()) {
      const { path, first, end, isWhole } = folder;
      if (!isWhole || first === end || (isCurrent[index] === 1 && !contents.hasFresh(first, end))) continue;
      isCurrent[index] = 1;
      yield { path, files: table.snapshot(folder), contents: contents.pack(first, end) };
    }
  }

  function* galleryFilesToLearn(): Generator<SeenFile & { path: string; key: string }> {
    for (const folder of table.folders) {
      const inGallery = relativeTo(gallery, folder.path);
      if (inGallery === undefined) continue;
      for (let file = folder.first; file < folder.end; file++) {
        const isRead = contents.isFresh(file) && contents.knows(file, 'whole');
        if ((hasRow[file] === 1 && !isRead) || contents.isLost(file)) continue;
        hasRow[file] = 1;
        const name = table.name(file);
        const path = inGallery === '' ? name : `${inGallery}/${name}`;
        yield { path, name, identity: table.identity(file), hash: contents.hash(file), key: assetKey(name) };
      }
    }
  }

  return {
    recall() {
      table.folders.forEach(recallFolder);
    },
    learn() {
      if (!learns) return;
      seen.learn({ folders: foldersToLearn(), galleryFiles: galleryFilesToLearn() });
      contents.settle();
    },
    walkEnded(roots, whole) {
      if (!learns) return;
      if (gallery !== undefined && whole.includes(gallery)) catalog.galleryIsKnown();
      const walked = new Set(table.folders.map(({ path }) => path));
      seen.forget(roots.flatMap((root) => seen.below(root).filter((path) => !walked.has(path))));
    },
  };
}

/** A path as seen from the Gallery, empty for itself; undefined for one that is not in it. */
function relativeTo(gallery: string | undefined, path: string): string | undefined {
  if (gallery === undefined) return undefined;
  if (path === gallery) return '';
  return path.startsWith(`${gallery}/`) ? path.slice(gallery.length + 1) : undefined;
}
