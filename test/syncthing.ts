import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll } from '@jest/globals';
import { freePort } from './free-port.js';

/** A real Syncthing on 127.0.0.1 that knows nobody, and asks nobody on the network. */
export interface SyncthingProcess {
  readonly id: string;
  /** folder of its config.xml */
  readonly home: string;
  /** where other devices find it: `tcp://127.0.0.1:…` */
  readonly listens: string;
  /** Calls its API; what the JSON of the answer says. */
  api(method: string, path: string, body?: unknown): Promise<unknown>;
  restart(): Promise<void>;
}

const running: ChildProcess[] = [];

/** Starts one for the tests of a file, and ends it after the last. @param home not there yet */
export async function startSyncthing(home: string): Promise<SyncthingProcess> {
  mkdirSync(home, { recursive: true });
  const env = { PATH: process.env['PATH'], HOME: home, STNODEFAULTFOLDER: '1', STNOUPGRADE: '1' };
  execFileSync('syncthing', ['generate', `--home=${home}`], { env, stdio: 'ignore' });
  const [gui, sync] = [await freePort(), await freePort()];
  const file = join(home, 'config.xml');
  const listens = `tcp://127.0.0.1:${String(sync)}`;
  const config = readFileSync(file, 'utf8')
    .replace(/<address>127\.0\.0\.1:\d+/, `<address>127.0.0.1:${String(gui)}`)
    .replace('<listenAddress>default', `<listenAddress>${listens}`)
    .replace(
      /(<(?:global|local)AnnounceEnabled|<relaysEnabled|<natEnabled|<crashReportingEnabled)>true/g,
      '$1>false',
    )
    .replace('<urAccepted>0', '<urAccepted>-1')
    .replace(/<(reconnectionIntervalS)>\d+/, '<$1>5');
  writeFileSync(file, config);
  const [, apiKey = ''] = /<apikey>(.*?)<\/apikey>/.exec(config) ?? [];
  let child: ChildProcess;

  const api: SyncthingProcess['api'] = async (method, path, body) => {
    const answer = await fetch(`http://127.0.0.1:${String(gui)}${path}`, {
      ...{ method, headers: { 'X-API-Key': apiKey } },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${text}`);
    return text.trim() === '' ? undefined : (JSON.parse(text) as unknown);
  };
  const start = async (): Promise<void> => {
    child = spawn('syncthing', ['serve', `--home=${home}`, '--no-browser'], { env, stdio: 'ignore' });
    running.push(child);
    await until(() =>
      api('GET', '/rest/system/ping').then(
        () => true,
        () => false,
      ),
    );
  };
  await start();
  const { myID } = (await api('GET', '/rest/system/status')) as { myID: string };
  return {
    ...{ id: myID, home, listens, api },
    async restart() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      await start();
    },
  };
}

afterAll(() => {
  for (const child of running) child.kill('SIGTERM');
});

/** Waits for something that others do. @throws Error when it does not come about in a minute */
export async function until(isSo: () => boolean | Promise<boolean>, what = ''): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 100) {
    if (await isSo()) return;
    await sleep(100);
  }
  throw new Error(`waited in vain: ${what || isSo.toString()}`);
}
