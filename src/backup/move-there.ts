import { dirname } from 'node:path/posix';
import { foldersAbove, type Move } from './moves.js';
import { linkStatsOf, makeFolder, removeEmptyFolders, statsOf } from './sftp-files.js';
import { packetType, statusCode } from './sftp-packets.js';
import { SftpError, type SftpSession } from './sftp-session.js';
import type { FileAnswer, StoreReason } from './store.js';

/**
 * Renames files at the other end of a connection, never over one that is there, and removes the folders that this
 * leaves empty. One after the other: a name may be free only after the file before has left it.
 *
 * @throws StoreError when the connection ends; what was renamed by then is renamed
 */
export async function moveThere(
  session: SftpSession,
  root: string,
  moves: readonly Move[],
): Promise<FileAnswer[]> {
  const answers: FileAnswer[] = [];
  const folders = createFolders(session, root);
  for (const { from, to, path } of moves) {
    const reason = await moveOne(session, folders, `${root}/${from}`, `${root}/${to}`);
    answers.push(reason === undefined ? { path, ok: true } : { path, reason });
  }
  await removeEmptyFolders(
    session,
    foldersAbove(moves).map((folder) => `${root}/${folder}`),
  );
  return answers;
}

async function moveOne(
  session: SftpSession,
  folders: Folders,
  from: string,
  to: string,
): Promise<StoreReason | undefined> {
  try {
    if (!(await linkStatsOf(session, from))) return 'vanished';
    if (!(await folders.make(dirname(to)))) return 'target-taken';
    // OpenSSH does not rename over a file, but not every server is one.
    if (await linkStatsOf(session, to)) return 'target-taken';
    await session.ask(packetType.rename, from, to);
    return undefined;
  } catch (error) {
    if (!(error instanceof SftpError)) throw error;
    return (await linkStatsOf(session, to)) ? 'target-taken' : reasonOfStatus(error);
  }
}

/** Makes folders, and remembers which are there. */
export interface Folders {
  /** Makes a folder and its parents. @returns false where a file is in the way */
  make(folder: string): Promise<boolean>;
}

/** @param root absolute path that is there, and is never made */
export function createFolders(session: SftpSession, root: string): Folders {
  const known = new Set<string>([root]);
  return {
    async make(folder) {
      if (known.has(folder)) return true;
      const stats = await statsOf(session, folder);
      if (stats && stats.kind !== 'folder') return false;
      if (!stats) {
        if (!(await this.make(dirname(folder)))) return false;
        await makeFolder(session, folder);
      }
      known.add(folder);
      return true;
    },
  };
}

/** The protocol has few words; what has none of its own may be a full disk as well as a broken one. */
function reasonOfStatus({ status }: SftpError): StoreReason {
  if (status === statusCode.noSuchFile) return 'vanished';
  if (status === statusCode.permissionDenied) return 'not-permitted';
  return status === statusCode.badMessage ? 'name-too-long' : 'tool-failed';
}
