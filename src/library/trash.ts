import { existsSync, type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../app/errors.js';
import type { TrashAction } from '../plan/actions.js';
import { originalPath, type TrashedFile } from '../plan/plan-trash.js';
import { identityAt } from '../scan/identity.js';
import { fsPath, nameFromBytes } from '../system/fs-path.js';
import { closedJournalPath, openJournalPath, readJournal } from './journal.js';
import type { LibraryPaths } from './paths.js';
import { type TrashPlace, trashPlaces } from './trash-places.js';

type TrashPaths = Pick<LibraryPaths, 'root' | 'trash' | 'trashes' | 'journals' | 'openJournals'>;
type PlacesOf = Pick<LibraryPaths, 'root' | 'trash' | 'trashes'>;

/** The runs that have something in the trash, oldest first. */
export function runsInTrash(paths: PlacesOf): string[] {
  const runs = trashPlaces(paths).flatMap(({ folder }) =>
    entriesOf(folder)
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => nameFromBytes(name)),
  );
  return [...new Set(runs)].sort();
}

/** How much of a run is in the trash. */
export interface TrashedRun {
  readonly run: string;
  readonly files: number;
  readonly bytes: number;
}

/** What each run has in the trash, the oldest first; from names and sizes alone, no journal is read. */
export function sizesInTrash(paths: PlacesOf): TrashedRun[] {
  const places = trashPlaces(paths);
  return runsInTrash(paths).map((run) => {
    const sizes = places
      .flatMap(({ folder }) => [...pathsBelow(join(folder, run))])
      .flatMap(({ path, isFolder }) => (isFolder ? [] : (identityAt(path)?.size ?? [])));
    return { run, files: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
  });
}

/** What a run put into the trash and is still there, in the order of paths. @param places those to look in */
export function filesInTrash(
  paths: TrashPaths,
  run: string,
  places: readonly TrashPlace[] = trashPlaces(paths),
): TrashedFile[] {
  const actions = trashingsOf(paths, run);
  return places.flatMap(({ root, folder }) => {
    const trash = join(folder, run);
    return [...pathsBelow(trash)].flatMap(({ path, isFolder }): TrashedFile[] => {
      const identity = identityAt(path);
      if (isFolder || !identity) return [];
      const action = actions.get(path);
      const original = action?.source ?? originalPath(path, { libraryRoot: root, trash });
      return [{ run, path, original, identity, ...(action && { action }) }];
    });
  });
}

/** The folders of a run's trash, parents first. */
export function foldersInTrash(paths: PlacesOf, run: string): string[] {
  return trashPlaces(paths)
    .map(({ folder }) => join(folder, run))
    .flatMap((folder) => [
      folder,
      ...[...pathsBelow(folder)].flatMap(({ path, isFolder }) => (isFolder ? [path] : [])),
    ]);
}

/** What the run trashed, by the path in the trash; empty when its journal is no longer kept. */
function trashingsOf(paths: TrashPaths, run: string): Map<string, TrashAction> {
  const journal = [closedJournalPath(paths, run), openJournalPath(paths, run)].find((path) =>
    existsSync(path),
  );
  const actions = journal === undefined ? [] : readJournal(journal).actions;
  return new Map(actions.flatMap((action) => (action.kind === 'trash' ? [[action.target, action]] : [])));
}

function* pathsBelow(folder: string): Generator<{ path: string; isFolder: boolean }> {
  const entries = entriesOf(folder).map((entry) => ({
    path: join(folder, nameFromBytes(entry.name)),
    isFolder: entry.isDirectory(),
    isFile: entry.isFile(),
  }));
  for (const { path, isFolder, isFile } of entries.sort((a, b) => (a.path < b.path ? -1 : 1))) {
    if (isFolder || isFile) yield { path, isFolder };
    if (isFolder) yield* pathsBelow(path);
  }
}

function entriesOf(folder: string): Dirent<Buffer>[] {
  try {
    return readdirSync(fsPath(folder), { withFileTypes: true, encoding: 'buffer' });
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
