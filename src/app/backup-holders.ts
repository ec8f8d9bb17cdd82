import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { keptPath } from '../backup/kept-path.js';
import { manifestIndexPath } from '../backup/open-index.js';
import { ManifestIndex } from '../backup/manifest-index.js';
import { openStore } from '../backup/open-store.js';
import { StoreError } from '../backup/store.js';
import { requireOwnTarget } from '../backup/target-marker.js';
import type { FolderTarget } from '../backup/target.js';
import type { BackupEntry } from '../config/backup-entries.js';
import type { Fingerprint } from '../content/fingerprint.js';
import { readLibraryMarker } from '../library/marker.js';
import type { ManifestEntry } from '../plan/backup-facts.js';
import { placeOf } from '../plan/backup-state.js';
import { fsPath } from '../system/fs-path.js';
import { targetOf } from './backup-targets.js';
import { PhotokeepError } from './errors.js';
import type { Run } from './run.js';

/** Backups in which a content may be found that the Gallery does not hold. */
export interface BackupHolders {
  /** A file at a target that was proven to hold the content, and will stay: absolute path. */
  find(fingerprint: Fingerprint): Promise<string | undefined>;
  close(): Promise<void>;
}

interface OpenBackup {
  readonly target: FolderTarget;
  readonly index: ManifestIndex;
}

/**
 * The targets whose files can be compared byte for byte here and now: folders on this machine. Others prove no more than
 * a fingerprint (docs/decisions/0020). Nothing is looked at before the first question.
 */
export function createBackupHolders(
  { paths, home }: Pick<Run, 'paths' | 'home'>,
  entries: readonly BackupEntry[] | undefined,
): BackupHolders {
  const targets = (entries ?? [])
    .map((entry) => targetOf(entry, { home }))
    .filter((target) => target.kind === 'folder' && !target.mirror) as FolderTarget[];
  let opened: Promise<OpenBackup[]> | undefined;

  async function openAll(): Promise<OpenBackup[]> {
    const library = readLibraryMarker(paths.marker)?.id;
    const open = targets.map(async (target) => ({
      target,
      index: await openIndex(target, paths.state, library),
    }));
    return (await Promise.all(open)).filter((backup): backup is OpenBackup => backup.index !== undefined);
  }

  return {
    async find(fingerprint) {
      opened ??= openAll();
      for (const { target, index } of await opened) {
        for (const entry of index.byContent(fingerprint)) {
          const at = willStay(entry, paths.gallery) ? placeOf(entry) : undefined;
          const path = at && join(target.to, keptPath(at));
          if (path !== undefined && existsSync(fsPath(path))) return path;
        }
      }
      return undefined;
    },
    async close() {
      for (const { index } of (await opened) ?? []) index.close();
    },
  };
}

/** What this machine knows of a target, if that is there and is ours. */
async function openIndex(
  target: FolderTarget,
  state: string,
  library: string | undefined,
): Promise<ManifestIndex | undefined> {
  if (library === undefined) return undefined;
  const store = openStore(target, { env: {} });
  try {
    const { id } = await requireOwnTarget(store, library);
    const index = ManifestIndex.openToRead(manifestIndexPath(state, target.name));
    if (index?.note('marker') === id) return index;
    index?.close();
    return undefined;
  } catch (error) {
    if (error instanceof StoreError || error instanceof PhotokeepError) return undefined;
    throw error;
  } finally {
    await store.close();
  }
}

/** Versions expire, and what a file replaces that was edited becomes one with the next backup. */
function willStay({ path, version, endedAt, verifiedAt, wrongAt }: ManifestEntry, gallery: string): boolean {
  if (verifiedAt === undefined || wrongAt !== undefined || version !== undefined) return false;
  return endedAt !== undefined || !existsSync(fsPath(join(gallery, path)));
}
