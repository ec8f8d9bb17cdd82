import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { makeManyJpegs } from '../media/make-many.js';
import { type Ended, photokeep } from '../photokeep.js';
import { describeWith } from '../requirements.js';

let home = '';
let root = '';
let server: Server;
/** What the server was told since it was last asked: path, title where there is one, and body. */
let heard: string[] = [];
let status = 200;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'photokeep-test-'));
  root = join(home, 'Photos');
  expect(await photokeep(['init', root], { home })).toMatchObject({ code: 0 });
  [heard, status] = [[], 200];
  server = createServer((request, response) => {
    void text(request).then((body) => {
      const encoded = /^=\?UTF-8\?B\?(.*)\?=$/.exec(String(request.headers['title'] ?? ''))?.[1] ?? '';
      const title = Buffer.from(encoded, 'base64').toString();
      heard.push([request.url, title, body].filter((part) => part !== '').join(' | '));
      response.writeHead(status).end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(home, { recursive: true, force: true });
});

const address = (path: string): string =>
  `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/${path}`;
const told = (): string[] => heard.splice(0);

function configure(...lines: readonly string[]): void {
  writeFileSync(join(root, '.photokeep/config.yaml'), `settle: 0\n${lines.join('\n')}\n`);
}

/** Sets the times in a record back, as if so many days had passed. */
function passDays(days: number, job: string): void {
  const file = join(root, '.photokeep/jobs', `${job}.json`);
  const earlier = (time: string): string => new Date(Date.parse(time) - days * 86_400_000).toISOString();
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/20\d\d-\d\d-\d\dT[\d:.]+Z/g, earlier));
}

const run = (...args: readonly string[]): Promise<Ended> => photokeep([...args, '--library', root], { home });
const silent = { code: 0, stdout: '', stderr: '' };

test('a check hears when an import starts and how it ends, also when there was nothing to do', async () => {
  configure(`notify: { healthchecks: { import: '${address('check')}' } }`);
  expect(await run('import')).toEqual(silent);
  expect(told()).toEqual(['/check/start', '/check']);

  rmSync(join(root, 'images/Gallery'), { recursive: true });
  writeFileSync(join(root, 'images/Gallery'), 'a file');
  await makeManyJpegs(join(root, 'images/Imports/Phone'), 1, { seed: 1 });
  const failed = await run('import');
  expect(failed.code).toBe(4);
  const [start, end] = told();
  expect([start, end]).toEqual(['/check/start', expect.stringMatching(/^\/check\/fail \| .*Gallery/)]);
});

describeWith(['rsync'], 'a backup that fails', () => {
  test('is told once a day, printed once a day, and told again when it is well', async () => {
    configure(
      `notify: { ntfy: '${address('topic')}', command: 'cat >> ${home}/mail; echo $PHOTOKEEP_EVENT >> ${home}/events' }`,
      `backups: [{ name: hdd, to: ${home}/hdd }]`,
    );
    mkdirSync(join(home, 'hdd'));
    const first = await run('backup', 'local');
    expect(first).toMatchObject({ code: 4, stdout: '' });
    expect(first.stderr).toContain('photokeep backup setup hdd');
    expect(told()).toEqual([expect.stringMatching(/^\/topic \| photokeep backup hdd: .*hdd/)]);

    expect(await run('backup', 'local')).toEqual({ code: 4, stdout: '', stderr: '' });
    expect(told()).toEqual([]);

    passDays(1.01, 'backup-hdd');
    expect((await run('backup', 'local')).stderr).toContain('photokeep backup setup hdd');
    expect(told()).toHaveLength(1);

    await run('backup', 'setup', 'hdd', '--yes');
    expect(await run('backup', 'local')).toEqual(silent);
    expect(told()).toEqual([expect.stringMatching(/^\/topic \| photokeep backup hdd: well again/)]);
    expect(readFileSync(join(home, 'events'), 'utf8')).toBe('failure\nfailure\nrecovery\n');
    expect(readFileSync(join(home, 'mail'), 'utf8')).toContain('backup hdd: well again');
  });

  test('a notification that cannot be sent fails no run', async () => {
    status = 503;
    configure(
      `notify: { ntfy: '${address('topic')}', healthchecks: { 'backup hdd': 'http://127.0.0.1:1/x' }, command: exit 7 }`,
      `backups: [{ name: hdd, to: ${home}/hdd }]`,
    );
    mkdirSync(join(home, 'hdd'));
    await run('backup', 'setup', 'hdd', '--yes');
    const { code, stderr } = await run('backup', 'local');
    expect(code).toBe(0);
    expect(stderr).toMatch(/nobody was told .*127\.0\.0\.1:1 cannot be reached/);
    expect(stderr).not.toContain('/x');
  });
});

describe('a drop folder from which nothing comes', () => {
  const phone = (): string => join(root, 'images/Imports/Phone');
  const job = 'drop-folder-Ana-s-phone';

  test('is told of, once a day, until something comes', async () => {
    configure(
      `notify: { ntfy: '${address('topic')}' }`,
      `imports: [{ path: images/Imports/Phone, name: "Ana's phone", staleAfter: 7d }]`,
    );
    await makeManyJpegs(phone(), 1, { seed: 1 });
    expect(await run('import')).toMatchObject({ code: 0, stderr: '' });
    passDays(6, job);
    expect(await run('import')).toEqual(silent);
    expect(told()).toEqual([]);

    passDays(2, job);
    const { code, stderr } = await run('import');
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^nothing has arrived from Ana's phone since 20[\dT:.-]+Z: is its sender running\?\n$/,
    );
    expect(told()).toEqual([expect.stringMatching(/nothing has arrived from Ana's phone since/)]);
    expect(await run('import')).toEqual(silent);
    expect(told()).toEqual([]);

    await makeManyJpegs(phone(), 2, { seed: 2 });
    expect(await run('import')).toMatchObject({ code: 0, stderr: '' });
    expect(told()).toEqual([expect.stringMatching(/Ana's phone: files arrive again/)]);
  });

  test('is told of under cron without any notify:, and counts from the first run', async () => {
    configure(`imports: [{ path: images/Imports/Phone, name: "Ana's phone", staleAfter: 12h }]`);
    expect(await run('import')).toEqual(silent);
    passDays(0.4, job);
    expect(await run('import')).toEqual(silent);
    passDays(0.2, job);
    expect((await run('import')).stderr).toContain("nothing has arrived from Ana's phone");
    expect(await run('import')).toEqual(silent);
    passDays(1.1, job);
    expect((await run('import')).stderr).toContain("nothing has arrived from Ana's phone");
  });
});
