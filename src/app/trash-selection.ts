import { resolve } from 'node:path';
import { expandHome } from '../config/load.js';
import type { LibraryPaths } from '../library/paths.js';
import { missingTrashes } from '../library/trash-places.js';
import { filesInTrash, runsInTrash } from '../library/trash.js';
import type { TrashedFile } from '../plan/plan-trash.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';
import type { RunReporter } from './run.js';

/**
 * The trashed files that are meant: those of a run (its id, or the beginning of it), or by their path, the one in the
 * trash or the one before, also that of a folder. Without a word: all.
 *
 * @throws PhotokeepError `usage` for a word that nothing in the trash answers to, `refused` when it is on a disk that
 * is not there
 */
export function selectTrashed(
  context: Pick<Context, 'cwd' | 'home'>,
  paths: LibraryPaths,
  words: readonly string[],
): TrashedFile[] {
  const files = runsInTrash(paths).flatMap((run) => filesInTrash(paths, run));
  if (words.length === 0) return files;
  const chosen = new Set<TrashedFile>();
  for (const word of words) {
    const path = resolve(context.cwd, expandHome(word, context.home));
    const named = matching(files, word, path);
    if (named.length === 0) {
      requireThere(paths, word, path);
      throw new PhotokeepError(
        'usage',
        `the trash has nothing of ${word}`,
        'photokeep trash list shows what it has',
      );
    }
    for (const file of named) chosen.add(file);
  }
  return files.filter((file) => chosen.has(file));
}

function requireThere(paths: LibraryPaths, word: string, path: string): void {
  const missing = missingTrashes(paths).find(
    ({ root, runs }) => isAtOrBelow(path, root) || runs.some((run) => run.startsWith(word)),
  );
  if (!missing) return;
  throw new PhotokeepError('refused', `the trash in ${missing.root} is not there`, 'is its disk mounted?');
}

function matching(files: readonly TrashedFile[], word: string, path: string): TrashedFile[] {
  const isRun = /^\d{8}(-|$)/.test(word);
  const ofRun = isRun ? files.filter(({ run }) => run.startsWith(word)) : [];
  if (ofRun.length > 0) return ofRun;
  return files.filter((file) => [file.path, file.original].some((each) => isAtOrBelow(each, path)));
}

function isAtOrBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** What is on a disk that is not there is neither restored nor deleted, and must not seem to be. */
export function tellOfMissingTrashes(paths: LibraryPaths, reporter: Pick<RunReporter, 'note'>): void {
  for (const { root } of missingTrashes(paths))
    reporter.note(`the trash in ${root} is not there; is its disk mounted?`);
}
