import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals';
import { jsonLines } from '../json-output.js';
import { photokeep, startPhotokeep } from '../photokeep.js';
import { describeWith } from '../requirements.js';
import { sshdForAllTests, sshdNeeds } from '../sshd.js';

const needs = [...sshdNeeds, 'the right to mount', 'sshfs', 'fusermount3', '/dev/fuse'];

/** Also where the server is gone: nobody may touch a dead mount without a limit. */
function takeDown(point: string): void {
  try {
    execFileSync('fusermount3', ['-uz', point], { stdio: 'ignore', timeout: 10_000 });
  } catch {
    // Nothing was mounted there.
  }
}

/** A program that was given this word. */
function pidOf(name: string, word: string): number {
  const found = readdirSync('/proc').find((pid) => {
    if (!/^\d+$/.test(pid) || !existsSync(`/proc/${pid}/cmdline`)) return false;
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return words[0]?.endsWith(name) === true && words.includes(word);
  });
  if (found === undefined) throw new Error(`no ${name} with ${word} runs`);
  return Number(found);
}

describeWith(needs, 'the Gallery of another machine', () => {
  const keysFolder = mkdtempSync(join(realpathSync(tmpdir()), 'photokeep-test-'));
  const sshd = sshdForAllTests(join(keysFolder, 'sshd'));
  afterAll(() => {
    rmSync(keysFolder, { recursive: true, force: true });
  });

  let home = '';
  let there = '';
  let point = '';
  /** the sessions of the server that a test has stopped: to be ended after it */
  let stopped: number[] = [];

  beforeEach(() => {
    home = mkdtempSync(join(realpathSync(tmpdir()), 'photokeep-test-'));
    [there, point] = [join(home, 'pi/Gallery'), join(home, 'Pictures/Gallery')];
    mkdirSync(there, { recursive: true });
    writeFileSync(join(there, 'a.jpg'), 'a picture');
    writeConfig();
  });

  afterEach(() => {
    for (const pid of stopped.splice(0)) process.kill(pid, 'SIGKILL');
    takeDown(point);
    rmSync(home, { recursive: true, force: true });
  });

  function writeConfig(settings: Readonly<Record<string, unknown>> = {}): void {
    const { host, port, identityFile } = sshd();
    const entry = { name: 'gallery', remote: `${host}:${there}`, to: point, port, identityFile, ...settings };
    mkdirSync(join(home, '.config/photokeep'), { recursive: true });
    writeFileSync(join(home, '.config/photokeep/config.json'), JSON.stringify({ mounts: [entry] }));
  }

  const world = (path = sshd().path) => ({ home, env: { PATH: path } });
  const run = (...args: readonly string[]) => photokeep(args, world());
  const said = (text: string) => ({ code: 0, stderr: '', stdout: `${text}\n` });
  const remote = (): string => `root@127.0.0.1:${there}`;

  /** The processes that serve one connection; the server itself is the first of all. */
  const sessions = (): number[] => sshd().pids().slice(1);

  test('is mounted, written through, told to be there, and unmounted', async () => {
    expect(await run('mount', '--dry-run')).toEqual(said(`would be so: ${remote()} is mounted at ${point}`));
    expect(existsSync(point)).toBe(false);
    expect(await run('mount', 'gallery')).toEqual(said(`${remote()} is mounted at ${point}`));

    expect(readdirSync(point)).toEqual(['a.jpg']);
    writeFileSync(join(point, 'b.jpg'), 'another one');
    expect(readFileSync(join(there, 'b.jpg'), 'utf8')).toBe('another one');
    expect(statSync(join(point, 'a.jpg'))).toMatchObject({ uid: process.getuid!(), gid: process.getgid!() });

    expect(await run('mount')).toEqual(said(`${remote()} is mounted at ${point} already`));
    const [mount, summary] = jsonLines((await run('mount', '--list', '--json')).stdout);
    expect(mount).toEqual({ event: 'mount', name: 'gallery', remote: remote(), point, state: 'mounted' });
    expect(summary).toMatchObject({ event: 'summary', command: 'mount list', mounts: 1, exitCode: 0 });

    expect(await run('unmount', 'gallery')).toEqual(said(`${point} is unmounted`));
    expect(await run('unmount', point)).toEqual(said(`nothing is mounted at ${point}`));
    expect(readdirSync(point)).toEqual([]);
    expect((await run('mount', '--list')).stdout).toContain('not mounted');
  });

  test('can be named on the command line, with a blank in its path', async () => {
    const [odd, at] = [join(home, 'pi/my Fotos'), join(home, 'my Fotos')];
    mkdirSync(odd);
    writeFileSync(join(odd, 'ñ.jpg'), '');
    // The server's port and key, as ~/.ssh/config gives them to who has no config of photokeep's.
    const { port, identityFile } = sshd();
    const ssh = join(home, 'bin/ssh');
    mkdirSync(join(home, 'bin'));
    writeFileSync(
      ssh,
      `#!/bin/sh\nexec ${sshd().path.split(':')[0]!}/ssh -p ${String(port)} -i ${identityFile} "$@"\n`,
      { mode: 0o755 },
    );
    try {
      const path = `${join(home, 'bin')}:${process.env['PATH'] ?? ''}`;
      expect(await photokeep(['mount', `root@127.0.0.1:${odd}`, 'my Fotos'], world(path))).toMatchObject({
        code: 0,
        stderr: '',
      });
      expect(readdirSync(at)).toEqual(['ñ.jpg']);
      expect(await run('unmount', at)).toEqual(said(`${at} is unmounted`));
    } finally {
      takeDown(at);
    }
  });

  test('is known to be there also where the way to it is a link', async () => {
    mkdirSync(join(home, 'disk/Pictures'), { recursive: true });
    symlinkSync(join(home, 'disk/Pictures'), join(home, 'Pictures'));
    const real = join(home, 'disk/Pictures/Gallery');
    try {
      expect(await run('mount')).toEqual(said(`${remote()} is mounted at ${real}`));
      expect(await run('mount')).toEqual(said(`${remote()} is mounted at ${real} already`));
      expect(await run('unmount', point)).toEqual(said(`${real} is unmounted`));
    } finally {
      takeDown(real);
    }
  });

  test('whose server is frozen is noticed, taken down, and mounted again', async () => {
    await run('mount');
    stopped = sessions();
    for (const pid of stopped) process.kill(pid, 'SIGSTOP');

    const [listed, mounted] = await Promise.all([run('mount', '--list'), run('mount')]);
    expect(listed.stdout).toContain('does not answer');
    expect(mounted).toEqual(said(`${remote()} had stopped answering, and is mounted again at ${point}`));
    expect(readdirSync(point)).toEqual(['a.jpg']);
  });

  test('whose server is frozen is taken down by force', async () => {
    await run('mount');
    stopped = sessions();
    for (const pid of stopped) process.kill(pid, 'SIGSTOP');
    expect(await run('unmount', '--force')).toEqual(said(`${point} is unmounted`));
    expect(readdirSync(point)).toEqual([]);
  });

  test('whose sshfs was killed is mounted again ("transport endpoint is not connected")', async () => {
    await run('mount');
    process.kill(pidOf('sshfs', point), 'SIGKILL');
    expect(await run('mount')).toEqual(
      said(`${remote()} had stopped answering, and is mounted again at ${point}`),
    );
    expect(readdirSync(point)).toEqual(['a.jpg']);
  });

  test('whose connection was cut comes back by itself', async () => {
    await run('mount');
    sshd().kill();
    expect(await run('mount')).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(point)).toEqual(['a.jpg']);
  });

  test('is not unmounted under a writer: that is waited for, and --force does not wait', async () => {
    await run('mount');
    const file = openSync(join(point, 'long.mp4'), 'w');
    const waiting = startPhotokeep(['unmount'], world());
    await sleep(1500);
    expect(waiting.child.exitCode).toBeNull();
    writeSync(file, 'the end of it');
    closeSync(file);
    expect(await waiting.ended).toEqual(said(`${point} is unmounted`));
    expect(readFileSync(join(there, 'long.mp4'), 'utf8')).toBe('the end of it');

    await run('mount');
    const open = openSync(join(point, 'a.jpg'), 'r');
    const stoppedWaiting = startPhotokeep(['unmount'], world());
    await sleep(1500);
    stoppedWaiting.child.kill('SIGINT');
    expect(await stoppedWaiting.ended).toMatchObject({ code: 130 });
    expect(await run('unmount', '--force')).toEqual(said(`${point} is unmounted`));
    closeSync(open);
  });

  test('is not put over anything (4)', async () => {
    mkdirSync(point, { recursive: true });
    writeFileSync(join(point, 'mine.txt'), '');
    expect(await run('mount')).toEqual({
      ...{ code: 4, stdout: '' },
      stderr: `photokeep: ${point} is not empty: what is in it would be hidden; choose another folder, or move it away first\n`,
    });
    rmSync(join(point, 'mine.txt'));
    execFileSync('mount', ['-t', 'tmpfs', 'photokeep-test', point]);
    try {
      const refused = {
        code: 4,
        stdout: '',
        stderr: `photokeep: photokeep-test is mounted at ${point}; choose another folder\n`,
      };
      expect(await run('mount')).toEqual(refused);
      expect(await run('unmount')).toEqual(refused);
    } finally {
      execFileSync('umount', [point]);
    }
    await run('mount');
    mkdirSync(join(there, 'below'));
    writeConfig({ remote: `${remote()}/below` });
    expect(await run('mount')).toMatchObject({
      code: 4,
      stderr: expect.stringContaining(`${remote()} is mounted at ${point}`) as unknown,
    });
  });

  /** What ends it, in one line, with nothing mounted and nothing left behind that was not there. */
  async function expectFailure(code: number, message: string, path = sshd().path): Promise<void> {
    expect(await photokeep(['mount'], world(path))).toEqual({
      code,
      stdout: '',
      stderr: `photokeep: ${message}\n`,
    });
    expect(existsSync(point) ? readdirSync(point) : []).toEqual([]);
  }

  test.each<[string, () => object, string]>([
    [
      'the key is refused',
      () => ({ identityFile: sshd().strangersKey }),
      'it refuses the key; run: ssh-copy-id root@127.0.0.1',
    ],
    ['nobody answers', () => ({ port: 9 }), 'no ssh server answers there; is sshd running, on that port?'],
    [
      'the name is unknown',
      () => ({ remote: 'pi@no-such-host.invalid:/x' }),
      'there is no machine of that name; check the name, or use its address',
    ],
    [
      'the folder is missing',
      () => ({ remote: `${remote()}/none` }),
      'that folder is not there; check the path',
    ],
    ['it is no folder', () => ({ remote: `${remote()}/a.jpg` }), 'that is no folder; check the path'],
  ])('says so when %s', async (_, settings, message) => {
    const given = settings();
    writeConfig(given as Record<string, unknown>);
    const named = 'remote' in given ? String(given.remote) : remote();
    await expectFailure(6, `cannot mount ${named}: ${message}`);
  });

  test('says so when the host is unknown to ssh', async () => {
    const ssh = execFileSync('sh', ['-c', 'command -v ssh'], { encoding: 'utf8' }).trim();
    mkdirSync(join(home, 'bin'));
    const options = `-F none -o UserKnownHostsFile=${join(home, 'none')} -o GlobalKnownHostsFile=${join(home, 'none')}`;
    writeFileSync(join(home, 'bin/ssh'), `#!/bin/sh\nexec ${ssh} ${options} "$@"\n`, { mode: 0o755 });
    const message = 'its host key is not known, or has changed; run: ssh root@127.0.0.1';
    await expectFailure(
      6,
      `cannot mount ${remote()}: ${message}`,
      `${join(home, 'bin')}:${process.env['PATH'] ?? ''}`,
    );
  });

  test('says so when sshfs is not installed', async () => {
    mkdirSync(join(home, 'bin'));
    for (const program of ['ssh', 'stat', 'ls', 'setpriv', 'sh'])
      symlinkSync(
        execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim(),
        join(home, 'bin', program),
      );
    await expectFailure(6, 'sshfs is not installed; sudo apt install sshfs', join(home, 'bin'));
  });

  test('says so when the kernel has no FUSE', async () => {
    const withoutFuse = ['unshare', '--mount', 'sh', '-c', 'mount -t tmpfs none /dev && exec "$@"', 'sh'];
    expect(await photokeep(['mount'], { ...world(), through: withoutFuse })).toEqual({
      ...{
        code: 6,
        stdout: '',
        stderr: 'photokeep: there is no /dev/fuse: the kernel has no FUSE; sudo modprobe fuse\n',
      },
    });
  });

  test('must be one that the config names, or two words', async () => {
    const unknown = await run('mount', 'galery');
    expect(unknown).toMatchObject({
      ...{ code: 2, stderr: 'photokeep: no mount is called galery; the config names gallery\n' },
    });
    expect(await run('mount', '/here', '/there')).toMatchObject({ code: 2 });
  });
});
