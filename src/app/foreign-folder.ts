import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { atTarget } from '../backup/target.js';
import { readLibraryMarker } from '../library/marker.js';
import { galleryMarker, libraryPaths, type LibraryPaths, stateFolder } from '../library/paths.js';
import { isThisMachine } from '../plan/judge-apart.js';
import { fsPath } from '../system/fs-path.js';
import { mountOf, mountPointsBelow } from '../system/mounts.js';
import { mediumOf } from '../system/physical-disks.js';
import { contains, realPath } from '../system/real-path.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';
import { ownNames } from './own-names.js';
import type { AskedContents } from './safe-contents.js';

// What lies in the Gallery or in a backup must not be taken for another copy of itself, by whatever way it is reached:
// whoever is told that it is safe deletes the last one. A bind mount shows itself by the inodes of its files, which are
// looked at one by one; what has inodes of its own is told here.

/** FUSE file systems that show a phone, or a disk: they are no second way to a folder of this machine. */
const phoneOrDisk = /^fuse\.(jmtpfs|go-mtpfs|simple-mtpfs|aft-mtp-mount|gvfsd-fuse|ifuse|exfat.*|ntfs.*)$/;

/** Makes sure that a folder has copies of its own. @throws PhotokeepError `refused` */
export async function requireForeign(
  context: Context,
  folder: string,
  { gallery, state }: Pick<LibraryPaths, 'gallery' | 'state'>,
): Promise<void> {
  const path = realPath(folder);
  const isOurs = [gallery, state].map(realPath).some((ours) => contains(ours, path) || contains(path, ours));
  if (isOurs || isInKeptPlace(path)) throw notForeign(folder);
  for (const point of [path, ...mountPointsBelow(path)]) {
    if (await isPossiblySecondWay(context, point)) {
      throw new PhotokeepError(
        'refused',
        `${point} is mounted from a place that may be the Gallery itself`,
        'name the folder that it shows',
      );
    }
  }
}

/** Whether what is mounted there may be a folder of this very machine, with inodes of its own. */
async function isPossiblySecondWay(context: Context, path: string): Promise<boolean> {
  const medium = mediumOf(path);
  if (medium.kind === 'machine') return isThisMachine(medium.host, await ownNames(context, medium.host));
  const type = mountOf(path)?.type ?? '';
  return type.startsWith('fuse.') && !phoneOrDisk.test(type);
}

/** Whether the folder, or one around it, has the marker of a Gallery or of a backup. */
function isInKeptPlace(folder: string): boolean {
  const isGallery = readLibraryMarker(libraryPaths(folder, 'gallery').marker)?.kind === 'gallery';
  const isKept = [galleryMarker, atTarget.marker].some((name) => existsSync(fsPath(join(folder, name))));
  return isGallery || isKept || (folder !== dirname(folder) && isInKeptPlace(dirname(folder)));
}

/** The same for what is mounted somewhere in the folder. @throws PhotokeepError `refused` */
export function requireNoneKept(folder: string, { contents }: AskedContents): void {
  const markers: readonly string[] = [stateFolder, galleryMarker, atTarget.marker];
  if (contents.some(({ name }) => markers.includes(name))) throw notForeign(folder);
}

function notForeign(folder: string): PhotokeepError {
  return new PhotokeepError(
    'refused',
    `${folder} is, holds or belongs to a Gallery or a backup, and not a copy to be rid of`,
    'name a folder with other copies, such as one on the phone',
  );
}
