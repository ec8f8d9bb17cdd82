import { entriesOf } from './sftp-files.js';
import type { SftpSession } from './sftp-session.js';
import type { StoredFile } from './store.js';

/** Folders that are asked about at once, so that a long way to the other machine does not make a slow listing. */
const foldersUnderWay = 8;

/** Every regular file below a folder, by its path from the root; nothing when the folder is not there. */
export async function* filesBelowThere(
  session: SftpSession,
  root: string,
  folder: string,
): AsyncGenerator<StoredFile> {
  const waiting = [folder];
  const underWay: Promise<{ folder: string; entries: Awaited<ReturnType<typeof entriesOf>> }>[] = [];
  const ask = async (path: string) => ({
    folder: path,
    entries: await entriesOf(session, `${root}/${path}`),
  });
  while (waiting.length > 0 || underWay.length > 0) {
    for (const next of waiting.splice(0, foldersUnderWay - underWay.length)) {
      const asked = ask(next);
      // Its failure counts when its turn comes.
      asked.catch(() => undefined);
      underWay.push(asked);
    }
    const { folder: parent, entries = [] } = await (underWay.shift() as (typeof underWay)[number]);
    for (const { name, kind, size, mtimeMs } of entries) {
      const path = `${parent}/${name}`;
      if (kind === 'folder') waiting.push(path);
      else if (kind === 'file') yield { path, size, mtimeMs };
    }
  }
}
