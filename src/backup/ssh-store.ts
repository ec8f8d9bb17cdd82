import { dirname } from 'node:path/posix';
import type { Surroundings } from '../system/exec.js';
import { checkThere } from './check-there.js';
import { fetchFiles } from './fetch-files.js';
import { filesBelowThere } from './list-there.js';
import { createFolders, moveThere } from './move-there.js';
import { movesAside, plainMoves } from './moves.js';
import { compareTrees, timesAlike } from './rsync-compare.js';
import { type SendAbilities, sendFiles } from './rsync-send.js';
import {
  entriesOf,
  freeBytes,
  isStatus,
  makeFolder,
  readFile,
  removeTree,
  renameOver,
  statsOf,
  writeFile,
} from './sftp-files.js';
import { statusCode } from './sftp-packets.js';
import { SftpError, type SftpSession } from './sftp-session.js';
import { createSshLogin, defaultPatience, type LoggedIn } from './ssh-login.js';
import { type SendOptions, type Store, StoreError } from './store.js';
import { atTarget, type SshTarget } from './target.js';
import { requireInside, requireVersions } from './target-paths.js';

/** A folder on another machine. rsync copies and compares, sftp does all else; nothing of photokeep is needed there. */
export function createSshStore(target: SshTarget, around: Surroundings, patience = defaultPatience): Store {
  const login = createSshLogin(target, around, patience);
  /** Once rsync complained of permissions or owners although all arrived. */
  let isPoorDisk = false;
  const attributes = (): readonly string[] => (isPoorDisk ? ['-lt', timesAlike] : ['-a']);

  return {
    target,
    keepsTimes: true,
    provider: () => Promise.resolve(undefined),
    isThere: () => login.use(async ({ session, root }) => (await statsOf(session, root))?.kind === 'folder'),
    makeRoot: () => login.use(({ session, root }) => makeFolder(session, root)),
    rootNames: () =>
      login.useRoot(async ({ session, root }) =>
        ((await entriesOf(session, root)) ?? []).map(({ name }) => name),
      ),
    freeBytes: () => login.useRoot(({ session, root }) => freeBytes(session, root)),
    async *list(folder) {
      yield* await login.stream(({ session, root }) =>
        Promise.resolve(filesBelowThere(session, root, requireInside(folder))),
      );
    },
    readSmall: (path) =>
      login.useRoot(({ session, root }) => readWhole(session, `${root}/${requireInside(path)}`)),
    writeSmall: (path, content) =>
      login.useRoot(async ({ session, root }) => {
        const whole = `${root}/${requireInside(path)}`;
        await createFolders(session, root).make(dirname(whole));
        try {
          await writeFile(session, `${whole}.new`, content);
        } catch (error) {
          throw await whyNotWritten(error, session, root, content.length);
        }
        await renameOver(session, `${whole}.new`, whole);
      }),
    compare: (from, folder) => login.stream(({ rsync }) => compareTrees(rsync, from, requireInside(folder))),
    send: (paths, options) =>
      login.useRoot(async (there) => {
        const { session, root } = there;
        const partial = `${root}/${atTarget.partial}`;
        for (const folder of [options.into, atTarget.partial])
          await createFolders(session, root).make(`${root}/${requireInside(folder)}`);
        const fresh = await withoutTaken(there, paths, options);
        const abilities = (): SendAbilities => ({
          attributes: attributes(),
          workingFiles: [`--temp-dir=${partial}`, `--partial-dir=${partial}`],
          onPoorDisk: () => (isPoorDisk = true),
        });
        await sendFiles(there.rsync, fresh, options, abilities, () => freeBytes(session, root));
        await removeTree(session, partial);
      }),
    move: async (moves) => {
      const plain = plainMoves(moves);
      return login.useRoot(({ session, root }) => moveThere(session, root, plain));
    },
    setAside: async (paths, folder, versions) => {
      const aside = movesAside(paths, folder, versions);
      return login.useRoot(({ session, root }) => moveThere(session, root, aside));
    },
    fetch: async (files, onBytes) => {
      for (const { path } of files) requireInside(path);
      return login.useRoot(({ rsync }) => fetchFiles(rsync, files, attributes(), onBytes));
    },
    check: (files, onBytes) =>
      login.useRoot((there) => checkThere({ ...there, signal: login.signal }, files, onBytes)),
    removeVersions: (folders) =>
      login.useRoot(async ({ session, root }) => {
        for (const folder of folders) await removeTree(session, `${root}/${requireVersions(folder)}`);
      }),
    stop() {
      login.stop();
    },
    close: () => login.close(),
  };
}

/** Answers for the files that have a version in this folder already, which must not be lost, and returns the others. */
async function withoutTaken(
  { session, root }: LoggedIn,
  paths: readonly string[],
  { versions, onFile }: SendOptions,
): Promise<string[]> {
  const taken = new Set<string>();
  for await (const { path } of filesBelowThere(session, root, requireVersions(versions)))
    taken.add(path.slice(versions.length + 1));
  for (const path of paths) if (taken.has(path)) onFile({ path, reason: 'target-taken' });
  return paths.filter((path) => !taken.has(path));
}

/** Of a full disk sftp says only that something failed. */
async function whyNotWritten(
  error: unknown,
  session: SftpSession,
  root: string,
  bytes: number,
): Promise<unknown> {
  if (!(error instanceof SftpError)) return error;
  const free = await freeBytes(session, root);
  if (free === undefined || free >= bytes) return error;
  return new StoreError('no-space', `no space left at ${root}`, false);
}

async function readWhole(session: SftpSession, path: string): Promise<Buffer | undefined> {
  const blocks: Buffer[] = [];
  try {
    await readFile(session, path, (block) => blocks.push(block));
    return Buffer.concat(blocks);
  } catch (error) {
    if (isStatus(error, statusCode.noSuchFile)) return undefined;
    throw error;
  }
}
