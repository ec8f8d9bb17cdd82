import { join } from 'node:path';
import { trashFolderIn, trashPlaces } from '../library/trash-places.js';
import { type TrashPlaces, trashTarget } from '../plan/trash-target.js';
import type { FileIdentity } from '../scan/identity.js';
import { deviceOf } from './folder-facts.js';
import type { Run } from './run.js';

/** Says where a file goes when this run trashes it. */
export type TrashTargetOf = (file: {
  readonly path: string;
  readonly identity: Pick<FileIdentity, 'dev'>;
}) => string;

/**
 * @param roots folders that may get a trash of their own where they are on other file systems than the library;
 * by default only those that have one
 */
export function createTrashTargets(
  { paths, id }: Pick<Run, 'paths' | 'id'>,
  roots?: readonly string[],
): TrashTargetOf {
  const devices = new Map<string, number>();
  const places: TrashPlaces = {
    libraryRoot: paths.root,
    trash: join(paths.trash, id),
    device: deviceOf(paths.trash),
    roots: roots ?? trashPlaces(paths).map(({ root }) => root),
    trashIn: (folder) => join(trashFolderIn(folder), id),
    deviceOf(folder) {
      const device = devices.get(folder) ?? deviceOf(folder);
      devices.set(folder, device);
      return device;
    },
  };
  return (file) => trashTarget(file, places);
}
