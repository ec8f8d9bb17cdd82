import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { RawSettings } from '../config/load.js';
import { resolveSettings } from '../config/settings.js';
import { readGallerySums } from '../library/gallery-sums.js';
import type { FoundLibrary } from '../library/open-library.js';
import type { LibraryPaths } from '../library/paths.js';
import type { DiskStatus, Status } from '../report/status.js';
import { fsPath } from '../system/fs-path.js';
import { type FolderProbe, probeFolder } from '../system/probe-folder.js';
import { targetOf } from './backup-targets.js';
import type { Context } from './context.js';
import { dropFoldersIn } from './import-request.js';
import { probeTargets, type ProbedTarget, readBackups } from './status-backups.js';
import { readPast } from './status-past.js';
import { readDropFolders, readHeld, readTrash } from './status-waiting.js';

export interface StatusWishes {
  /** whether to name the files that are in no backup */
  readonly listed: boolean;
}

/**
 * How a library is, from what is on record: takes no lock, changes nothing, walks no Gallery, asks no other machine.
 *
 * @throws PhotokeepError `usage` for a config that cannot be used, or files of a newer photokeep
 */
export async function readStatus(
  context: Context,
  library: FoundLibrary,
  config: RawSettings,
  { listed }: StatusWishes,
): Promise<Status> {
  const { paths } = library;
  const { settings } = resolveSettings(config, new Map(), context.machineZone());
  const nowMs = context.now().getTime();
  const targets = await probeTargets(
    context,
    paths,
    (settings.backups ?? []).map((entry) => targetOf(entry, context)),
  );
  const { backups, lacking } = readBackups(paths, targets, { nowMs, listed });
  const { jobs, newThisWeek, duplicates } = readPast(paths, nowMs);
  const sums = readGallerySums(paths.catalog);
  return {
    ...{ library: paths.root, at: new Date(nowMs).toISOString(), jobs, duplicates, backups },
    gallery: sums && { path: paths.gallery, ...sums, newThisWeek },
    notBackedUp: lacking?.everywhere,
    lackingFiles: (lacking?.paths ?? []).map(({ path, bytes }) => ({
      path: join(paths.gallery, path),
      bytes,
    })),
    dropFolders: await readDropFolders(paths, dropFoldersIn(library, context, config)),
    held: readHeld(paths),
    trash: readTrash(paths, settings.keepTrash),
    disks: await readDisks(context, paths, targets),
  };
}

/** The disks of the library and of the targets that are there, each once. */
async function readDisks(
  { env }: Context,
  { root, gallery }: Pick<LibraryPaths, 'root' | 'gallery'>,
  targets: readonly ProbedTarget[],
): Promise<DiskStatus[]> {
  const own = await Promise.all(
    [...new Set([gallery, root])].map(async (path) => ({
      ...{ name: path === gallery ? 'Gallery' : 'library', path },
      probe: await probeFolder(path, { env }),
    })),
  );
  const others = targets.flatMap(({ name, target, probe, is }) =>
    target?.kind === 'folder' && probe && is === 'there' ? [{ name, path: target.to, probe }] : [],
  );
  const disks = new Map<number, DiskStatus>();
  for (const { name, path, probe } of [...own, ...others]) {
    if (probe.is !== 'there') continue;
    const device = statSync(fsPath(path)).dev;
    const known = disks.get(device);
    disks.set(device, known ? { ...known, holds: [...known.holds, name] } : toDisk(name, path, probe));
  }
  return [...disks.values()];
}

function toDisk(
  name: string,
  path: string,
  { freeBytes, totalBytes }: FolderProbe & { readonly is: 'there' },
): DiskStatus {
  return { holds: [name], path, freeBytes, totalBytes };
}
