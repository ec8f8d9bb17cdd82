import { join } from 'node:path';
import { type CatalogRow, isUnchanged } from '../library/catalog.js';
import { looksAlike } from '../plan/judge-reading.js';
import type { LeftFile, UnreadableFile } from '../scan/walk.js';
import { walkFolders } from '../scan/walk.js';
import { breathe } from './breathe.js';
import type { Context } from './context.js';
import type { Run } from './run.js';
import { unreadRow } from './survey-gallery.js';

/** The Gallery beside the catalog, before anything is read. */
export interface GallerySurvey {
  readonly files: number;
  /** relative to the Gallery: they look the same and were touched; the catalog still says what they held */
  readonly touched: readonly string[];
  readonly left: readonly LeftFile[];
  readonly unreadable: readonly UnreadableFile[];
}

/** With fewer files than this, most of them may well have been edited in one evening. */
const smallestTelling = 10;

/**
 * Walks the Gallery; the catalog learns names, sizes and times of what is new and what was edited. Of a file that was only
 * touched it keeps what it knows until that was read again. Ends early when it is interrupted.
 *
 * @param inDoubt files of which more is known than how they look
 */
export async function surveyForVerification(
  { interruptedBy }: Pick<Context, 'interruptedBy'>,
  { catalog, paths: { gallery } }: Pick<Run, 'catalog' | 'paths'>,
  inDoubt: ReadonlySet<string>,
): Promise<GallerySurvey> {
  const survey = { touched: [] as string[], left: [] as LeftFile[], unreadable: [] as UnreadableFile[] };
  let [files, alike] = [0, 0];
  for (const { folder, files: here, left, unreadable } of walkFolders(gallery)) {
    survey.left.push(...left);
    survey.unreadable.push(...unreadable);
    files += here.length;
    const rows: CatalogRow[] = [];
    for (const { name, identity } of here) {
      const path = join(folder, name);
      const row = catalog.byPath(path);
      if (row && looksAlike(row.identity, identity)) alike++;
      if (row && isUnchanged(row.identity, identity)) continue;
      if (row?.hash !== undefined && looksAlike(row.identity, identity)) {
        if (!inDoubt.has(path)) survey.touched.push(path);
      } else rows.push(unreadRow(row, path, identity));
    }
    catalog.put(rows);
    await breathe();
    if (interruptedBy()) return { files, ...survey };
  }
  const { touched } = survey;
  if (touched.length === 0) catalog.noteTouchedAsAWhole(false);
  else if (touched.length >= smallestTelling && touched.length > alike / 2) catalog.noteTouchedAsAWhole(true);
  return { files, ...survey };
}
