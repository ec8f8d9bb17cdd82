import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path/posix';
import { type ProgramEnd, startConversation, type Surroundings } from '../system/exec.js';
import { realPath } from './sftp-files.js';
import { openSftpSession, type SftpSession } from './sftp-session.js';
import { sshFailure } from './ssh-failure.js';
import { interrupted } from './store-reason.js';
import { StoreError } from './store.js';
import type { SshTarget } from './target.js';

/** A login on the other machine, which sftp and every rsync go through. */
export interface SshConnection {
  readonly sftp: SftpSession;
  /** absolute path of the target's root over there */
  readonly root: string;
  /** the options with which rsync uses this login */
  readonly rsyncOptions: readonly string[];
  readonly close: () => Promise<void>;
}

/** Times after which the other side counts as gone. */
export interface Patience {
  /** seconds in which a connection must come about */
  readonly connect: number;
  /** seconds between two questions whether the other side is alive; three without an answer end the connection */
  readonly alive: number;
  /** seconds in which nothing moves */
  readonly idle: number;
}

/** The path of a socket has room for 108 bytes, unix(7), and ssh appends 17 for a moment. */
const longestFolder = 64;

/**
 * Logs in: sftp holds the connection, and shares it through a socket in a folder that nobody else can enter. It ends
 * with us, and so does all that goes through it.
 *
 * @throws StoreError @throws PhotokeepError `external` without ssh
 */
export async function connect(
  target: SshTarget,
  around: Surroundings,
  patience: Patience,
): Promise<SshConnection> {
  const folder = mkdtempSync(join(tmpdir().length < longestFolder ? tmpdir() : '/tmp', 'photokeep-ssh-'));
  const options = [...baseOptions(target, patience), '-o', `ControlPath=${join(folder, 's')}`];
  const failed = (end: ProgramEnd | 'garbage' | 'silent'): Error => lostError(target, end);
  try {
    const conversation = await startConversation(
      { name: 'ssh', args: [...options, '-o', 'ControlMaster=yes', '-s', '--', hostOf(target), 'sftp'] },
      around,
    );
    const sftp = await openSftpSession(conversation, failed, patience.idle * 1000);
    return {
      sftp,
      // A path that is not absolute begins in the home directory, which is where sftp begins too.
      root: rootAt(target.to.startsWith('/') ? '/' : await realPath(sftp, '.'), target.to),
      rsyncOptions: ['-s', '-e', ['ssh', ...options, '-o', 'ControlMaster=no'].map(quote).join(' ')],
      async close() {
        await sftp.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function rootAt(home: string, to: string): string {
  return join(home, to.replace(/^~\//, '')).replace(/(.)\/+$/, '$1');
}

/** Nothing is asked, nothing is forwarded, whatever the user's own configuration says for working by hand. */
function baseOptions({ port, identityFile }: SshTarget, { connect: seconds, alive }: Patience): string[] {
  const settings = {
    BatchMode: 'yes',
    ConnectTimeout: seconds,
    ServerAliveInterval: alive,
    ServerAliveCountMax: 3,
    ControlPersist: 'no',
    ClearAllForwardings: 'yes',
    ForwardAgent: 'no',
    ForwardX11: 'no',
    PermitLocalCommand: 'no',
    RemoteCommand: 'none',
    RequestTTY: 'no',
  };
  return [
    ...Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${String(value)}`]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(identityFile === undefined ? [] : ['-i', identityFile, '-o', 'IdentitiesOnly=yes']),
  ];
}

/** ssh wants an IPv6 address without the brackets that rsync needs. */
function hostOf({ host }: SshTarget): string {
  return host.replace(/\[(.*)\]$/, '$1');
}

/** One word of rsync's `-e`, which it splits at spaces by itself: a quote within quotes is doubled. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "''")}'`;
}

function lostError(target: SshTarget, end: ProgramEnd | 'garbage' | 'silent'): Error {
  const { host } = target;
  if (end === 'silent') return new StoreError('timeout', `${host} did not answer in time`, true);
  if (end === 'garbage')
    return new StoreError(
      'tool-failed',
      `${host} answers with something that is not sftp`,
      false,
      'its .bashrc must print nothing when nobody is at a terminal',
    );
  if (end.endedBy === 'signal') return interrupted();
  const last = end.stderr.trim().split('\n').at(-1) ?? '';
  return (
    sshFailure(target, end.stderr) ??
    new StoreError('unreachable', `the connection to ${host} broke: ${last}`, true)
  );
}
