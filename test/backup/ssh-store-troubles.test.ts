import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createSshStore } from '../../src/backup/ssh-store.js';
import type { Store } from '../../src/backup/store.js';
import type { SshTarget } from '../../src/backup/target.js';
import { disksForEachTest } from '../disks.js';
import { filesBelow } from '../folder-listing.js';
import { describeWith, testWith } from '../requirements.js';
import { type Sshd, sshdForAllTests, sshdNeeds } from '../sshd.js';
import { folderForAllTests, temporaryFolder } from '../temporary-folder.js';
import { arrived, isSameFile, sendTo, whileArriving, writeBig } from './sending.js';
import { sshTarget } from './targets.js';

const disks = disksForEachTest();
const folder = temporaryFolder();
/** Seconds instead of minutes. */
const patience = { connect: 5, alive: 1, idle: 30 };

describeWith(sshdNeeds, 'a target on another machine', () => {
  const sshd = sshdForAllTests(folderForAllTests()('sshd'));
  const opened: Store[] = [];
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });

  function open(more: Partial<SshTarget> = {}, server: Pick<Sshd, 'path'> = sshd()): Store {
    mkdirSync(folder('backup'), { recursive: true });
    const target = { ...sshTarget(sshd(), folder('backup')), ...more };
    const store = createSshStore(target, { env: { ...process.env, PATH: server.path } }, patience);
    opened.push(store);
    return store;
  }

  describe('whose connection is cut in the middle of a file', () => {
    test('fails as a network does, keeps what had come, and goes on from there', async () => {
      writeBig(folder('Gallery/video.mp4'), 100);
      writeBig(folder('Gallery/z.jpg'), 1);
      const store = open();
      const partial = () => folder('backup/.photokeep-partial/video.mp4');

      const sending = sendTo(store, folder('Gallery'), ['video.mp4', 'z.jpg']);
      const cut = await whileArriving(folder('backup/.photokeep-partial'), sending, () => {
        sshd().kill();
      });

      expect(cut.failure).toMatchObject({ name: 'StoreError', reason: 'unreachable', retry: true });
      // The other side notices a little later.
      for (let tries = 0; tries < 100 && !existsSync(partial()); tries++) await sleep(50);
      expect(statSync(partial()).size).toBeGreaterThan(0);
      expect(filesBelow(folder('backup/Gallery'))).not.toContain('video.mp4');

      const again = await sendTo(store, folder('Gallery'), ['video.mp4', 'z.jpg']);

      expect([arrived(again), again.failure]).toEqual([['video.mp4', 'z.jpg'], undefined]);
      expect(isSameFile(folder('Gallery/video.mp4'), folder('backup/Gallery/video.mp4'))).toBe(true);
      expect(readdirSync(folder('backup'))).toEqual(['Gallery']);
    });
  });

  describe('that freezes in the middle of a file', () => {
    test('is given up after a while', async () => {
      writeBig(folder('Gallery/video.mp4'), 100);
      const store = open();
      let frozen: number[] = [];

      const started = process.hrtime.bigint();
      const sending = sendTo(store, folder('Gallery'), ['video.mp4']);
      const sent = await whileArriving(folder('backup/.photokeep-partial'), sending, () => {
        frozen = sshd().pids().slice(1);
        for (const pid of frozen) process.kill(pid, 'SIGSTOP');
      });
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      for (const pid of frozen) process.kill(pid, 'SIGCONT');

      expect(frozen.length).toBeGreaterThan(0);
      expect(sent.failure).toMatchObject({ name: 'StoreError', retry: true });
      // Three questions, a second apart; and not the half minute in which rsync itself would give up.
      expect(seconds).toBeLessThan(25);
      expect(await store.isThere()).toBe(true);
    });
  });

  describe('that cannot be used', () => {
    async function failureOf(store: Store): Promise<unknown> {
      return store.isThere().then(
        () => undefined,
        (error: unknown) => error,
      );
    }

    test('because nobody answers', async () => {
      expect(await failureOf(open({ port: 1 }))).toMatchObject({
        reason: 'unreachable',
        retry: true,
        message: 'root@127.0.0.1 does not answer',
        remedy: 'is it switched on, and its ssh running?',
      });
    });

    test('because its name is not known', async () => {
      expect(await failureOf(open({ host: 'pi@photokeep.invalid' }))).toMatchObject({
        reason: 'unreachable',
        retry: true,
        message: 'pi@photokeep.invalid is not known in this network',
      });
    });

    test('because it does not know the key', async () => {
      expect(await failureOf(open({ identityFile: sshd().strangersKey }))).toMatchObject({
        reason: 'not-permitted',
        retry: false,
        message: 'root@127.0.0.1 does not let us in',
        remedy: expect.stringContaining(`ssh-copy-id -p ${String(sshd().port)} root@127.0.0.1`) as unknown,
      });
    });

    test('because nobody has compared its own key', async () => {
      expect(await failureOf(open({ host: 'root@localhost' }))).toMatchObject({
        reason: 'not-permitted',
        retry: false,
        message: 'root@localhost was never logged in to from here, so its key is not known',
        remedy: expect.stringContaining(`ssh -p ${String(sshd().port)} root@localhost`) as unknown,
      });
    });

    test('because there is no ssh here', async () => {
      const empty = folder('empty');
      mkdirSync(empty);

      expect(await failureOf(open({}, { path: empty }))).toMatchObject({
        name: 'PhotokeepError',
        kind: 'external',
        message: 'ssh is not installed',
        remedy: 'sudo apt install openssh-client',
      });
    });
  });

  test('logs in once for all that is done', async () => {
    for (const name of ['a', 'b', 'c']) writeBig(folder('Gallery', name), 1);
    const store = open();
    const before = logins();

    for (const name of ['a', 'b', 'c']) await sendTo(store, folder('Gallery'), [name]);
    await store.fetch([{ path: 'Gallery/a', to: folder('a') }], () => undefined);
    await store.writeSmall('x', Buffer.from('x'));

    expect(logins() - before).toBe(1);
  });

  function logins(): number {
    return readFileSync(sshd().log, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('Accepted')).length;
  }

  test('takes a path from the home directory of the other side', async () => {
    const store = open({ to: '~/photokeep-test-that-is-not-there' });

    expect(await store.isThere()).toBe(false);
  });

  test('is reached with a key in a folder with odd characters in its name', async () => {
    const keys = folder(`it's "my" keys`);
    mkdirSync(keys);
    writeFileSync(`${keys}/key`, readFileSync(sshd().identityFile), { mode: 0o600 });
    writeBig(folder('Gallery/a'), 1);

    const sent = await sendTo(open({ identityFile: `${keys}/key` }), folder('Gallery'), ['a']);

    expect(sent).toEqual({ answers: [{ path: 'a', ok: true }], failure: undefined });
  });

  describe('whose disk', () => {
    const ext4 = ['the right to mount', 'mount', 'umount', 'mkfs.ext4', 'losetup'];

    testWith(ext4, 'fills up: nothing is cut off', async () => {
      disks.ext4(folder('backup'), 32);
      const names = ['a.mp4', 'b.mp4', 'c.mp4', 'd.mp4'];
      for (const name of names) writeBig(folder('Gallery', name), 8);
      const store = open();

      const sent = await sendTo(store, folder('Gallery'), names);

      expect(sent.failure).toMatchObject({
        reason: 'no-space',
        retry: false,
        message: expect.stringMatching(
          /no space left: up to 34 MB more were to be sent, and \d+ MB are free/,
        ) as unknown,
      });
      expect(arrived(sent).length).toBeGreaterThan(0);
      expect(filesBelow(folder('backup/Gallery'))).toEqual(arrived(sent));
      for (const name of arrived(sent))
        expect(isSameFile(folder('Gallery', name), folder('backup/Gallery', name))).toBe(true);
      await expect(store.writeSmall('large', Buffer.alloc(40e6))).rejects.toMatchObject({
        reason: 'no-space',
      });
      await store.close();
    });

    testWith(ext4, 'is unmounted: its mount point does not become a target', async () => {
      disks.ext4(folder('backup'), 8);
      writeBig(folder('Gallery/a'), 1);
      const store = open();
      await store.writeSmall('.photokeep-target.json', Buffer.from('{}'));
      await sendTo(store, folder('Gallery'), ['a']);
      execFileSync('umount', ['--lazy', folder('backup')]);
      try {
        expect((await sendTo(store, folder('Gallery'), ['a'])).failure).toMatchObject({
          reason: 'unreachable',
        });
        await expect(store.writeSmall('x', Buffer.from('x'))).rejects.toMatchObject({
          reason: 'unreachable',
        });
        expect(readdirSync(folder('backup'))).toEqual([]);
      } finally {
        execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', folder('backup')]);
      }
    });

    const exfat = ['the right to mount', 'mkfs.exfat', 'mount.exfat-fuse', 'losetup', '/dev/fuse'];
    testWith(exfat, 'keeps neither owners nor permissions: that is no failure every night', async () => {
      disks.exfat(folder('backup'), 32);
      for (const name of ['a', 'b']) {
        writeBig(folder('Gallery', name), 1);
        chmodSync(folder('Gallery', name), 0o640);
      }
      const store = open();

      for (const name of ['a', 'b', 'a'])
        expect(await sendTo(store, folder('Gallery'), [name])).toEqual({
          answers: [{ path: name, ok: true }],
          failure: undefined,
        });
      const different: unknown[] = [];
      for await (const drift of await store.compare(folder('Gallery'), 'Gallery')) different.push(drift);

      expect(different).toEqual([]);
      expect(readdirSync(folder('backup'))).toEqual(['Gallery']);
      await store.close();
    });
  });
});

describeWith(sshdNeeds, 'a machine with other programs', () => {
  const all = folderForAllTests();
  const bin = all('bin');
  mkdirSync(bin);
  for (const name of ['bash', 'sh']) execFileSync('ln', ['-s', `/bin/${name}`, bin]);
  const sshd = sshdForAllTests(all('sshd'), [`SetEnv PATH=${bin}`]);

  async function sendOne(): Promise<unknown> {
    mkdirSync(folder('backup'));
    writeBig(folder('Gallery/a'), 1);
    const store = createSshStore(
      sshTarget(sshd(), folder('backup')),
      { env: { ...process.env, PATH: sshd().path } },
      patience,
    );
    try {
      return await sendTo(store, folder('Gallery'), ['a']);
    } finally {
      await store.close();
    }
  }

  test('without rsync says so', async () => {
    rmSync(`${bin}/rsync`, { force: true });

    expect(await sendOne()).toMatchObject({
      failure: {
        reason: 'tool-failed',
        retry: false,
        message: 'there is no rsync on root@127.0.0.1',
        remedy: 'sudo apt install rsync, on that machine',
      },
    });
  });

  test('with an rsync of Debian 11, which does not know --fsync, is sent to without', async () => {
    // It gets its arguments through its input, so that no shell can change them; and it prints what 3.2.3 prints.
    writeFileSync(
      `${bin}/rsync`,
      `#!/bin/bash
while IFS= read -r -d '' word; do
  words+=("$word")
  [ "$word" = --fsync ] && unknown=yes
  [ -z "$word" ] && break
done
if [ -n "$unknown" ]; then
  echo "$*" >>${bin}/refused
  echo 'rsync: --fsync: unknown option' >&2
  echo 'rsync error: syntax or usage error (code 1) at main.c(1795) [server=3.2.3]' >&2
  exit 1
fi
exec ${realRsync()} "$@" < <({ printf '%s\\0' "\${words[@]}"; exec /bin/cat; } 2>/dev/null)
`,
      { mode: 0o755 },
    );

    expect(await sendOne()).toEqual({ answers: [{ path: 'a', ok: true }], failure: undefined });
    expect(readFileSync(`${bin}/refused`, 'utf8')).toContain('--server');
  });
});

function realRsync(): string {
  return execFileSync('sh', ['-c', 'command -v rsync'], { encoding: 'utf8' }).trim();
}
