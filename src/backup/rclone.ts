import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { type Conversation, startConversation, type Surroundings } from '../system/exec.js';
import { interrupted } from './store-reason.js';
import { StoreError } from './store.js';

// One rclone for a whole run, that is asked over HTTP on this machine (docs/decisions/0025): one login, an answer for
// each file, and any name that JSON can hold.

/** An answer of rclone's that is an error. */
export class RcloneError extends Error {
  override readonly name = 'RcloneError';
}

/** A name is taken that was free a moment ago: somebody else is at work there. */
export class NameTakenError extends Error {
  override readonly name = 'NameTakenError';
}

export interface RcloneOptions {
  /** as its `--bwlimit` has it */
  readonly bwlimit: string | undefined;
  /** seconds in which a server says nothing before rclone gives up */
  readonly timeout: number;
  /** seconds for a connection to come about */
  readonly connectTimeout: number;
  /** how often rclone itself does a request again */
  readonly retries: number;
}

export interface Rclone {
  /** absolute path of a folder of this process alone, for what rclone is to read or write; files in it may be links */
  readonly folder: string;
  /** @throws RcloneError that says what went wrong; StoreError when rclone itself is gone */
  call(method: string, input: object): Promise<Readonly<Record<string, unknown>>>;
  /**
   * Reads a file of a remote.
   *
   * @returns whether all of it came; what it lacks, rclone does not say here  @throws as `call`
   */
  read(fs: string, remote: string, onBlock: (block: Buffer) => void): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Starts rclone. It ends with us, and lets nobody in who has not read the password in our memory.
 *
 * @throws PhotokeepError `external` when it is not installed; StoreError
 */
export async function startRclone(around: Surroundings, options: RcloneOptions): Promise<Rclone> {
  const folder = mkdtempSync(join(tmpdir(), 'photokeep-rclone-'));
  const password = randomBytes(32).toString('hex');
  const passwords = join(folder, 'htpasswd');
  const digest = createHash('sha1').update(password).digest('base64');
  writeFileSync(passwords, `${user}:{SHA}${digest}\n`, { mode: 0o600 });
  mkdirSync(join(folder, 'files'));
  try {
    const { talk, port } = await listening(around, [
      ...['rcd', '--rc-addr', '127.0.0.1:0', '--rc-htpasswd', passwords, '--rc-serve'],
      ...['--use-json-log', '--log-level', 'NOTICE', '--stats', '0', '--ask-password=false', '--copy-links'],
      // What takes long takes long, and one login is enough.
      ...['--rc-server-read-timeout', forEver, '--rc-server-write-timeout', forEver],
      ...['--fs-cache-expire-duration', forEver, '--rc-max-header-bytes', '65536'],
      ...['--timeout', `${String(options.timeout)}s`, '--contimeout', `${String(options.connectTimeout)}s`],
      ...['--low-level-retries', String(options.retries)],
      ...(options.bwlimit === undefined ? [] : ['--bwlimit', options.bwlimit]),
    ]);
    return asking({ folder, password, port, talk, around });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

const user = 'photokeep';
const forEver = '8760h';

/** Only where its config is: what else may be set for rclone, a dry run for one, is not meant for us. */
function environment(env: Surroundings['env']): Surroundings['env'] {
  const isKept = ([name]: [string, unknown]): boolean =>
    !name.startsWith('RCLONE_') || /^RCLONE_(CONFIG|PASSWORD_COMMAND)/.test(name);
  return Object.fromEntries(Object.entries(env).filter(isKept));
}

/** @returns once rclone says where it listens */
async function listening(
  around: Surroundings,
  args: readonly string[],
): Promise<{ talk: Conversation; port: number }> {
  if (around.signal?.aborted === true) throw interrupted();
  let heard: (port: number) => void;
  const listens = new Promise<number>((resolve) => (heard = resolve));
  const onErrorLine = (line: Buffer): void => {
    const [, port] = /127\.0\.0\.1:(\d+)/.exec(saidIn(line.toString())) ?? [];
    if (port !== undefined) heard(Number(port));
  };
  const talk = await startConversation(
    { name: 'rclone', args },
    { ...around, env: environment(around.env) },
    onErrorLine,
  );
  talk.stdout.resume();
  const ended = talk.end.then((): never => {
    throw new Error('ended');
  });
  try {
    return { talk, port: await Promise.race([listens, ended]) };
  } catch {
    throw await whyEnded(talk, around);
  }
}

async function whyEnded({ end, kill }: Conversation, { signal }: Surroundings): Promise<StoreError> {
  // One that does not talk with us any more is of no use.
  kill();
  const { stderr, code } = await end;
  if (signal?.aborted === true) return interrupted();
  const said = stderr.split('\n').map(saidIn).filter(Boolean).at(-1) ?? 'it did not say why';
  const how = code === undefined ? 'was killed' : `ended (exit ${String(code)})`;
  return new StoreError('tool-failed', `rclone ${how}: ${said}`, code === undefined);
}

/** The message in a line of its log, which is JSON but for what comes very early or very late. */
function saidIn(line: string): string {
  try {
    return (JSON.parse(line) as { msg?: string }).msg ?? line;
  } catch {
    return line.replace(/^\d{4}\/\d\d\/\d\d [\d:]+ /, '').trim();
  }
}

function errorIn({ statusCode }: IncomingMessage, said: unknown): RcloneError {
  const { error } = (said ?? {}) as { error?: string };
  return new RcloneError(error ?? `status ${String(statusCode)}`);
}

interface Asking {
  readonly folder: string;
  readonly password: string;
  readonly port: number;
  readonly talk: Conversation;
  readonly around: Surroundings;
}

function asking({ folder, password, port, talk, around }: Asking): Rclone {
  const agent = new Agent({ keepAlive: true });
  const auth = `${user}:${password}`;

  async function ask(path: string, body: string | undefined): Promise<IncomingMessage> {
    try {
      return await new Promise((resolve, reject) => {
        const asked = request({
          ...{ agent, auth, port, path, host: '127.0.0.1', method: body === undefined ? 'GET' : 'POST' },
          headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
        });
        asked.once('response', resolve);
        asked.once('error', reject);
        asked.end(body);
      });
    } catch {
      throw await whyEnded(talk, around);
    }
  }

  return {
    folder: join(folder, 'files'),
    async call(method, input) {
      const answer = await ask(`/${method}`, JSON.stringify(input));
      const said = await json(answer).catch(() => undefined);
      if (said === undefined) throw await whyEnded(talk, around);
      const result = said as Readonly<Record<string, unknown>>;
      if (answer.statusCode !== 200) throw errorIn(answer, said);
      return result;
    },
    async read(fs, remote, onBlock) {
      const path = remote.split('/').map(encodeURIComponent).join('/');
      const answer = await ask(`/${encodeURIComponent(`[${fs}]`)}/${path}`, undefined);
      if (answer.statusCode !== 200) {
        throw errorIn(answer, await json(answer).catch(() => undefined));
      }
      try {
        for await (const block of answer) onBlock(block as Buffer);
        return true;
      } catch {
        if (around.signal?.aborted === true) throw interrupted();
        return false;
      }
    },
    async close() {
      agent.destroy();
      talk.kill();
      await talk.end.catch(() => undefined);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
