import { statfsSync } from 'node:fs';
import { canShareBlocks } from '../execute/reflink.js';
import { fsPath } from '../system/fs-path.js';
import { PhotokeepError } from './errors.js';

/** linux/magic.h: btrfs, XFS, bcachefs, ZFS, overlayfs (which asks the one below), NFS, CIFS, SMB2 */
const mayShareBlocks = new Set([
  0x9123683e, 0x58465342, 0xca451a4e, 0x2fc12fc1, 0x794c7630, 0x6969, 0xff534d42, 0xfe534d42,
]);

/**
 * Makes sure that files in these folders can share their blocks, before anything is done.
 *
 * @param dryRun nothing may be written: the type of the file system has to do
 * @throws PhotokeepError `refused`
 */
export function requireReflinks(folders: readonly string[], dryRun: boolean): void {
  const without = folders.find(
    (folder) => !mayShareBlocks.has(statfsSync(fsPath(folder)).type) || (!dryRun && !canShareBlocks(folder)),
  );
  if (without === undefined) return;
  throw new PhotokeepError(
    'refused',
    `files in ${without} cannot share their blocks: that takes a file system such as btrfs or XFS, and GNU cp`,
    '--action trash frees the space of duplicates anywhere',
  );
}
