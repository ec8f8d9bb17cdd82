import { type Attributes, openFlag, packetType, statusCode } from './sftp-packets.js';
import { SftpError, type SftpSession } from './sftp-session.js';

// What is done with files through SFTP, one function for each thing.

/** An entry of a folder. */
export interface Entry extends Attributes {
  readonly name: string;
}

/** What every server takes in one packet. */
const blockSize = 32 * 1024;
/** Blocks that are asked for at once, so that a long way does not make a slow transfer. */
const blocksUnderWay = 32;

export async function realPath(session: SftpSession, path: string): Promise<string> {
  const { fields } = await session.ask(packetType.realPath, path);
  fields.number();
  return fields.path();
}

/** What is at a path, a symbolic link followed; undefined when nothing is. */
export function statsOf(session: SftpSession, path: string): Promise<Attributes | undefined> {
  return lookAt(session, packetType.stat, path);
}

/** What is at a path itself; undefined when nothing is. */
export function linkStatsOf(session: SftpSession, path: string): Promise<Attributes | undefined> {
  return lookAt(session, packetType.lstat, path);
}

async function lookAt(session: SftpSession, how: number, path: string): Promise<Attributes | undefined> {
  return unlessMissing(async () => (await session.ask(how, path)).fields.attributes());
}

/** The entries of a folder; undefined when it is not there. */
export async function entriesOf(session: SftpSession, folder: string): Promise<Entry[] | undefined> {
  return unlessMissing(async () => {
    const handle = (await session.ask(packetType.openFolder, folder)).fields.string();
    const entries: Entry[] = [];
    try {
      for (;;) {
        const { fields } = await session.ask(packetType.readFolder, handle);
        for (let left = fields.number(); left > 0; left--) {
          const name = fields.path();
          // The line of `ls -l`, for people.
          fields.string();
          entries.push({ name, ...fields.attributes() });
        }
      }
    } catch (error) {
      if (!isStatus(error, statusCode.endOfFile)) throw error;
    } finally {
      await session.ask(packetType.close, handle);
    }
    return entries.filter(({ name }) => name !== '.' && name !== '..');
  });
}

/** Makes a folder in one that is there; one that is there already is fine. @throws SftpError */
export async function makeFolder(session: SftpSession, path: string): Promise<void> {
  try {
    // No attributes: the server's own umask.
    await session.ask(packetType.makeFolder, path, 0);
  } catch (error) {
    if ((await statsOf(session, path))?.kind !== 'folder') throw error;
  }
}

/** Removes folders that are empty, and leaves the others. */
export async function removeEmptyFolders(session: SftpSession, folders: readonly string[]): Promise<void> {
  for (const folder of [...folders].sort((a, b) => b.length - a.length))
    await session.ask(packetType.removeFolder, folder).catch((error: unknown) => {
      if (!(error instanceof SftpError)) throw error;
    });
}

/** Removes a folder with all that it holds; one that is not there is fine. */
export async function removeTree(session: SftpSession, folder: string): Promise<void> {
  for (const { name, kind } of (await entriesOf(session, folder)) ?? []) {
    const path = `${folder}/${name}`;
    if (kind === 'folder') await removeTree(session, path);
    else await session.ask(packetType.remove, path);
  }
  await unlessMissing(() => session.ask(packetType.removeFolder, folder));
}

/** Reads a file from its beginning to its end. @throws SftpError `noSuchFile` among others */
export async function readFile(
  session: SftpSession,
  path: string,
  onBytes: (bytes: Buffer) => void,
): Promise<void> {
  const handle = (await session.ask(packetType.open, path, openFlag.read, 0)).fields.string();
  const read = async (offset: number): Promise<Buffer> =>
    (await session.ask(packetType.read, handle, BigInt(offset), blockSize)).fields.string();
  const underWay: Promise<Buffer>[] = [];
  let asked = 0;
  try {
    for (let offset = 0; ;) {
      while (underWay.length < blocksUnderWay) {
        const block = read(asked);
        // Its failure counts when its turn comes.
        block.catch(() => undefined);
        underWay.push(block);
        asked += blockSize;
      }
      const bytes = await (underWay.shift() as Promise<Buffer>);
      onBytes(bytes);
      offset += bytes.length;
      if (bytes.length === blockSize) continue;
      // A short block is the last one, or the server gives out less at a time: what follows is asked for anew.
      await Promise.allSettled(underWay.splice(0));
      asked = offset;
    }
  } catch (error) {
    if (!isStatus(error, statusCode.endOfFile)) throw error;
  } finally {
    await Promise.allSettled(underWay);
    await session.ask(packetType.close, handle);
  }
}

/** Writes a file that is new or is replaced in place: for names that nobody else reads. */
export async function writeFile(session: SftpSession, path: string, content: Buffer): Promise<void> {
  const flags = openFlag.write | openFlag.create | openFlag.truncate;
  const handle = (await session.ask(packetType.open, path, flags, 0)).fields.string();
  try {
    for (let at = 0; at < content.length;) {
      const blocks: Promise<unknown>[] = [];
      for (; blocks.length < blocksUnderWay && at < content.length; at += blockSize)
        blocks.push(session.ask(packetType.write, handle, BigInt(at), content.subarray(at, at + blockSize)));
      await Promise.all(blocks);
    }
    if (session.extensions.has('fsync@openssh.com'))
      await session.ask(packetType.extended, Buffer.from('fsync@openssh.com'), handle);
  } finally {
    await session.ask(packetType.close, handle);
  }
}

/** Renames a file over another, at once. @throws SftpError also where the server cannot */
export async function renameOver(session: SftpSession, from: string, to: string): Promise<void> {
  await session.ask(packetType.extended, Buffer.from('posix-rename@openssh.com'), from, to);
}

/** Bytes that an ordinary user can still write; undefined where the server does not know. */
export async function freeBytes(session: SftpSession, path: string): Promise<number | undefined> {
  if (!session.extensions.has('statvfs@openssh.com')) return undefined;
  const { fields } = await session.ask(packetType.extended, Buffer.from('statvfs@openssh.com'), path);
  fields.large();
  const fragment = fields.large();
  fields.large();
  fields.large();
  return Number(fragment * fields.large());
}

export function isStatus(error: unknown, status: number): boolean {
  return error instanceof SftpError && error.status === status;
}

async function unlessMissing<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isStatus(error, statusCode.noSuchFile)) return undefined;
    throw error;
  }
}
