import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type BackupLibrary, copyOf, makeBackupLibrary } from '../backup-library.js';
import { filesBelow } from '../contents.js';
import { photokeep } from '../photokeep.js';
import { startWebdav, type WebdavServer } from '../rclone.js';
import { describeWith } from '../requirements.js';
import { folderForAllTests } from '../temporary-folder.js';

const folder = folderForAllTests();
const secret = { storage: 'the webdav password', encryption: 'very secret words', salt: 'and some salt' };

describeWith(['rclone'], 'backup setup makes the remotes of a cloud', () => {
  let server: WebdavServer;
  let library: BackupLibrary;
  let home = '';
  let number = 0;

  beforeAll(async () => {
    mkdirSync(folder('served'));
    server = await startWebdav(folder('served'));
  });
  afterAll(() => {
    server.kill();
  });
  beforeEach(async () => {
    home = folder(`home ${String(++number)}`);
    mkdirSync(home);
    library = await makeBackupLibrary(home);
    for (const name of ['2021/a.jpg', '2021/b.jpg', '2022/c.mp4']) library.put(name, 2000);
    library.configure('{ name: my cloud, kind: cloud, remote: "dav-crypt:Photos" }');
    writeFileSync(join(home, 'secrets'), `pass=${secret.storage}\n`);
  });

  const storage = (): string[] => [
    ...['--storage', 'webdav', '--option', `url=http://127.0.0.1:${String(server.port)}`, 'vendor=other'],
    ...['--secrets', join(home, 'secrets'), '--folder', `place${String(number)}`],
  ];
  const setUp = (...more: readonly string[]) =>
    library.run('backup', 'setup', 'my cloud', ...storage(), ...more);
  const config = (): string => join(home, '.config/rclone/rclone.conf');

  test('a storage and the encryption over it, and the page that brings all back to a machine that has nothing', async () => {
    const sheet = join(home, 'sheet.txt');
    expect(await setUp('--recovery-sheet', sheet)).toMatchObject({ code: 0, stderr: '' });
    expect(statSync(config()).mode & 0o777).toBe(0o600);
    expect(statSync(sheet).mode & 0o777).toBe(0o600);
    expect(readFileSync(config(), 'utf8')).not.toContain(secret.storage);
    expect(await library.run('backup', 'cloud')).toEqual({ code: 0, stdout: '', stderr: '' });
    const photos = copyOf(library.gallery());

    // As the page says.
    const bare = join(home, 'bare');
    mkdirSync(join(bare, '.config/rclone'), { recursive: true });
    const [, sections = ''] =
      /-+ rclone\.conf -+\n([^]*?)\n?-{20,}\n/.exec(readFileSync(sheet, 'utf8')) ?? [];
    writeFileSync(join(bare, '.config/rclone/rclone.conf'), sections, { mode: 0o600 });
    const restore = readFileSync(sheet, 'utf8').match(/(?<=photokeep )(init|backup restore) .*/g) ?? [];
    expect(restore).toHaveLength(2);
    const words = restore.map((line) =>
      line.match(/'[^']*'|\S+/g)!.map((word) => word.replaceAll("'", '').replace('~', bare)),
    );
    rmSync(library.root, { recursive: true });
    for (const args of words) {
      const ended = await photokeep(args, { home: bare });
      expect(ended).toMatchObject({ code: 0, stderr: '' });
    }
    expect(copyOf(join(bare, 'Photos/images/Gallery'))).toEqual(photos);
    const again = await photokeep(['backup', 'cloud', '--library', join(bare, 'Photos')], { home: bare });
    expect(again).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('the sheet can be had later, and overwrites nothing', async () => {
    await setUp();
    const sheet = join(home, 'sheet.txt');
    const later = ['backup', 'setup', 'my cloud', '--recovery-sheet', sheet];
    expect(await library.run(...later)).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(sheet, 'utf8')).toContain('[dav-crypt]\n');
    const refused = await library.run(...later);
    expect(refused).toMatchObject({ code: 4 });
    expect(refused.stderr).toContain('is there already');
  });

  test('passwords that are known get at what is there, and wrong ones leave nothing in the config', async () => {
    const passwords = `encryption=${secret.encryption}\nsalt=${secret.salt}\n`;
    writeFileSync(join(home, 'secrets'), `pass=x\n${passwords}`);
    expect(await setUp()).toMatchObject({ code: 0, stderr: '' });
    expect(await library.run('backup', 'cloud')).toMatchObject({ code: 0 });
    rmSync(config());

    writeFileSync(join(home, 'secrets'), 'pass=x\n');
    const used = await setUp();
    expect(used).toMatchObject({ code: 4, stdout: '' });
    expect(used.stderr).toContain('holds something already');
    writeFileSync(join(home, 'secrets'), `pass=x\nencryption=${secret.encryption}\nsalt=other\n`);
    expect(await setUp()).toMatchObject({ code: 4, stdout: '' });
    expect(readFileSync(config(), 'utf8')).not.toContain('[dav');

    writeFileSync(join(home, 'secrets'), `pass=x\n${passwords}`);
    expect(await setUp()).toMatchObject({ code: 0, stderr: '' });
    expect(await library.run('backup', 'cloud')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('what is missing or wrong is told in one line, and nothing is made', async () => {
    const tries: (readonly [readonly string[], number, RegExp])[] = [
      [[], 2, /no remote dav to store in.*--storage mega/],
      [['--storage', 'punchcards'], 2, /knows no storage punchcards/],
      [['--storage', 'webdav'], 2, /webdav needs url.*--option url=/],
      [['--storage', 'webdav', '--option', 'url=http://127.0.0.1:1'], 6, /cannot be reached|refused/],
      [['--storage', 'mega'], 6, /too old for MEGA/],
      [['--storage', 'webdav', '--secrets', '/not/there'], 2, /--secrets: \/not\/there cannot be read/],
    ];
    for (const [flags, code, words] of tries) {
      const ended = await library.run('backup', 'setup', 'my cloud', ...flags);
      expect(ended).toMatchObject({ code, stdout: '' });
      expect(ended.stderr).toMatch(words);
      expect(ended.stderr.trim().split('\n')).toHaveLength(1);
    }
    expect(existsSync(config()) ? readFileSync(config(), 'utf8').trim() : '').toBe('');
  });

  test('a dry run makes nothing', async () => {
    expect(await setUp('--dry-run')).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(config())).toBe(false);
    expect(readdirSync(folder('served'))).not.toContain(`place${String(number)}`);
  });

  test('no password is in a command line, an environment, a log or a file but the config', async () => {
    writeFileSync(
      join(home, 'secrets'),
      `pass=${secret.storage}\nencryption=${secret.encryption}\nsalt=${secret.salt}\n`,
    );
    const seen: string[] = [];
    const said: string[] = [];
    const watch = async (...args: readonly string[]): Promise<void> => {
      const { child, ended } = library.start(...args);
      while (child.exitCode === null) {
        for (const pid of childrenOf(child.pid!))
          seen.push(readProc(pid, 'cmdline'), readProc(pid, 'environ'));
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      const { code, stdout, stderr } = await ended;
      expect(code).toBe(0);
      said.push(stdout, stderr);
    };
    await watch('backup', 'setup', 'my cloud', ...storage(), '--json');
    await watch('backup', 'cloud', '--json', '-v');
    await watch('backup', 'verify', 'my cloud', '--all', '-v');
    await watch('backup', 'restore', 'my cloud', '--to', join(home, 'back'), '--json');

    expect(seen.some((text) => text.includes('rclone'))).toBe(true);
    rmSync(join(home, 'secrets'));
    const files = filesBelow(home).map((path) => readFileSync(path, 'latin1'));
    const disguised = readFileSync(config(), 'utf8').match(/(?<=pass\w* = ).*/g) ?? [];
    expect(disguised).toHaveLength(3);
    for (const word of Object.values(secret))
      expect([...seen, ...said, ...files].filter((text) => text.includes(word))).toEqual([]);
    for (const word of disguised) {
      expect([...seen, ...said].filter((text) => text.includes(word))).toEqual([]);
      expect(files.filter((text) => text.includes(word))).toHaveLength(1);
    }
  });
});

function childrenOf(pid: number): number[] {
  const children = readProc(pid, `task/${String(pid)}/children`)
    .split(' ')
    .filter(Boolean)
    .map(Number);
  return [pid, ...children.flatMap(childrenOf)];
}

function readProc(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${String(pid)}/${name}`, 'latin1');
  } catch {
    return '';
  }
}
