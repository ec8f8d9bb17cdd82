import { join } from 'node:path';
import { type GallerySetting, readGallerySetting } from '../config/gallery-setting.js';
import type { RawSettings } from '../config/load.js';
import { touchFolder } from '../execute/touch-folder.js';
import type { FoundLibrary } from '../library/open-library.js';
import type { ImportReporter } from '../report/reporter.js';
import { statsOf, walkFolders } from '../scan/walk.js';
import type { Context } from './context.js';
import { errorMessage, PhotokeepError } from './errors.js';

/** What a viewer was told. */
export interface RefreshResult {
  /** folders of the Gallery in which files were changed in place; absolute */
  readonly touched: readonly string[];
  /** undefined where the config does not say how to reach it */
  readonly indexing: 'started' | 'running' | 'planned' | undefined;
}

/**
 * How much later than its folder a file must have been changed. A folder changes with the names in it; a file that is put
 * there is finished shortly after.
 */
const slackMs = 2000;

/**
 * Makes PiGallery2 notice what changed. It compares the times of folders only: so those in which tags were written into
 * files get a new one, and its indexing job is started.
 *
 * @throws PhotokeepError `usage` for a viewer that has no such job, `external` when it cannot be reached
 */
export async function refreshGallery(
  context: Context,
  { found, config }: { readonly found: FoundLibrary; readonly config: RawSettings },
  dryRun: boolean,
): Promise<RefreshResult> {
  const raw = config.get('gallery');
  const setting = readGallerySetting(raw);
  if (setting.app === 'photoview') {
    const remedy = 'Photoview scans by itself, at the interval in its settings';
    throw new PhotokeepError('usage', 'gallery refresh is for PiGallery2', remedy);
  }
  const touched = changedFolders(found.paths.gallery);
  if (!dryRun) for (const folder of touched) touchFolder(folder, context.now());
  if (!isReachable(setting)) return { touched, indexing: undefined };
  return { touched, indexing: dryRun ? 'planned' : await startIndexingOf(setting) };
}

/** Whether an import has put something into the Gallery. */
export interface ArrivalsWatch {
  /** The reporter of an import, which also learns that. */
  readonly listening: (reporter: ImportReporter) => ImportReporter;
  readonly hasSomeCome: () => boolean;
}

export function watchArrivals(): ArrivalsWatch {
  let arrived = 0;
  return {
    listening: (reporter) => ({
      ...reporter,
      end(summary) {
        if ('moved' in summary && !summary.dryRun) arrived += summary.moved + summary.copied;
        reporter.end(summary);
      },
    }),
    hasSomeCome: () => arrived > 0,
  };
}

/** After an import, if the config says so; that changes the times of folders itself. A viewer that does not answer is a note, and no failure. */
export async function refreshAfterImport(
  setting: GallerySetting,
  note: (text: string) => void,
): Promise<void> {
  if (!setting.refreshAfterImport) return;
  try {
    await startIndexingOf(setting);
  } catch (error) {
    note(`the viewer was not told of the new pictures: ${errorMessage(error)}`);
  }
}

function isReachable({ url, port, user }: GallerySetting): boolean {
  return url !== undefined || port !== undefined || user !== undefined;
}

async function startIndexingOf({
  url,
  port = 8080,
  user,
  password,
}: GallerySetting): Promise<'started' | 'running'> {
  const { startIndexing } = await import('../system/pigallery2.js');
  return startIndexing({
    url: url ?? `http://127.0.0.1:${String(port)}`,
    login: user === undefined ? undefined : { user, password: password ?? '' },
  });
}

/** Folders with a file whose content or attributes changed after the folder did. */
function changedFolders(gallery: string): string[] {
  return [...walkFolders(gallery)].flatMap(({ folder, files }) => {
    const path = join(gallery, folder);
    const stats = statsOf(path);
    if (stats === undefined || stats === 'unreadable') return [];
    const isChanged = files.some(({ identity }) => identity.ctimeMs > stats.mtimeMs + slackMs);
    return isChanged ? [path] : [];
  });
}
