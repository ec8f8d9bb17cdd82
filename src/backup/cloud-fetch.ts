import { existsSync, lstatSync, mkdtempSync, rmSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolders, placeWithoutReplacing, syncFile } from '../execute/operations.js';
import { syncFolder } from '../library/durable-file.js';
import { fsPath } from '../system/fs-path.js';
import { reasonUnlessDone } from './cloud-files.js';
import { toCloudPath } from './cloud-names.js';
import { isDamaged } from './cloud-damage.js';
import { inParallel } from './cloud-send.js';
import type { CloudTools } from './cloud-session.js';
import { RcloneError } from './rclone.js';
import { rcloneFailure } from './rclone-failure.js';
import { interrupted, reasonOf } from './store-reason.js';
import { type FileAnswer, StoreError, type StoreReason } from './store.js';

interface Fetched {
  /** relative to the target's root */
  readonly path: string;
  /** absolute, here */
  readonly to: string;
}

/**
 * Brings files from a remote: each into a working folder on the disk that it goes to, and from there under its name, so
 * that what has a name is whole, and nothing that is there is touched.
 *
 * @throws StoreError when the remote as a whole fails; what had arrived is in its place
 */
export async function fetchFromCloud(
  tools: CloudTools,
  files: readonly Fetched[],
  onBytes: (bytes: number) => void,
): Promise<FileAnswer[]> {
  const answers: FileAnswer[] = [];
  const touched = new Set<string>();
  let bytes = 0;
  await inParallel(files.entries(), async ([index, file]) => {
    if (tools.signal.aborted) throw interrupted();
    const reason = await fetchOne(tools, file, (size) => {
      onBytes((bytes += size));
    });
    if (reason === 'interrupted') throw interrupted();
    if (reason === undefined) touched.add(dirname(file.to));
    answers[index] = reason === undefined ? { path: file.path, ok: true } : { path: file.path, reason };
  });
  for (const folder of touched) syncFolder(folder);
  return answers;
}

async function fetchOne(
  tools: CloudTools,
  { path, to }: Fetched,
  onArrival: (size: number) => void,
): Promise<StoreReason | undefined> {
  const { rclone, fs } = tools;
  if (lstatSync(fsPath(to), { throwIfNoEntry: false })) return 'target-taken';
  let staging: string | undefined;
  try {
    const folder = (staging = mkdtempSync(join(plainFolderAbove(to), '.photokeep-fetch-')));
    const remote = toCloudPath(path);
    const where = { srcFs: fs, srcRemote: remote, dstFs: folder, dstRemote: 'file' };
    const copy = (): Promise<unknown> => rclone.call('operations/copyfile', where);
    const reason = await reasonUnlessDone(tools, () =>
      whereItIsFull(folder, () => unlessDamaged(tools, remote, copy)),
    );
    if (reason !== undefined) return reason;
    const arrived = join(folder, 'file');
    onArrival(lstatSync(arrived).size);
    syncFile(arrived);
    makeFolders(dirname(to));
    if (placeWithoutReplacing(arrived, to, () => undefined) === 'linked') unlinkSync(arrived);
    return undefined;
  } catch (error) {
    if (error instanceof StoreError) throw error;
    return reasonOf(error);
  } finally {
    if (staging !== undefined) rmSync(staging, { recursive: true, force: true });
  }
}

/** One damaged file is not to look like a connection that broke. */
async function unlessDamaged(tools: CloudTools, remote: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof RcloneError) || !(await isDamaged(tools, remote, error))) throw error;
    throw new RcloneError('failed to authenticate decrypted block');
  }
}

/** It is the disk here that is full: what is only read from needs no room. */
async function whereItIsFull(folder: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof RcloneError) || rcloneFailure(error.message).reason !== 'no-space') throw error;
    throw new StoreError('no-space', `${dirname(folder)}: no space left`, false);
  }
}

/** The nearest folder above that is there, and whose name means the same to rclone. */
function plainFolderAbove(to: string): string {
  let folder = dirname(to);
  while (toCloudPath(folder) !== folder || !existsSync(folder)) folder = dirname(folder);
  return folder;
}
