import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type BackupLibrary, contentOf, copyOf, jobOf, makeBackupLibrary } from '../backup-library.js';
import { filesBelow } from '../contents.js';
import { rcloneHome, type RcloneHome, type WebdavServer, startWebdav } from '../rclone.js';
import { describeWith } from '../requirements.js';
import { folderForAllTests } from '../temporary-folder.js';

const folder = folderForAllTests();

describeWith(['rclone'], 'backup cloud, over a server that keeps neither times nor hashes', () => {
  let server: WebdavServer;
  let rclone: RcloneHome;
  let library: BackupLibrary;

  beforeAll(async () => {
    mkdirSync(folder('home'));
    mkdirSync(folder('served'));
    server = await startWebdav(folder('served'));
    rclone = rcloneHome(folder('rclone'));
    rclone.remote('dav', {
      type: 'webdav',
      url: `http://127.0.0.1:${String(server.port)}`,
      vendor: 'other',
    });
    rclone.crypt('dav-crypt', 'dav:photokeep');
    library = await makeBackupLibrary(folder('home'), { env: { RCLONE_CONFIG: rclone.config } });
    for (let number = 0; number < 60; number++) library.put(`2021/05-May/${String(number)}.jpg`, 3000);
    library.configure('{ name: mega, kind: cloud, remote: "dav-crypt:Photos" }');
  });
  afterAll(() => {
    server.kill();
  });

  /** The Gallery as anybody with rclone and the passwords gets it. */
  function arrived(): string[] {
    rmSync(folder('copy'), { recursive: true, force: true });
    rclone.run(['copy', 'dav-crypt:Photos/Gallery', folder('copy')]);
    return withoutTimes(copyOf(folder('copy')));
  }
  const withoutTimes = (lines: readonly string[]): string[] =>
    lines.map((line) => line.replace(/ \d+ (?=\w+$)/, ' '));
  const here = (): string[] => withoutTimes(copyOf(library.gallery()));

  describe('the first time', () => {
    test('it refuses a remote that was not set up, and says what fixes it', async () => {
      const ended = await library.run('backup', 'cloud');
      expect(ended).toMatchObject({ code: 4, stdout: '' });
      expect(ended.stderr).toContain('photokeep backup setup mega');
    });

    test('it is set up, and everything arrives', async () => {
      expect(await library.run('backup', 'setup', 'mega')).toMatchObject({ code: 0 });
      expect(await library.run('backup', 'cloud')).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(arrived()).toEqual(here());
      expect(filesBelow(folder('served')).join('\n')).not.toMatch(/jpg|May|Gallery/);
    });

    test('a second run sends nothing', async () => {
      const [summary] = (await library.said(0, 'backup', 'cloud')).slice(-1);
      expect(summary).toMatchObject({ command: 'backup cloud', sent: 0, moved: 0, bytes: 0, exitCode: 0 });
      expect(jobOf(library, 'mega')).toMatchObject({ last: { exitCode: 0 } });
    });
  });

  test('an edit that kept size and time arrives, and what it replaced is kept', async () => {
    const path = '2021/05-May/7.jpg';
    const { atime, mtime } = statSync(library.gallery(path));
    writeFileSync(library.gallery(path), contentOf('edited', 3000));
    utimesSync(library.gallery(path), atime, mtime);

    const lines = await library.said(0, 'backup', 'cloud');
    expect(lines).toContainEqual(
      expect.objectContaining({
        event: 'file',
        action: 'send',
        reason: 'edited',
        path: library.gallery(path),
      }),
    );
    expect(arrived()).toEqual(here());
    const versions = rclone.run(['lsf', '-R', '--files-only', 'dav-crypt:Photos/.photokeep-versions']);
    expect(versions).toMatch(/2021\/05-May\/7\.jpg/);
  });

  test('a moved album is renamed there, and almost nothing is sent', async () => {
    renameSync(library.gallery('2021/05-May'), library.gallery('2021/Anna and Tom'));
    const [summary] = (await library.said(0, 'backup', 'cloud')).slice(-1);
    expect(summary).toMatchObject({ sent: 0, moved: 60, bytes: 0 });
    expect(arrived()).toEqual(here());
  });

  test('what vanished there is sent again', async () => {
    rclone.run(['deletefile', 'dav-crypt:Photos/Gallery/2021/Anna and Tom/3.jpg']);
    const [summary] = (await library.said(0, 'backup', 'cloud')).slice(-1);
    expect(summary).toMatchObject({ sent: 1 });
    expect(arrived()).toEqual(here());
  });

  test('a flipped bit there is found when all is read back, and sent again', async () => {
    expect(await library.run('backup', 'verify', 'mega', '--all')).toMatchObject({ code: 0, stderr: '' });
    const [file] = filesBelow(folder('served')).filter((path) => statSync(path).size === 3048);
    const bytes = readFileSync(file!);
    bytes[1500]! ^= 1;
    writeFileSync(file!, bytes);

    const ended = await library.run('backup', 'verify', 'mega', '--all');
    expect(ended).toMatchObject({ code: 3 });
    expect(ended.stderr).toMatch(/^rotten {2}mega: /);
    expect(await library.run('backup', 'cloud')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await library.run('backup', 'verify', 'mega', '--all')).toMatchObject({ code: 0, stderr: '' });
    expect(arrived()).toEqual(here());
  });

  test('files and albums come back', async () => {
    rmSync(library.gallery('2021/Anna and Tom/5.jpg'));
    const before = copyOf(library.gallery());
    expect(await library.run('backup', 'restore', 'mega')).toMatchObject({ code: 0 });
    expect(copyOf(library.gallery())).not.toEqual(before);
    expect(copyOf(library.gallery())).toHaveLength(60);
    expect(await library.run('backup', 'restore', 'mega', '--drill')).toMatchObject({ code: 0 });
  });
});
