import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fsPath } from '../system/fs-path.js';
import { readJsonObject, syncFolder, writeDurably } from './durable-file.js';
import { checkFormatVersion } from './format-version.js';
import { libraryPaths, type LibraryPaths } from './paths.js';

// What lies on another file system than the library is trashed there: a rename, and no space is taken from the
// library's disk. `trashes.json` in the library's state knows of these places (docs/decisions/0017).

/** A trash of a library: its own, or one on another file system. */
export interface TrashPlace {
  /** the folder at which the paths in it start */
  readonly root: string;
  /** its `.photokeep/trash`, with a folder for each run */
  readonly folder: string;
}

/** A trash on a disk that is not there: nobody knows whether it is empty. */
export interface MissingTrash {
  readonly root: string;
  /** ids of the runs that have something in it */
  readonly runs: readonly string[];
}

/** An entry of `trashes.json`. */
interface KnownTrash extends MissingTrash {
  /** as in the marker beside the trash: another disk may be mounted at the same place */
  readonly id: string;
}

const formatVersion = 1;

type Paths = Pick<LibraryPaths, 'root' | 'trash' | 'trashes'>;

/** Where the trash of a folder on another file system is. */
export function trashFolderIn(root: string): string {
  return libraryPaths(root, 'folder').trash;
}

/** The places that are there now, the library's own first. */
export function trashPlaces(paths: Paths): TrashPlace[] {
  const elsewhere = knownTrashes(paths)
    .filter(isThere)
    .map(({ root }) => ({ root, folder: trashFolderIn(root) }))
    .filter(({ folder }) => existsSync(fsPath(folder)));
  return [{ root: paths.root, folder: paths.trash }, ...elsewhere];
}

/** The places that are not. */
export function missingTrashes(paths: Pick<Paths, 'trashes'>): MissingTrash[] {
  return knownTrashes(paths).filter((trash) => !isThere(trash));
}

/** Whether what a run trashed is still in one of the places; of one that is not there it has to be assumed. */
export function isInTrash(paths: Pick<Paths, 'trash' | 'trashes'>, run: string): boolean {
  const isElsewhere = knownTrashes(paths).some((trash) => trash.runs.includes(run) && !isEmptied(trash, run));
  return isElsewhere || existsSync(join(paths.trash, run));
}

/**
 * Makes the trash of a folder on another file system, and takes down that the run will put something into it.
 *
 * @throws a system error when it cannot be made
 */
export function registerTrash(paths: Pick<Paths, 'trashes'>, root: string, run: string): void {
  const folder = trashFolderIn(root);
  mkdirSync(fsPath(dirname(folder)), { recursive: true, mode: 0o700 });
  mkdirSync(fsPath(folder), { recursive: true, mode: 0o700 });
  syncFolder(root);
  const id = trashId(root) ?? makeMarker(root);
  const known = knownTrashes(paths);
  const runs = known.find((trash) => trash.id === id && trash.root === root)?.runs ?? [];
  if (runs.includes(run)) return;
  const others = known.filter((trash) => trash.id !== id || trash.root !== root);
  write(paths, [...others, { root, id, runs: [...runs, run] }]);
}

/** Forgets the runs of which nothing is left in a trash that is there. */
export function forgetEmptiedTrashes(paths: Pick<Paths, 'trashes'>): void {
  const known = knownTrashes(paths);
  const left = known
    .map((trash) => ({ ...trash, runs: trash.runs.filter((run) => !isEmptied(trash, run)) }))
    .filter(({ runs }) => runs.length > 0);
  const count = (trashes: readonly MissingTrash[]): number => trashes.flatMap(({ runs }) => runs).length;
  if (count(left) < count(known)) write(paths, left);
}

function knownTrashes({ trashes }: Pick<Paths, 'trashes'>): KnownTrash[] {
  const file = readJsonObject(trashes);
  if (!file) return [];
  checkFormatVersion(trashes, Number(file['version']), formatVersion);
  return file['trashes'] as KnownTrash[];
}

function write({ trashes }: Pick<Paths, 'trashes'>, known: readonly KnownTrash[]): void {
  writeDurably(trashes, `${JSON.stringify({ version: formatVersion, trashes: known }, undefined, 2)}\n`);
}

function isThere({ root, id }: KnownTrash): boolean {
  return trashId(root) === id;
}

function isEmptied(trash: KnownTrash, run: string): boolean {
  return isThere(trash) && !existsSync(fsPath(join(trashFolderIn(trash.root), run)));
}

function markerPath(root: string): string {
  return join(dirname(trashFolderIn(root)), 'trash.json');
}

function trashId(root: string): string | undefined {
  const id = readJsonObject(markerPath(root))?.['id'];
  return typeof id === 'string' ? id : undefined;
}

function makeMarker(root: string): string {
  const id = randomUUID();
  writeDurably(markerPath(root), `${JSON.stringify({ version: formatVersion, id }, undefined, 2)}\n`);
  return id;
}
