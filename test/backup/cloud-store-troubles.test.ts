import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createCloudStore } from '../../src/backup/cloud-store.js';
import type { Store } from '../../src/backup/store.js';
import { createFingerprinter } from '../../src/content/fingerprint.js';
import { disksForEachTest } from '../disks.js';
import { type FakeRclone, fakeRclone } from '../fake-rclone.js';
import { filesBelow } from '../folder-listing.js';
import { rcloneHome, type RcloneHome, startWebdav, type WebdavServer } from '../rclone.js';
import { describeWith, testWith } from '../requirements.js';
import { folderForAllTests, temporaryFolder } from '../temporary-folder.js';
import { arrived, sendTo, type Sent, writeBig } from './sending.js';
import { cloudTarget } from './targets.js';

const disks = disksForEachTest();
const all = folderForAllTests();
const folder = temporaryFolder();
/** Seconds instead of minutes. */
const patience = { timeout: 2, connectTimeout: 2, retries: 1 };

describeWith(['rclone'], 'a target in a cloud', () => {
  let server: WebdavServer;
  let rclone: RcloneHome;
  let number = 0;
  const opened: Store[] = [];
  beforeAll(async () => {
    mkdirSync(all('served'));
    server = await startWebdav(all('served'));
    rclone = rcloneHome(all('rclone'));
    rclone.remote('dav', { type: 'webdav', url: `http://127.0.0.1:${String(server.port)}`, vendor: 'other' });
  });
  afterAll(() => {
    server.kill();
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });

  async function open(under: string, path = rclone.env['PATH']!): Promise<Store> {
    const name = `crypt${String(++number)}`;
    rclone.crypt(name, under);
    const store = createCloudStore(
      cloudTarget(`${name}:Photos`),
      { env: { ...rclone.env, PATH: path } },
      patience,
    );
    opened.push(store);
    await store.makeRoot();
    return store;
  }

  async function isRight(store: Store, path: string): Promise<boolean> {
    const fingerprint = (await createFingerprinter())(folder('Gallery', path)).fingerprint;
    const [checked] = await store.check(
      [{ path: `Gallery/${path}`, fingerprint, here: undefined }],
      () => undefined,
    );
    return checked?.is === 'right';
  }

  describe('whose server goes in the middle of a file', () => {
    const paths = ['video.mp4', 'z.jpg'];

    /** Does something to the server as soon as some of the first file has come. */
    async function sendUntil(store: Store, then: () => void): Promise<Sent> {
      writeBig(folder('Gallery/video.mp4'), 120);
      writeBig(folder('Gallery/z.jpg'), 1);
      let isDone = false;
      return sendTo(store, folder('Gallery'), paths, {
        onBytes(bytes) {
          if (bytes < 1e6 || isDone) return;
          isDone = true;
          then();
        },
      });
    }

    test.each(['is stopped', 'freezes'] as const)(
      '%s: nothing cut off has a name, and the next time all arrives',
      async (how) => {
        const under = `dav:${how === 'freezes' ? 'frozen' : 'stopped'}`;
        const store = await open(under);

        const cut = await sendUntil(store, () => {
          if (how === 'freezes') process.kill(server.pid, 'SIGSTOP');
          else server.kill();
        });
        expect(cut.failure).toMatchObject({ name: 'StoreError', retry: true });
        expect(['unreachable', 'timeout']).toContain((cut.failure as { reason: string }).reason);
        if (how === 'freezes') process.kill(server.pid, 'SIGCONT');
        else await server.start();

        const again = await sendTo(store, folder('Gallery'), paths);
        expect([arrived(again), again.failure]).toEqual([paths, undefined]);
        for (const path of paths) expect(await isRight(store, path)).toBe(true);
        expect(await store.rootNames()).toEqual(expect.arrayContaining(['Gallery']));
      },
    );
  });

  testWith(
    ['the right to mount', 'mkfs.ext4'],
    'that is full says so, keeps what came, and goes on when there is room',
    async () => {
      disks.ext4(folder('disk'), 32);
      const store = await open(folder('disk/under'));
      writeBig(folder('Gallery/a.jpg'), 1);
      writeBig(folder('Gallery/b.mp4'), 60);
      expect(arrived(await sendTo(store, folder('Gallery'), ['a.jpg']))).toEqual(['a.jpg']);
      const sent = await sendTo(store, folder('Gallery'), ['b.mp4']);
      expect(sent).toMatchObject({ answers: [], failure: { reason: 'no-space', retry: false } });
      const names: string[] = [];
      for await (const { path } of store.list('Gallery')) names.push(path);
      expect(names).toEqual(['Gallery/a.jpg']);
      writeBig(folder('Gallery/c.jpg'), 1);
      expect(arrived(await sendTo(store, folder('Gallery'), ['c.jpg']))).toEqual(['c.jpg']);
    },
  );

  describe('that is MEGA', () => {
    let fake: FakeRclone;
    beforeEach(() => {
      fake = fakeRclone(folder('fake'));
      mkdirSync(folder('Gallery'), { recursive: true });
      writeFileSync(folder('Gallery/a.jpg'), 'aaaa');
      writeFileSync(folder('Gallery/b.jpg'), 'bbbb');
    });

    test.each([
      ["couldn't login: Http Status: 402 Payment Required", 'not-permitted', false, /402.*/],
      ['Http Status: 509 Bandwidth Limit Exceeded', 'over-quota', false, /traffic of the account is used up/],
      ['Request over quota', 'no-space', false, /no space left/],
      [
        "couldn't login: Object (typically, node or user) not found",
        'not-permitted',
        false,
        /does not let us in/,
      ],
      [
        'Resource temporarily not available, please try again later',
        'unreachable',
        true,
        /cannot be reached/,
      ],
      ['Http Status: 500 Server Too Busy', 'unreachable', true, /cannot be reached/],
    ])('and says %j: %s', async (error, reason, retry, message) => {
      const store = await open(folder('under'), fake.path);
      await sendTo(store, folder('Gallery'), ['a.jpg']);
      fake.behave({ errors: { 'operations/copyfile': error } });

      const { answers, failure } = await sendTo(store, folder('Gallery'), ['b.jpg']);

      expect(answers).toEqual([]);
      expect(failure).toMatchObject({
        name: 'StoreError',
        reason,
        retry,
        message: expect.stringMatching(message),
      });
      fake.behave({});
      expect(arrived(await sendTo(store, folder('Gallery'), ['b.jpg']))).toEqual(['b.jpg']);
    });

    test('and holds two files of one name: both are set aside when it is sent again', async () => {
      const store = await open(folder('under'), fake.path);
      await sendTo(store, folder('Gallery'), ['a.jpg', 'b.jpg']);
      const remote = `crypt${String(number)}:Photos`;
      rclone.run(['rcat', `${remote}/Gallery/a.jpg~dup`], 'aaaa');

      const drifts: unknown[] = [];
      for await (const drift of await store.compare(folder('Gallery'), 'Gallery')) drifts.push(drift);
      expect(drifts).toEqual([{ path: 'a.jpg', drift: 'different' }]);
      const versions = '.photokeep-versions/dup';
      const again = await sendTo(store, folder('Gallery'), ['a.jpg'], { versions, ignoreTimes: true });
      expect(arrived(again)).toEqual(['a.jpg']);
      const there = rclone.run(['lsf', '-R', '--files-only', remote]).trim().split('\n').sort();
      expect(there).toEqual([`${versions}/a.jpg`, `${versions}/a.jpg (2)`, 'Gallery/a.jpg', 'Gallery/b.jpg']);
    });

    test('is asked through one rclone for a whole run', async () => {
      const store = await open(folder('under'), fake.path);
      await sendTo(store, folder('Gallery'), ['a.jpg', 'b.jpg']);
      await store.move([{ from: 'Gallery/a.jpg', to: 'Gallery/c.jpg' }]);
      expect(await store.readSmall('none')).toBeUndefined();
      expect(fake.asked().filter((method) => method === 'core/stats').length).toBeGreaterThan(0);
      expect(fake.asked().filter((method) => method === 'config/get').length).toBeLessThanOrEqual(2);
    });
  });

  test('whose rclone dies is asked through another one', async () => {
    const store = await open(folder('under'));
    mkdirSync(folder('Gallery'));
    writeFileSync(folder('Gallery/a.jpg'), 'a');
    const [pid] = rclonesOf(process.pid);
    process.kill(pid!, 'SIGKILL');

    const cut = await sendTo(store, folder('Gallery'), ['a.jpg']);
    expect(cut.failure).toMatchObject({ name: 'StoreError', retry: true });
    expect(arrived(await sendTo(store, folder('Gallery'), ['a.jpg']))).toEqual(['a.jpg']);
    expect(statSync(folder('under')).isDirectory()).toBe(true);
    expect(filesBelow(folder('under')).length).toBe(1);
  });
});

/** Processes of rclone's below one of ours. */
function rclonesOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const status = readFileSync(`/proc/${name}/status`, 'utf8');
        const isRcd = readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('\0rcd\0');
        return isRcd && new RegExp(`^PPid:\\s*${String(pid)}$`, 'm').test(status);
      } catch {
        return false;
      }
    })
    .map(Number);
}
