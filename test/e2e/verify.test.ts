import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { type BackupLibrary, contentOf, makeBackupLibrary } from '../backup-library.js';
import { contentsOf, listing } from '../folder-listing.js';
import { photokeep } from '../photokeep.js';
import { describeWith, testWith } from '../requirements.js';
import { temporaryFolder } from '../temporary-folder.js';
import { verifiedFiles } from '../verified-files.js';

const at = temporaryFolder();
const target = (path = ''): string => at('Backup', path);
const names = ['2023/05-May/a.jpg', '2023/05-May/b.jpg', '2024/01-January/c.jpg'];

let library: BackupLibrary;

const verify = (code: number, ...args: readonly string[]): Promise<string[]> =>
  verifiedFiles(library, code, ...args);
const backUp = (): Promise<{ code: number | null }> => library.run('backup', 'local', 'hdd');

async function makeLibrary(): Promise<void> {
  library = await makeBackupLibrary(at());
  for (const name of names) library.put(name);
}

async function setUpBackup(): Promise<void> {
  mkdirSync(target());
  library.configure(`{ name: hdd, to: ${target()} }`);
  expect(await library.run('backup', 'setup', 'hdd', '--yes')).toMatchObject({ code: 0 });
  expect(await backUp()).toMatchObject({ code: 0 });
}

describe('a Gallery in which nothing is wrong', () => {
  beforeEach(makeLibrary);

  test('is learnt at first and verified from then on, and is itself untouched', async () => {
    const before = listing(library.gallery());
    expect(await verify(0, '--all')).toEqual(names.map((name) => `done learn ${name}`));
    expect(await verify(0, '--all')).toEqual(names.map((name) => `done verify ${name}`));
    expect(listing(library.gallery())).toEqual(before);
    expect(await library.run('verify', '--all')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('is read a twelfth at a time, what was read longest ago first: twelve months for all of it', async () => {
    for (let number = 0; number < 21; number++) library.put(`2022/${String(number)}.jpg`);
    await verify(0, '--all');
    const read: string[] = [];
    for (let month = 0; month < 12; month++) read.push(...(await verify(0)));
    expect(read).toHaveLength(24);
    expect(new Set(read).size).toBe(24);
    expect(await verify(0, '--subset', '25%')).toEqual(read.slice(0, 6).sort());
  });

  test('what others put there, edited, moved and removed is learnt', async () => {
    await verify(0, '--all');
    library.put('2023/05-May/a.jpg', 1200, 'edited');
    writeFileSync(library.gallery('2023/05-May/new.jpg'), 'new');
    mkdirSync(library.gallery('Album'));
    renameSync(library.gallery('2023/05-May/b.jpg'), library.gallery('Album/b.jpg'));
    expect(await verify(0, '--all')).toEqual([
      'done forget 2023/05-May/b.jpg',
      'done learn 2023/05-May/a.jpg',
      'done learn 2023/05-May/new.jpg',
      'done learn Album/b.jpg',
      'done verify 2024/01-January/c.jpg',
    ]);
  });

  test('an edit that kept size and time is an edit; other permissions are not even that', async () => {
    await verify(0, '--all');
    const { atime, mtime } = statSync(library.gallery(names[0]));
    writeFileSync(library.gallery(names[0]), contentOf('an edit', 1000));
    utimesSync(library.gallery(names[0]), atime, mtime);
    chmodSync(library.gallery(names[1]), 0o600);
    expect(await verify(0, '--all')).toEqual([
      `done learn ${names[0]!}`,
      `done verify ${names[1]!}`,
      `done verify ${names[2]!}`,
    ]);
  });

  test('a dry run writes nothing', async () => {
    await verify(0, '--all');
    writeFileSync(library.gallery('new.jpg'), 'new');
    const before = listing(library.root);
    await verify(0, '--all', '--dry-run');
    expect(listing(library.root)).toEqual(before);
  });

  test.each([
    [['--all', '--subset', '5%'], /^photokeep: --all and --subset exclude each other; give one of them\n$/],
    [['--subset', 'some'], /^photokeep: --subset: /],
    [['--trust', 'nothing.jpg'], /^photokeep: nothing\.jpg is not in doubt; /],
    [['--repair'], /^photokeep: verify --repair asks before it changes anything, .*; say --yes, /],
  ])('%j is refused', async (args, message) => {
    const { code, stderr } = await library.run('verify', ...args);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});

describeWith(['rsync'], 'a Gallery that was copied to another disk', () => {
  beforeEach(async () => {
    await makeLibrary();
    for (let number = 0; number < 12; number++) library.put(`2022/${String(number)}.jpg`);
    await verify(0, '--all');
    await setUpBackup();
    renameSync(library.gallery(), at('old disk'));
    cpSync(at('old disk'), library.gallery(), { recursive: true, preserveTimestamps: true });
  });

  test('is verified file by file: that each is another one is no news', async () => {
    const all = await verify(0, '--all');
    expect(all.every((line) => line.startsWith('done verify'))).toBe(true);
    expect(all).toHaveLength(15);
  });

  test('what came over differently is unclear: told, not repaired, not backed up, until the user says so', async () => {
    const path = library.gallery('2022/7.jpg');
    const { atime, mtime } = statSync(path);
    writeFileSync(path, contentOf('damaged on the way', 1000));
    utimesSync(path, atime, mtime);
    const before = contentsOf(target('Gallery'));

    expect(await verify(3, '--all', '--repair', '--yes')).toContain('failed verify 2022/7.jpg unclear');
    await backUp();
    expect(contentsOf(target('Gallery'))).toEqual(before);
    // Also when all others are known again.
    expect(await verify(3, '--all')).toContain('failed verify 2022/7.jpg unclear');
    await backUp();
    expect(contentsOf(target('Gallery'))).toEqual(before);

    expect(await library.run('verify', '--trust', path)).toMatchObject({ code: 0 });
    expect(await verify(0, '--all')).toContain('done verify 2022/7.jpg');
    expect(await backUp()).toMatchObject({ code: 0 });
    expect(contentsOf(target('Gallery'))).toEqual(contentsOf(library.gallery()));
  });

  test('the backup holds what is unclear by itself, without a verification before it', async () => {
    const path = library.gallery('2022/7.jpg');
    const { atime, mtime } = statSync(path);
    writeFileSync(path, contentOf('damaged on the way', 1000));
    utimesSync(path, atime, mtime);
    const before = contentsOf(target('Gallery'));
    for (let night = 0; night < 2; night++) {
      expect(await backUp()).toMatchObject({ code: 3 });
      expect(contentsOf(target('Gallery'))).toEqual(before);
    }
  });
});

testWith(['setpriv'], 'a file that cannot be read is told, and is no bit rot', async () => {
  await makeLibrary();
  await verify(0, '--all');
  chmodSync(library.gallery(names[0]), 0o000);
  execFileSync('chown', ['-R', '65534:65534', at()]);
  const through = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
  const args = ['verify', '--all', '--library', library.root];
  const { code, stderr } = await photokeep(args, { home: at(), through });
  expect([code, stderr]).toEqual([3, `failed  ${names[0]!}: could not be read\n`]);
});
