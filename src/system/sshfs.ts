import { existsSync } from 'node:fs';
import { PhotokeepError } from '../app/errors.js';
import { endsWell, type Surroundings, runProgram } from './exec.js';
import { mountAt } from './mounts.js';

/** A folder of another machine, and where it is to be seen on this one. */
export interface RemoteFolder {
  /** `user@host:/folder`, as ssh and sshfs write it */
  readonly remote: string;
  /** absolute */
  readonly point: string;
  readonly port: number | undefined;
  /** absolute path of a private key */
  readonly identityFile: string | undefined;
}

/** Whose the files are to be on this side: the calling user's. */
export interface LocalOwner {
  readonly uid: number;
  readonly gid: number;
}

/** `dead`: mounted, but the other side is gone or frozen. */
export type MountState = 'mounted' | 'dead' | 'other' | 'none';

const probeLimitMs = 10_000;

/**
 * What is at a mount point. Asked in a child with a time limit: whoever touches a mount whose server is frozen
 * hangs with it.
 */
export async function stateOf({ remote, point }: RemoteFolder, around: Surroundings): Promise<MountState> {
  const mounted = mountAt(point);
  if (!mounted) return 'none';
  if (mounted.type !== 'fuse.sshfs' || mounted.spec !== remote) return 'other';
  // Not `ls`: sshfs answers that from its cache for a while. It hands statfs on to the server.
  const probe = { name: 'stat', args: ['--file-system', '--', point], timeLimitMs: probeLimitMs };
  return (await endsWell(probe, around)) ? 'mounted' : 'dead';
}

/**
 * Mounts it and reads one directory to prove that it is there.
 *
 * @param canAsk whether ssh may ask on the terminal, for a password or about an unknown host
 * @throws PhotokeepError `external` that says what is wrong and what to do
 */
export async function mountRemote(
  folder: RemoteFolder,
  owner: LocalOwner,
  canAsk: boolean,
  around: Surroundings,
): Promise<void> {
  const { remote, point, port, identityFile } = folder;
  if (!existsSync('/dev/fuse')) {
    throw new PhotokeepError(
      'external',
      'there is no /dev/fuse: the kernel has no FUSE',
      'sudo modprobe fuse',
    );
  }
  const options = [
    ...['idmap=user', `uid=${String(owner.uid)}`, `gid=${String(owner.gid)}`],
    ...['reconnect', 'ServerAliveInterval=15', 'ServerAliveCountMax=3', 'ConnectTimeout=15'],
    ...(canAsk ? [] : ['BatchMode=yes']),
    ...(identityFile === undefined ? [] : [`IdentityFile=${identityFile}`]),
  ];
  const args = [
    ...[remote, point],
    ...options.flatMap((option) => ['-o', option]),
    ...(port === undefined ? [] : ['-p', String(port)]),
  ];
  const { code, stderr } = await runProgram({ name: 'sshfs', args, timeLimitMs: 120_000 }, around);
  if (code !== 0) throw mountError(remote, await troubleOf(folder, stderr, around));
  if (await endsWell({ name: 'ls', args: ['-f', '--', point], timeLimitMs: probeLimitMs }, around)) return;
  await unmountRemote(point, 'lazily', around);
  throw new PhotokeepError('external', `${remote} was mounted, but cannot be read`, 'may you list it there?');
}

/**
 * Takes a mount down.
 *
 * @param how `lazily`: also while somebody uses it, and when the other side does not answer
 * @returns whether it is down; `false` when it is in use
 */
export async function unmountRemote(
  point: string,
  how: 'when free' | 'lazily',
  around: Surroundings,
): Promise<boolean> {
  const name = existsSync('/usr/bin/fusermount3') ? 'fusermount3' : 'fusermount';
  const args = ['-u', ...(how === 'lazily' ? ['-z'] : []), '--', point];
  const { code, stderr } = await runProgram({ name, args, timeLimitMs: 60_000 }, around);
  if (code === 0) return true;
  if (/busy/i.test(stderr)) return false;
  throw new PhotokeepError('external', `cannot unmount ${point}: ${lastLine(stderr)}`);
}

/** What ssh and sshfs say, and what to do about it. */
const troubles: readonly (readonly [sign: RegExp, what: string, remedy: (host: string) => string])[] = [
  [
    /Host key verification failed|host key .* has changed/i,
    'its host key is not known, or has changed',
    (host) => `run: ssh ${host}`,
  ],
  [/Permission denied/i, 'it refuses the key', (host) => `run: ssh-copy-id ${host}`],
  [
    /Could not resolve hostname/i,
    'there is no machine of that name',
    () => 'check the name, or use its address',
  ],
  [/Connection refused/i, 'no ssh server answers there', () => 'is sshd running, on that port?'],
  [
    /timed out|No route to host|unreachable/i,
    'it cannot be reached',
    () => 'is it switched on, and in this network?',
  ],
  [/No such file or directory/i, 'that folder is not there', () => 'check the path'],
  [/Connection reset by peer/i, 'ssh cannot connect', (host) => `to see why, run: ssh ${host}`],
  [/not a directory/i, 'that is no folder', () => 'check the path'],
];

/**
 * What is wrong, in the words of who found it. sshfs shows nothing of what ssh says, only that the connection is gone:
 * so ssh is asked once more by itself.
 */
async function troubleOf(
  { remote, port, identityFile }: RemoteFolder,
  stderr: string,
  around: Surroundings,
): Promise<string> {
  if (!/Connection reset by peer|remote host has disconnected/i.test(stderr)) return stderr;
  const args = [
    ...['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=15'],
    ...(identityFile === undefined ? [] : ['-o', `IdentityFile=${identityFile}`]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...['-s', '--', hostOf(remote).replace(/\[(.*)\]$/, '$1'), 'sftp'],
  ];
  const asked = await runProgram({ name: 'ssh', args, timeLimitMs: 30_000 }, around);
  return asked.code === 0 ? stderr : asked.stderr;
}

function mountError(remote: string, said: string): PhotokeepError {
  const known = troubles.find(([sign]) => sign.test(said));
  if (!known) return new PhotokeepError('external', `cannot mount ${remote}: ${lastLine(said)}`);
  const [, what, remedy] = known;
  return new PhotokeepError('external', `cannot mount ${remote}: ${what}`, remedy(hostOf(remote)));
}

/** `user@host`, the address of IPv6 in brackets. */
function hostOf(remote: string): string {
  return /^[^:[]*(\[[^\]]*\])?/.exec(remote)?.[0] ?? '';
}

function lastLine(stderr: string): string {
  return stderr.trim().split('\n').at(-1) ?? 'no reason was given';
}
