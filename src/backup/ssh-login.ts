import type { ProgramEnd, Surroundings } from '../system/exec.js';
import { createRsync, type Rsync } from './rsync.js';
import { linkStatsOf, statsOf } from './sftp-files.js';
import { SftpError, type SftpSession } from './sftp-session.js';
import { connect, type Patience, type SshConnection } from './ssh-connection.js';
import { sshFailure } from './ssh-failure.js';
import { interrupted } from './store-reason.js';
import { StoreError } from './store.js';
import { atTarget, type SshTarget } from './target.js';

/** What a store works with while it is logged in. */
export interface LoggedIn {
  readonly session: SftpSession;
  readonly rsync: Rsync;
  /** absolute path of the target's root over there */
  readonly root: string;
}

/** The way to another machine: made when it is needed, used by all calls, made again after it broke. */
export interface SshLogin {
  /** aborted by `stop` */
  readonly signal: AbortSignal;
  /** @throws StoreError */
  use<T>(work: (there: LoggedIn) => Promise<T>): Promise<T>;
  /** The same where the target's root must be there, and be what it was. @throws StoreError */
  useRoot<T>(work: (there: LoggedIn) => Promise<T>): Promise<T>;
  /** The same for what comes bit by bit. @returns once the first of it is under way  @throws StoreError */
  stream<T>(work: (there: LoggedIn) => Promise<AsyncIterable<T>>): Promise<AsyncIterable<T>>;
  stop(): void;
  close(): Promise<void>;
}

/** Three unanswered questions and a connection counts as broken: after a minute at most. */
export const defaultPatience: Patience = { connect: 20, alive: 15, idle: 300 };

export function createSshLogin(target: SshTarget, around: Surroundings, patience: Patience): SshLogin {
  const stopping = new AbortController();
  const signal = around.signal ? AbortSignal.any([around.signal, stopping.signal]) : stopping.signal;
  const surroundings = { ...around, signal };
  let login: Promise<LoggedIn & Pick<SshConnection, 'close'>> | undefined;
  let hadMarker = false;

  async function makeLogin(): ReturnType<typeof logIn> {
    const { sftp: session, root, rsyncOptions, close } = await connect(target, surroundings, patience);
    return { session, root, close, rsync: rsyncThrough(target, surroundings, patience, root, rsyncOptions) };
  }

  function logIn(): NonNullable<typeof login> {
    if (signal.aborted) throw interrupted();
    return (login ??= makeLogin());
  }

  /** A disk that was taken away over there must not turn its mount point into a target. */
  async function requireRoot({ session, root }: LoggedIn): Promise<void> {
    if ((await statsOf(session, root))?.kind !== 'folder')
      throw new StoreError('unreachable', `${target.host}: ${target.to} is not there`, true);
    const hasMarker = (await linkStatsOf(session, `${root}/${atTarget.marker}`)) !== undefined;
    if (hadMarker && !hasMarker)
      throw new StoreError(
        'unreachable',
        `${target.host}: ${target.to} has lost its marker: unmounted?`,
        true,
      );
    hadMarker = hasMarker;
  }

  /** The error that the caller gets; a connection that broke is not used again. */
  async function explained(error: unknown): Promise<unknown> {
    if (error instanceof SftpError)
      return new StoreError('tool-failed', `${target.host}: sftp: ${error.message}`, false);
    if (!(error instanceof StoreError)) return error;
    if (error.reason === 'unreachable' || error.reason === 'timeout' || error.reason === 'not-permitted')
      await logOut();
    return signal.aborted ? interrupted() : error;
  }

  async function logOut(): Promise<void> {
    const old = login;
    login = undefined;
    await old?.then(
      (there) => there.close(),
      () => undefined,
    );
  }

  async function use<T>(work: (there: LoggedIn) => Promise<T>): Promise<T> {
    try {
      return await work(await logIn());
    } catch (error) {
      throw await explained(error);
    }
  }

  function useRoot<T>(work: (there: LoggedIn) => Promise<T>): Promise<T> {
    return use(async (there) => {
      await requireRoot(there);
      return work(there);
    });
  }

  async function* explaining<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
    try {
      yield* items;
    } catch (error) {
      throw await explained(error);
    }
  }

  return {
    signal,
    use,
    useRoot,
    stream: async (work) => explaining(await useRoot(work)),
    stop() {
      stopping.abort();
    },
    close: logOut,
  };
}

function rsyncThrough(
  target: SshTarget,
  around: Surroundings,
  { idle }: Patience,
  root: string,
  options: readonly string[],
): Rsync {
  const place = {
    name: `${target.host}:${target.to}`,
    address: (folder: string) => `${bracketed(target.host)}:${root}/${folder === '' ? '' : `${folder}/`}.`,
    absolute: (path: string) => `${root}/${path}`,
    options,
    timeout: idle,
    explain: (end: ProgramEnd) =>
      end.endedBy === undefined && loginFailed.has(end.code ?? 0)
        ? sshFailure(target, end.stderr)
        : undefined,
  };
  return createRsync(place, around);
}

/** What rsync ends with when there was no rsync to talk to: usage, protocol, stream, shell's own, ssh's own. */
const loginFailed = new Set([1, 2, 5, 12, 126, 127, 255]);

/** An IPv6 address as rsync wants it: `pi@[fe80::1]`. */
function bracketed(host: string): string {
  const [, user = '', name = host] = /^(.*@)?(.*)$/.exec(host) ?? [];
  return name.includes(':') && !name.startsWith('[') ? `${user}[${name}]` : host;
}
