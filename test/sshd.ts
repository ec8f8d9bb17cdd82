import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll } from '@jest/globals';
import { freePort } from './free-port.js';

/** What a test needs to start one: root, for a server of another user lets nobody in. */
export const sshdNeeds = ['/usr/sbin/sshd', 'ssh', 'ssh-keygen', 'rsync'];

/** A real ssh server on 127.0.0.1 with keys of its own, for one test file. */
export interface Sshd {
  readonly host: string;
  readonly port: number;
  /** private key that it lets in */
  readonly identityFile: string;
  /** PATH with an `ssh` in front that knows the server's key: ssh asks nobody but its own for known hosts */
  readonly path: string;
  /** a private key that it does not know */
  readonly strangersKey: string;
  /** what it has to say, each login among it */
  readonly log: string;
  /** processes of the server: itself, and one or more for every connection */
  pids(): number[];
  /** Cuts all connections; with `andListener` nobody answers any more either. */
  kill(andListener?: boolean): void;
  start(): Promise<void>;
}

/**
 * A server for all tests of a file or group, started before the first.
 *
 * @param folder for keys and settings; not there yet
 * @param settings lines of sshd_config besides or instead of the usual ones
 */
export function sshdForAllTests(folder: string, settings: readonly string[] = []): () => Sshd {
  let sshd: Sshd | undefined;
  beforeAll(async () => {
    sshd = prepareSshd(folder, settings, await freePort());
    await sshd.start();
  });
  afterAll(() => {
    sshd?.kill(true);
  });
  return () => sshd!;
}

function prepareSshd(folder: string, settings: readonly string[], port: number): Sshd {
  mkdirSync(folder, { recursive: true });
  // Debian's server wants it, and only its service makes it.
  mkdirSync('/run/sshd', { recursive: true });
  for (const name of ['host', 'user', 'stranger'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
  const [type, key] = readFileSync(join(folder, 'host.pub'), 'utf8').split(' ');
  writeFileSync(join(folder, 'known_hosts'), `[127.0.0.1]:${String(port)} ${type ?? ''} ${key ?? ''}\n`);
  writeFileSync(
    join(folder, 'sshd_config'),
    [
      ...settings,
      `Port ${String(port)}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${join(folder, 'host')}`,
      `AuthorizedKeysFile ${join(folder, 'user.pub')}`,
      `PidFile ${join(folder, 'pid')}`,
      ...['StrictModes no', 'UsePAM no', 'PasswordAuthentication no', 'PermitRootLogin yes'],
      ...['KbdInteractiveAuthentication no', 'Subsystem sftp internal-sftp', 'PrintMotd no'],
      // Secure enough for 127.0.0.1, and much faster than the default.
      'KexAlgorithms curve25519-sha256',
      '',
      ,
    ].join('\n'),
  );
  mkdirSync(join(folder, 'bin'));
  const ssh = execFileSync('sh', ['-c', 'command -v ssh'], { encoding: 'utf8' }).trim();
  writeFileSync(
    join(folder, 'bin/ssh'),
    `#!/bin/sh\nexec ${ssh} -F /dev/null -o UserKnownHostsFile="${join(folder, 'known_hosts')}" "$@"\n`,
  );
  chmodSync(join(folder, 'bin/ssh'), 0o755);

  let server: ChildProcess | undefined;
  const sshd: Sshd = {
    host: 'root@127.0.0.1',
    port,
    identityFile: join(folder, 'user'),
    strangersKey: join(folder, 'stranger'),
    log: join(folder, 'log'),
    path: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`,
    pids: () => (server?.pid === undefined ? [] : withChildren(server.pid)),
    kill(andListener = false) {
      // Not the programs that it runs: those are to see their connection end.
      const [listener, ...others] = sshd.pids().filter((pid) => nameOf(pid) === 'sshd');
      for (const pid of andListener ? [listener, ...others] : others) if (pid !== undefined) killIfThere(pid);
    },
    async start() {
      server = spawn('/usr/sbin/sshd', ['-D', '-f', join(folder, 'sshd_config'), '-E', join(folder, 'log')], {
        stdio: 'ignore',
      });
      const ended = once(server, 'exit').then(() => {
        throw new Error(
          `sshd ended: ${existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8') : ''}`,
        );
      });
      ended.catch(() => undefined);
      await Promise.race([answers(port), ended]);
    },
  };
  return sshd;
}

function withChildren(pid: number): number[] {
  const file = `/proc/${String(pid)}/task/${String(pid)}/children`;
  const children = existsSync(file)
    ? readFileSync(file, 'utf8').trim().split(' ').filter(Boolean).map(Number)
    : [];
  return [pid, ...children.flatMap(withChildren)];
}

function nameOf(pid: number): string {
  const file = `/proc/${String(pid)}/comm`;
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It went with another one.
  }
}

async function answers(port: number): Promise<void> {
  for (;;) {
    const socket = createConnection(port, '127.0.0.1');
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => {
        resolve(true);
      });
      socket.once('error', () => {
        resolve(false);
      });
    });
    socket.destroy();
    if (isOpen) return;
    await sleep(20);
  }
}
