import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expandHome } from '../config/load.js';
import type { SyncthingFacts } from '../plan/check-syncthing.js';
import { fsPath } from '../system/fs-path.js';
import { contains, realPath } from '../system/real-path.js';
import { readSyncthingFolders, syncthingConfigs } from '../system/syncthing-folders.js';
import type { DropFolder } from './import-sources.js';
import { nameOf } from './status-waiting.js';

/** What Syncthing's config says about the drop folders. Its program is not asked. */
export function readSyncthing(home: string, dropFolders: readonly DropFolder[]): SyncthingFacts {
  const synced = syncthingConfigs(home)
    .flatMap((file) => readSyncthingFolders(file) ?? [])
    .map((folder) => ({ ...folder, path: expandHome(folder.path, home) }))
    .filter(({ path }) => path.startsWith('/'));
  const there = dropFolders.filter(({ path }) => existsSync(fsPath(path)));
  const pairs = there.map((folder) => {
    const [own, real] = [nameOf(folder), realPath(folder.path)];
    const overlapping = synced.filter(
      ({ path }) => contains(realPath(path), real) || contains(real, realPath(path)),
    );
    return { folder, matches: overlapping.map((each) => ({ dropFolder: own, synced: each })) };
  });
  return {
    folders: pairs.flatMap(({ matches }) => matches),
    unknown: pairs
      .filter(
        ({ folder, matches }) => matches.length === 0 && existsSync(fsPath(join(folder.path, '.stfolder'))),
      )
      .map(({ folder }) => nameOf(folder)),
  };
}
