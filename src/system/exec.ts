import type { Readable, Writable } from 'node:stream';
import { PhotokeepError } from '../app/errors.js';
import { dieWithUs, findProgram } from './die-with-us.js';
import { linesOf } from './lines-of.js';

// The one door for running programs. No shell ever sees an argument, and no program outlives us.

/** What every program is started with. */
export interface Surroundings {
  /** PATH to find programs with, and what else they are to know; LC_ALL is always C */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** told of every program that was started, for the journal of the run */
  readonly onStart?: (pid: number) => void;
  /** ends every program that runs */
  readonly signal?: AbortSignal;
}

/** A program to run. */
export interface Program {
  readonly name: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** all that it can read; nothing without it */
  readonly input?: Uint8Array;
  /** milliseconds after which it is ended */
  readonly timeLimitMs?: number;
}

/** How a program ended. */
export interface ProgramEnd {
  /** exit code; undefined when a signal ended it */
  readonly code: number | undefined;
  /** who ended it, if it did not end by itself: the surroundings' signal, or the time limit */
  readonly endedBy: 'signal' | 'timeout' | undefined;
  /** the last lines that it wrote to stderr, of at most some 16 KiB */
  readonly stderr: string;
}

/** A program that talks with us through its stdin and stdout. */
export interface Conversation {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly end: Promise<ProgramEnd>;
  /** Ends it, if it still runs. */
  readonly kill: () => void;
}

/** Who listens to a program while it runs; a line has no line end, and is the program's bytes. */
export interface Listener {
  readonly onLine?: (line: Buffer) => void;
  readonly onErrorLine?: (line: Buffer) => void;
}

/**
 * Runs a program to its end, whatever its exit code.
 *
 * @throws PhotokeepError `external` when it is not installed or cannot be started
 */
export async function runProgram(
  program: Program,
  around: Surroundings,
  { onLine, onErrorLine }: Listener = {},
): Promise<ProgramEnd> {
  const { stdout, end } = await start(program, around, { input: program.input, onErrorLine });
  for await (const line of linesOf(stdout)) onLine?.(line);
  return end;
}

/**
 * Starts a program and hands out its lines no faster than they are taken; who stops taking them ends the program.
 *
 * @param onEnd told how it ended, after the last line
 * @returns once it is at work
 * @throws PhotokeepError `external` when it is not installed or cannot be started
 */
export async function programLines(
  program: Program,
  around: Surroundings,
  onErrorLine: (line: Buffer) => void,
  onEnd: (end: ProgramEnd) => void,
): Promise<AsyncGenerator<Buffer>> {
  return linesUntil(await start(program, around, { input: program.input, onErrorLine }), onEnd);
}

async function* linesUntil(
  { stdout, end, kill }: Conversation,
  onEnd: (end: ProgramEnd) => void,
): AsyncGenerator<Buffer> {
  let isRead = false;
  try {
    yield* linesOf(stdout);
    isRead = true;
  } finally {
    if (!isRead) kill();
    const how = await end;
    if (isRead) onEnd(how);
  }
}

/**
 * Starts a program to talk with.
 *
 * @throws PhotokeepError `external` when it is not installed or cannot be started
 */
export function startConversation(
  program: Program,
  around: Surroundings,
  onErrorLine?: (line: Buffer) => void,
): Promise<Conversation> {
  return start(program, around, { isTalking: true, onErrorLine });
}

/**
 * Whether a program ends well within its time limit. Unlike all others it is not waited for any longer: who has asked a
 * file system that does not answer cannot even be killed.
 *
 * @throws PhotokeepError `external` when it is not installed
 */
export async function endsWell(
  { name, args, timeLimitMs }: Program & { readonly timeLimitMs: number },
  around: Surroundings,
): Promise<boolean> {
  const path = findTool(name, around.env['PATH']);
  if (path === undefined) throw notInstalled(name);
  const [command = path, ...rest] = dieWithUs(path, args, around.env['PATH']);
  const { execa } = await import('execa');
  const env = environment(around.env);
  const child = execa(command, rest, {
    env,
    extendEnv: false,
    stdio: 'ignore',
    reject: false,
    cleanup: false,
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, timeLimitMs, false);
  });
  const isWell = await Promise.race([child.then(({ exitCode }) => exitCode === 0), late]);
  clearTimeout(timer);
  child.kill('SIGKILL');
  child.unref();
  return isWell;
}

const killAfterMs = 5000;
const stderrKept = 16 * 1024;

interface StartOptions {
  readonly input?: Uint8Array | undefined;
  readonly isTalking?: boolean;
  readonly onErrorLine?: ((line: Buffer) => void) | undefined;
}

async function start(
  program: Program,
  around: Surroundings,
  { input, isTalking = false, onErrorLine }: StartOptions,
): Promise<Conversation> {
  const { name, args, cwd, timeLimitMs } = program;
  const path = findTool(name, around.env['PATH']);
  if (path === undefined) throw notInstalled(name);
  const [command = path, ...rest] = dieWithUs(path, args, around.env['PATH']);
  const { execa } = await import('execa');
  const child = execa(command, rest, {
    ...(cwd !== undefined && { cwd }),
    env: environment(around.env),
    extendEnv: false,
    stdin: isTalking || input ? 'pipe' : 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    encoding: 'buffer',
    buffer: false,
    reject: false,
    forceKillAfterDelay: killAfterMs,
    // The kernel ends it with us, whatever ends us.
    cleanup: false,
    ...(timeLimitMs !== undefined && { timeout: timeLimitMs }),
    ...(around.signal && { cancelSignal: around.signal }),
  });
  if (child.pid !== undefined) around.onStart?.(child.pid);
  // A program that ends early closes its input under our hands; its exit code says why.
  child.stdin?.on('error', () => undefined);
  if (input) child.stdin?.end(input);
  const stderr = readErrors(child.stderr, onErrorLine);
  const end = Promise.all([child, stderr]).then(([result, tail]): ProgramEnd => {
    if (result.exitCode === undefined && result.signal === undefined && !result.isCanceled)
      throw notStarted(name, result.cause);
    const endedBy = result.timedOut ? 'timeout' : result.isCanceled ? 'signal' : undefined;
    return { code: result.exitCode, endedBy, stderr: tail };
  });
  // Whoever awaits it later still gets the error.
  end.catch(() => undefined);
  return {
    stdin: child.stdin as Writable,
    stdout: child.stdout,
    end,
    kill: () => child.kill(),
  };
}

/** Programs for administrators are not on the PATH of cron and of ordinary users, who may run some of them. */
function findTool(name: string, path: string | undefined): string | undefined {
  return findProgram(name, path) ?? findProgram(name, '/usr/sbin:/sbin');
}

/** The user's own, but what would change how rsync understands its options; messages in the language that we read. */
function environment(env: Surroundings['env']): Record<string, string> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^(RSYNC_|LC_|LANG)/.test(entry[0]),
  );
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}

async function readErrors(
  stream: Readable,
  onErrorLine: ((line: Buffer) => void) | undefined,
): Promise<string> {
  let tail: string[] = [];
  let length = 0;
  for await (const line of linesOf(stream)) {
    onErrorLine?.(line);
    tail.push(line.toString('utf8'));
    length += line.length;
    if (length > 2 * stderrKept) {
      tail = tail.join('\n').slice(-stderrKept).split('\n');
      length = stderrKept;
    }
  }
  return tail.join('\n');
}

/** Debian package by program. */
const packages: Readonly<Record<string, string>> = {
  rsync: 'rsync',
  rclone: 'rclone',
  ssh: 'openssh-client',
  mount: 'mount',
  umount: 'mount',
  findmnt: 'util-linux',
  blkid: 'util-linux',
  lsblk: 'util-linux',
  chattr: 'e2fsprogs',
  crontab: 'cron',
  fusermount3: 'fuse3',
  sync: 'coreutils',
  stat: 'coreutils',
};

function notInstalled(name: string): PhotokeepError {
  return new PhotokeepError(
    'external',
    `${name} is not installed`,
    `sudo apt install ${packages[name] ?? name}`,
  );
}

function notStarted(name: string, cause: unknown): PhotokeepError {
  const why = typeof cause === 'object' && cause !== null && 'message' in cause ? String(cause.message) : '';
  return new PhotokeepError('external', `${name} cannot be started: ${why}`);
}
