import { toCloudPath } from './cloud-names.js';
import type { CloudTools } from './cloud-session.js';
import { foldersAbove, type Move } from './moves.js';
import { NameTakenError, RcloneError } from './rclone.js';
import { rcloneFailure, rcloneStoreError } from './rclone-failure.js';
import type { FileAnswer, StoreReason } from './store.js';

/** Should something have the name by then, it stays as it is, and so does what was to get it. */
const neverOver = { IgnoreExisting: true };

/** A file of this machine to a remote path that nothing has. @throws RcloneError, StoreError */
export async function putFile(
  { rclone, fs }: CloudTools,
  name: string,
  to: string,
  group: string,
): Promise<void> {
  await rclone.call('operations/copyfile', {
    ...{ srcFs: rclone.folder, srcRemote: name, dstFs: fs, dstRemote: to },
    ...{ _config: neverOver, _group: group },
  });
}

/**
 * Renames on the server. Paths are those of the remote. Of what has the new name by then rclone only says nothing, and
 * leaves both: so the old name is looked for afterwards.
 *
 * @throws RcloneError, StoreError, NameTakenError
 */
export async function rename({ rclone, fs, folders }: CloudTools, from: string, to: string): Promise<void> {
  await rclone.call('operations/movefile', {
    ...{ srcFs: fs, srcRemote: from, dstFs: fs, dstRemote: to, _config: neverOver },
  });
  const { item } = await rclone.call('operations/stat', { fs, remote: from, opt: { filesOnly: true } });
  // Of two files of one name the other one is still there.
  if (item !== null && (await folders.filesAt(from)) < 2) throw new NameTakenError(to);
  folders.removed(from);
  folders.added(to);
}

/** Renames files, never over one that is there, and removes the folders that this leaves empty. */
export async function moveInCloud(tools: CloudTools, moves: readonly Move[]): Promise<FileAnswer[]> {
  const answers: FileAnswer[] = [];
  for (const move of moves) {
    const reason = tools.signal.aborted ? 'interrupted' : await moveOne(tools, move);
    answers.push(reason === undefined ? { path: move.path, ok: true } : { path: move.path, reason });
  }
  await removeEmpty(tools, foldersAbove(moves));
  return answers;
}

async function moveOne(tools: CloudTools, move: Move): Promise<StoreReason | undefined> {
  const [from, to] = [toCloudPath(move.from), toCloudPath(move.to)];
  if ((await tools.folders.filesAt(from)) === 0) return 'vanished';
  if (!(await tools.folders.isFree(to))) return 'target-taken';
  return reasonUnlessDone(tools, () => rename(tools, from, to));
}

/**
 * @returns why it could not be done to this one file
 * @throws StoreError when the remote as a whole fails
 */
export async function reasonUnlessDone(
  { fs, signal }: CloudTools,
  work: () => Promise<void>,
): Promise<StoreReason | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof NameTakenError) return 'target-taken';
    if (!(error instanceof RcloneError)) throw error;
    if (signal.aborted) return 'interrupted';
    const { isWhole, reason } = rcloneFailure(error.message);
    if (isWhole) throw rcloneStoreError(fs, error.message);
    return reason;
  }
}

async function removeEmpty({ rclone, fs, folders }: CloudTools, above: readonly string[]): Promise<void> {
  const there = new Set(
    above.flatMap((folder) => {
      // One with a long name lies in two.
      const path = toCloudPath(folder);
      return path
        .split('/')
        .flatMap((_, index, parts) => (index === 0 ? [] : [parts.slice(0, index + 1).join('/')]));
    }),
  );
  const deepestFirst = [...there].sort((a, b) => b.split('/').length - a.split('/').length);
  for (const folder of deepestFirst) {
    if (!(await folders.isEmpty(folder))) continue;
    try {
      await rclone.call('operations/rmdir', { fs, remote: folder });
      folders.removed(folder);
    } catch (error) {
      // An empty folder harms nobody, and in a bucket there is none.
      if (!(error instanceof RcloneError)) throw error;
    }
  }
}

/** Removes a folder with all that it holds, if it is there. */
export async function purge({ rclone, fs }: CloudTools, folder: string): Promise<void> {
  try {
    await rclone.call('operations/purge', { fs, remote: folder });
  } catch (error) {
    if (!(error instanceof RcloneError) || !/not found/i.test(error.message)) throw error;
  }
}
