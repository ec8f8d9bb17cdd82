import type { BackupEntry } from '../config/backup-entries.js';
import type { HashPool } from '../content/hash-pool.js';
import type { LibraryPaths } from '../library/paths.js';
import type { TrashedContent, TrashedFile } from '../plan/plan-trash.js';
import { identityAt } from '../scan/identity.js';
import { createBackupHolders } from './backup-holders.js';
import { learnGallery } from './gallery-presence.js';
import { findHolder } from './held-elsewhere.js';
import type { Run } from './run.js';

type KnownFile = Omit<TrashedContent, 'keep'>;

/** The fingerprints of trashed files: as recorded, else read. A file that cannot be read is left out. */
export async function knownContents(files: readonly TrashedFile[], hashes: HashPool): Promise<KnownFile[]> {
  const unknown = files.filter(({ action }) => !action);
  const answers = await hashes.fingerprints(unknown.map(({ path }) => path));
  const read = new Map(unknown.map(({ path }, index) => [path, answers[index]]));
  return files.flatMap((file) => {
    const answer = read.get(file.path);
    const taken = answer && 'fingerprint' in answer ? answer.fingerprint : undefined;
    const fingerprint = file.action?.fingerprint ?? taken;
    return fingerprint ? [{ file, fingerprint }] : [];
  });
}

/** Folders that belong to no library have no Gallery: there the copy that stayed counts, wherever it is. */
function keptOutside({ action }: TrashedFile, { kind }: Pick<LibraryPaths, 'kind'>): string | undefined {
  const isThere = kind === 'folder' && action !== undefined && identityAt(action.keep) !== undefined;
  return isThere ? action.keep : undefined;
}

/** Trashed files, each with what else seems to hold the same: in the Gallery, or at one of the configured targets. */
export async function heldContents(
  run: Run,
  files: readonly TrashedFile[],
  targets: readonly BackupEntry[] | undefined,
): Promise<TrashedContent[]> {
  // A catalog that was just made knows of no Gallery file yet, and would let nothing go.
  learnGallery(run.catalog, run.paths.gallery);
  const backups = createBackupHolders(run, targets);
  try {
    const contents: TrashedContent[] = [];
    for (const known of await knownContents(files, run.hashes)) {
      const holder = await findHolder(known.fingerprint, run, backups);
      contents.push({ ...known, keep: holder?.path ?? keptOutside(known.file, run.paths) });
    }
    return contents;
  } finally {
    await backups.close();
  }
}
