import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';

/** rclone with a config of its own, below a folder. */
export interface RcloneHome {
  /** what it is started with */
  readonly env: Readonly<Record<string, string>>;
  /** absolute path of its config */
  readonly config: string;
  /** Adds a remote, and any settings. */
  remote(name: string, settings: Readonly<Record<string, string>>): void;
  /** A crypt remote over another. */
  crypt(name: string, under: string, passwords?: readonly [string, string]): void;
  /** Runs it. @returns what it prints */
  run(args: readonly string[], input?: string | Buffer): string;
}

export function rcloneHome(folder: string): RcloneHome {
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'rclone.conf');
  writeFileSync(config, '', { flag: 'a' });
  const env = { RCLONE_CONFIG: config, PATH: process.env['PATH'] ?? '', HOME: folder };
  const home: RcloneHome = {
    ...{ env, config },
    remote(name, settings) {
      const lines = Object.entries(settings).map(([key, value]) => `${key} = ${value}\n`);
      writeFileSync(config, `[${name}]\n${lines.join('')}\n`, { flag: 'a' });
    },
    crypt(name, under, [password, salt] = ['correct horse', 'battery staple']) {
      home.remote(name, {
        ...{ type: 'crypt', remote: under },
        ...{ password: obscured(password), password2: obscured(salt) },
      });
    },
    run: (args, input = '') =>
      execFileSync('rclone', args, { env, input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'inherit'] }),
  };
  const obscured = (password: string): string => home.run(['obscure', '-'], password).trim();
  return home;
}

/** A server on 127.0.0.1 that serves a folder, as MEGA would: without times and hashes. */
export interface WebdavServer {
  readonly port: number;
  readonly pid: number;
  kill(): void;
  /** On the same port. */
  start(): Promise<void>;
}

/** @param folder that it serves; is made */
export function webdavForAllTests(folder: string): () => WebdavServer {
  let server: WebdavServer | undefined;
  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    server = await startWebdav(folder);
  });
  afterAll(() => {
    server?.kill();
  });
  return () => server!;
}

export async function startWebdav(folder: string): Promise<WebdavServer> {
  let child: ChildProcess | undefined;
  const start = async (port: number): Promise<number> => {
    const args = ['serve', 'webdav', folder, '--addr', `127.0.0.1:${String(port)}`, '--dir-cache-time', '0'];
    const started = spawn('rclone', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    child = started;
    return new Promise((resolve, reject) => {
      let said = '';
      started.stderr.on('data', (bytes: Buffer) => {
        said += bytes.toString();
        const [, listening] = /127\.0\.0\.1:(\d+)/.exec(said) ?? [];
        if (listening !== undefined) resolve(Number(listening));
      });
      started.once('exit', () => {
        reject(new Error(said));
      });
    });
  };
  const port = await start(0);
  return {
    port,
    get pid() {
      return child?.pid ?? 0;
    },
    kill() {
      child?.kill('SIGKILL');
    },
    async start() {
      await start(port);
    },
  };
}

/** Removes what is in a folder, and makes the folder anew. */
export function emptyFolder(folder: string): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
}
