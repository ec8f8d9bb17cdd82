import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { Catalog, isUnchanged } from '../library/catalog.js';
import { readJob } from '../library/job-record.js';
import { runMs } from '../library/journal.js';
import type { LibraryPaths } from '../library/paths.js';
import { sizesInTrash } from '../library/trash.js';
import { missingTrashes } from '../library/trash-places.js';
import type { DropFolderStatus, TrashStatus, WaitingStatus } from '../report/status.js';
import { type FoundFile, walk } from '../scan/walk.js';
import { fsPath } from '../system/fs-path.js';
import { type DropFolder, findSources, type ImportSource } from './import-sources.js';

/** What lies in the drop folders, and since when. @throws PhotokeepError `usage` for a config that cannot be used */
export async function readDropFolders(
  paths: Pick<LibraryPaths, 'catalog' | 'jobs'>,
  folders: readonly DropFolder[],
): Promise<DropFolderStatus[]> {
  const sources = await findSources([], folders);
  const catalog = Catalog.openToRead(paths.catalog);
  try {
    return folders.map((folder) => {
      const source = sources.find(({ path }) => path === folder.path);
      const found = source ? filesOf(source) : [];
      const waiting = found.filter((file) => !isRemembered(catalog, file));
      const lastCame = readJob(paths, `drop folder ${nameOf(folder)}`).lastSuccess?.endedAt;
      return {
        ...{ path: folder.path, name: nameOf(folder), isThere: existsSync(fsPath(folder.path)) },
        ...{ ...waitingOf(waiting), left: found.length - waiting.length },
        ...(lastCame !== undefined && { lastCame }),
      };
    });
  } finally {
    catalog.close();
  }
}

/** How people call a drop folder. */
export function nameOf({ path, entry }: DropFolder): string {
  return entry?.name ?? basename(path);
}

function filesOf({ path, borders }: ImportSource): FoundFile[] {
  return [...walk(path, borders)].filter((entry) => 'identity' in entry);
}

/** Whether import looked at the file as it is, and leaves it. */
function isRemembered(catalog: Catalog, { path, identity }: FoundFile): boolean {
  const remembered = catalog.remembered(path);
  return remembered !== undefined && isUnchanged(remembered.identity, identity);
}

/** What is held back, and since when. */
export function readHeld({ held }: Pick<LibraryPaths, 'held'>): WaitingStatus {
  if (!existsSync(held)) return { files: 0, bytes: 0 };
  return waitingOf([...walk(held)].filter((entry) => 'identity' in entry));
}

/** A file that was moved here changed its ctime then; no clock of the sender's plays a part. */
function waitingOf(files: readonly FoundFile[]): WaitingStatus {
  const since = files.reduce((oldest, { identity }) => Math.min(oldest, identity.ctimeMs), Infinity);
  return {
    files: files.length,
    bytes: files.reduce((sum, { identity }) => sum + identity.size, 0),
    ...(files.length > 0 && { since: new Date(since).toISOString() }),
  };
}

/** What is in the trash, and when the first of it may leave. @param keepTrash seconds */
export function readTrash(
  paths: Pick<LibraryPaths, 'root' | 'trash' | 'trashes'>,
  keepTrash: number,
): TrashStatus {
  const runs = sizesInTrash(paths).filter(({ files }) => files > 0);
  const times = runs.flatMap(({ run }) => runMs(run) ?? []);
  const oldest = Math.min(...times);
  return {
    files: runs.reduce((sum, { files }) => sum + files, 0),
    bytes: runs.reduce((sum, { bytes }) => sum + bytes, 0),
    ...(times.length > 0 && {
      since: new Date(oldest).toISOString(),
      expiresAt: new Date(oldest + keepTrash * 1000).toISOString(),
    }),
    away: missingTrashes(paths).map(({ root }) => root),
  };
}
