import { mkdirSync, readFileSync } from 'node:fs';
import { beforeEach, expect, test } from '@jest/globals';
import { type BackupLibrary, makeBackupLibrary } from '../backup-library.js';
import { disksForEachTest } from '../disks.js';
import { type FakeRclone, fakeRclone } from '../fake-rclone.js';
import { rcloneHome, type RcloneHome, startWebdav } from '../rclone.js';
import { describeWith, testWith } from '../requirements.js';
import { temporaryFolder } from '../temporary-folder.js';

const disks = disksForEachTest();
const folder = temporaryFolder();

describeWith(['rclone'], 'a cloud in trouble', () => {
  let library: BackupLibrary;
  let fake: FakeRclone;
  let rclone: RcloneHome;

  beforeEach(async () => {
    mkdirSync(folder('home'));
    fake = fakeRclone(folder('fake'));
    rclone = rcloneHome(folder('rclone'));
    rclone.crypt('crypt', folder('disk/under'));
    library = await makeBackupLibrary(folder('home'), {
      env: { RCLONE_CONFIG: rclone.config, PATH: fake.path },
    });
    library.configure('{ name: cloud, kind: cloud, remote: "crypt:Photos" }');
  });
  testWith(
    ['the right to mount', 'mkfs.ext4'],
    'that is too small gets what fits, and the rest is told until there is room',
    async () => {
      disks.ext4(folder('disk'), 40);
      for (const name of ['2020/a', '2021/b', '2022/c']) library.put(`${name}.mp4`, 7_000_000);
      await library.run('backup', 'setup', 'cloud');

      const ended = await library.run('backup', 'cloud');
      expect(ended).toMatchObject({ code: 3 });
      expect(ended.stderr).toMatch(/^photokeep: cloud: no room for [12] files? \(.*MB\).*\n$/);
      const [target] = (await library.said(3, 'backup', 'cloud')).filter(({ event }) => event === 'target');
      expect(target).toMatchObject({ uncovered: { 'no-room': {} }, exitCode: 3 });
      library.configure('{ name: cloud, kind: cloud, remote: "crypt:Photos", maxFileSize: 6M }');
      expect(await library.run('backup', 'cloud')).toEqual({ code: 0, stdout: '', stderr: '' });
    },
  );

  test('whose traffic is used up is not news to cron before it is stale; in a terminal it is told', async () => {
    library.put('a.jpg');
    await library.run('backup', 'setup', 'cloud');
    expect(await library.run('backup', 'cloud')).toMatchObject({ code: 0, stderr: '' });
    library.put('b.jpg');
    fake.behave({ errors: { 'operations/copyfile': 'Http Status: 509 Bandwidth Limit Exceeded' } });

    expect(await library.run('backup', 'cloud')).toEqual({ code: 75, stdout: '', stderr: '' });
    const [target] = (await library.said(75, 'backup', 'cloud')).filter(({ event }) => event === 'target');
    expect(target).toMatchObject({
      sent: 0,
      error: expect.stringContaining('traffic of the account is used up'),
    });
    fake.behave({});
    expect(await library.run('backup', 'cloud')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('that holds a file whose content was never recorded sends it again, with the old one kept', async () => {
    library.put('a.jpg', 1000, 'now');
    await library.run('backup', 'setup', 'cloud');
    rclone.run(['rcat', 'crypt:Photos/Gallery/a.jpg'], 'x'.repeat(1000));

    expect((await library.said(0, 'backup', 'cloud')).at(-1)).toMatchObject({ sent: 1, changed: 1 });
    expect(rclone.run(['cat', 'crypt:Photos/Gallery/a.jpg'])).not.toContain('xxx');
    expect(rclone.run(['lsf', '-R', '--files-only', 'crypt:Photos/.photokeep-versions'])).toMatch(/\/a\.jpg/);
  });

  test('that cannot be reached at all is 75, and in the middle 6, after the tries that were asked for', async () => {
    mkdirSync(folder('served'));
    const server = await startWebdav(folder('served'));
    rclone.remote('dav', { type: 'webdav', url: `http://127.0.0.1:${String(server.port)}`, vendor: 'other' });
    rclone.crypt('dav-crypt', 'dav:under');
    library.configure('{ name: cloud, kind: cloud, remote: "dav-crypt:Photos" }');
    library.put('a.jpg');
    await library.run('backup', 'setup', 'cloud');
    expect(await library.run('backup', 'cloud')).toMatchObject({ code: 0 });
    library.put('big.mp4', 80_000_000);

    const uploads = (): number => fake.asked().filter((method) => method === 'operations/copyfile').length;
    const before = uploads();
    const { child, ended } = library.start('backup', 'cloud', '--retries', '0', '--bwlimit', '20M');
    const isArriving = (): boolean => uploads() > before;
    while (child.exitCode === null && !isArriving()) await new Promise((resolve) => setTimeout(resolve, 10));
    await new Promise((resolve) => setTimeout(resolve, 300));
    server.kill();
    const cut = await ended;
    expect(cut).toMatchObject({ code: 6, stdout: '' });
    expect(cut.stderr).toMatch(/^photokeep: cloud: dav-crypt:Photos cannot be reached/m);
    expect(await library.run('backup', 'cloud')).toEqual({ code: 75, stdout: '', stderr: '' });

    await server.start();
    expect(await library.run('backup', 'cloud')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await library.run('backup', 'verify', 'cloud', '--all')).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(library.gallery('big.mp4')).length).toBe(80_000_000);
    expect(rclone.run(['size', 'dav-crypt:Photos/Gallery'])).toContain('(2)');
    server.kill();
  });
});
