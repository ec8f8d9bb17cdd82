import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import { readUncovered } from '../../src/library/uncovered.js';
import { type BackupLibrary, contentOf, copyOf, makeBackupLibrary } from '../backup-library.js';
import { rcloneHome, type RcloneHome } from '../rclone.js';
import { describeWith } from '../requirements.js';
import { folderForAllTests } from '../temporary-folder.js';

const folder = folderForAllTests();

describeWith(['rclone'], 'what does not go to a cloud, and what goes first', () => {
  let rclone: RcloneHome;
  let library: BackupLibrary;
  let number = 0;
  let home = '';

  beforeAll(() => {
    rclone = rcloneHome(folder('rclone'));
  });
  beforeEach(async () => {
    home = folder(`home ${String(++number)}`);
    mkdirSync(home);
    rclone.crypt(`crypt${String(number)}`, join(home, 'cloud'));
    library = await makeBackupLibrary(home, { env: { RCLONE_CONFIG: rclone.config } });
  });

  async function configure(settings: string): Promise<void> {
    library.configure(`{ name: cloud, kind: cloud, remote: "crypt${String(number)}:", ${settings} }`);
    expect(await library.run('backup', 'setup', 'cloud')).toMatchObject({ code: 0, stderr: '' });
  }
  const there = (): string[] =>
    rclone
      .run(['lsf', '-R', '--files-only', `crypt${String(number)}:Gallery`])
      .split('\n')
      .filter(Boolean)
      .sort();
  const uncovered = () => readUncovered({ targets: library.state('targets') }, 'cloud')?.reasons;

  test('files that are too large or excluded are not sent, and are on record', async () => {
    library.put('2021/a.jpg', 1000);
    library.put('2021/big.mp4', 3_000_000);
    library.put('2021/Screenshots/b.jpg', 500);
    await configure('maxFileSize: 2M, exclude: [Screenshots]');

    const lines = await library.said(0, 'backup', 'cloud');
    expect(there()).toEqual(['2021/a.jpg']);
    const reasons = { 'too-large': { files: 1, bytes: 3_000_000 }, excluded: { files: 1, bytes: 500 } };
    expect(lines).toContainEqual(expect.objectContaining({ event: 'target', uncovered: reasons }));
    expect(uncovered()).toMatchObject({
      'too-large': { files: 1, paths: ['2021/big.mp4'] },
      excluded: { files: 1, paths: ['2021/Screenshots/b.jpg'] },
    });
    expect(await library.run('backup', 'cloud')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect((await library.run('status')).stdout).toContain(
      'after its last run: 1 too large (3.0 MB), 1 excluded (500 bytes)',
    );

    await configure('include: [2021]');
    expect(await library.run('backup', 'cloud')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(there()).toEqual(['2021/Screenshots/b.jpg', '2021/a.jpg', '2021/big.mp4']);
    expect(uncovered()).toBeUndefined();
  });

  test('names that are too long for crypt are told, and lead back to what they were', async () => {
    const long = `${'long name '.repeat(20)}.jpg`;
    library.put(`2021/${long}`, 1000);
    await configure('');

    const dry = await library.run('backup', 'cloud', '--dry-run');
    expect(dry.stderr).toContain('1 path has a name of more than 143 bytes');
    expect(await library.run('backup', 'cloud')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect((await library.said(0, 'backup', 'cloud')).at(-1)).toMatchObject({ sent: 0 });
    expect(there()).toHaveLength(1);
    expect(await library.run('backup', 'verify', 'cloud', '--all')).toMatchObject({ code: 0, stderr: '' });
    expect(await library.run('backup', 'restore', 'cloud', '--to', join(home, 'back'))).toMatchObject({
      code: 0,
    });
    expect(copyOf(join(home, 'back'))).toEqual(copyOf(library.gallery()));
    expect(readFileSync(join(home, 'back/2021', long))).toEqual(contentOf(`2021/${long}`, 1000));
  });

  test('a remote that does not encrypt is refused, unless that is wanted', async () => {
    const plain = `plain${String(number)}`;
    rclone.remote(plain, { type: 'alias', remote: join(home, 'plain') });
    mkdirSync(join(home, 'plain'));
    library.put('a.jpg');
    library.configure(`{ name: cloud, kind: cloud, remote: "${plain}:Photos" }`);

    const refused = await library.run('backup', 'setup', 'cloud');
    expect(refused).toMatchObject({ code: 4, stdout: '' });
    expect(refused.stderr).toContain('does not encrypt');
    library.configure(`{ name: cloud, kind: cloud, remote: "${plain}:Photos", encrypted: false }`);
    expect(await library.run('backup', 'setup', 'cloud')).toMatchObject({ code: 0 });
    expect(await library.run('backup', 'cloud')).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(join(home, 'plain/Photos/Gallery/a.jpg'))).toEqual(contentOf('a.jpg', 1000));
  });

  test.each(['password', 'salt'] as const)('a wrong %s is refused: the remote looks empty', async (which) => {
    library.put('a.jpg');
    await configure('');
    expect(await library.run('backup', 'cloud')).toMatchObject({ code: 0, stderr: '' });
    const passwords = { password: ['wrong', 'battery staple'], salt: ['correct horse', 'wrong'] } as const;
    const wrong = `wrong-${which}`;
    rclone.crypt(wrong, join(home, 'cloud'), passwords[which]);
    library.configure(`{ name: cloud, kind: cloud, remote: "${wrong}:" }`);

    for (const command of [
      ['backup', 'cloud'],
      ['backup', 'setup', 'cloud', '--yes'],
    ]) {
      const ended = await library.run(...command);
      expect(ended).toMatchObject({ code: 4, stdout: '' });
      expect(ended.stderr).toContain('wrong password or salt');
    }
    expect(there()).toEqual(['a.jpg']);
  });

  test('MEGA and an rclone that is too old for it: that is said, with where to get a newer one', async () => {
    rclone.remote(`mega${String(number)}`, { type: 'mega', user: 'a@example.org', pass: '' });
    rclone.crypt(`mega-crypt${String(number)}`, `mega${String(number)}:photokeep`);
    library.configure(`{ name: cloud, kind: cloud, remote: "mega-crypt${String(number)}:Photos" }`);
    const [, version = '0'] = /rclone v1\.(\d+)/.exec(rclone.run(['version'])) ?? [];
    if (Number(version) > 71) return;

    const ended = await library.run('backup', 'cloud');
    expect(ended).toMatchObject({ code: 6, stdout: '' });
    expect(ended.stderr).toMatch(/too old for MEGA.*1\.71\.2.*https:\/\/rclone\.org\/downloads/);
  });

  test('mistakes in the config are told in one line', async () => {
    library.configure('{ name: cloud, kind: cloud, remote: "nowhere:Photos" }');
    const ended = await library.run('backup', 'cloud');
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain("rclone's config has no remote nowhere");
    expect((await library.run('backup', 'local', 'cloud')).stderr).toContain('photokeep backup cloud cloud');
  });
});
