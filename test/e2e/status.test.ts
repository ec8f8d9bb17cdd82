import { mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import { type BackupLibrary, makeBackupLibrary } from '../backup-library.js';
import { chromium } from '../chromium.js';
import { listing } from '../folder-listing.js';
import { jsonLines, type Line } from '../json-output.js';
import { makeMedia } from '../media/make-media.js';
import { describeWith, testWith } from '../requirements.js';
import { openSqlite } from '../../src/library/sqlite.js';
import { folderForAllTests } from '../temporary-folder.js';

const at = folderForAllTests();
const target = (path = ''): string => at('Backup', path);
let library: BackupLibrary;

const status = async (...args: readonly string[]): Promise<Line[]> => library.said(0, 'status', ...args);
const one = (lines: readonly Line[], event: string): Line => lines.find((line) => line['event'] === event)!;
const text = async (...args: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await library.run('status', ...args);
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
};

test('a new library has nothing to tell, and says so', async () => {
  mkdirSync(at('new'));
  const fresh = await makeBackupLibrary(at('new'));
  const { code, stdout, stderr } = await fresh.run('status');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('its catalog is not there yet');
  expect(stdout).toContain('there is no backup');
  expect(stdout).toContain('trash: empty');
  expect(await fresh.run('status', '--html', 'page.html')).toEqual({ code: 0, stdout: '', stderr: '' });
});

describeWith(['rsync'], 'a library at work', () => {
  beforeAll(async () => {
    mkdirSync(at('home'));
    library = await makeBackupLibrary(at('home'));
    mkdirSync(target());
    library.configure(`{ name: hdd, to: ${target()} }`, `{ name: pi2, to: "pi@192.0.2.1:/backup" }`);
    const phone = library.gallery('../Imports/Phone');
    const taken = ['2021:05:01', '2021:05:09', '2024:01:31'];
    await makeMedia(
      phone,
      taken.map((day, index) => ({
        ...{ name: `IMG_${String(index)}.jpg`, size: [60 + index, 40] },
        tags: { DateTimeOriginal: `${day} 12:00:00` },
      })),
    );
    writeFileSync(`${phone}/IMG_0.xmp`, '<x:xmpmeta xmlns:x="adobe:ns:meta/"></x:xmpmeta>');
    expect(await library.run('import', '--settle', '0')).toMatchObject({ code: 0 });
    expect(await library.run('backup', 'setup', 'hdd', '--yes')).toMatchObject({ code: 0 });
    expect(await library.run('backup', 'local', 'hdd')).toMatchObject({ code: 0, stderr: '' });
  });

  test('counts, jobs, backups, what waits and the disks, for programs', async () => {
    const lines = await status();
    expect(lines[0]).toMatchObject({ event: 'start', schema: 1, command: 'status', library: library.root });
    expect(one(lines, 'gallery')).toMatchObject({ isKnown: true, files: 4, newThisWeek: { files: 4 } });
    expect(lines.filter(({ event }) => event === 'year')).toMatchObject([
      { year: '2024', files: 1 },
      { year: '2021', files: 3 },
    ]);
    expect(lines.filter(({ event }) => event === 'job')).toMatchObject([
      { job: 'import', last: { exitCode: 0 } },
      { job: 'backup hdd', last: { exitCode: 0 } },
    ]);
    expect(lines.filter(({ event }) => event === 'backup')).toMatchObject([
      {
        target: 'hdd',
        is: 'there',
        isStale: false,
        files: 4,
        lacking: { files: 0 },
        coverage: { files: 4, proven30: 4 },
      },
      { target: 'pi2', is: 'unasked', isStale: true, lacking: { files: 4 } },
    ]);
    expect(lines.filter(({ event }) => event === 'dropFolder')).toMatchObject([
      { name: 'PC', isThere: true, files: 0 },
      { name: 'Phone', files: 0 },
    ]);
    expect(one(lines, 'disk')).toMatchObject({ holds: ['Gallery', 'library', 'hdd'] });
    expect(lines.at(-1)).toMatchObject({
      event: 'summary',
      notBackedUp: { files: 0, bytes: 0 },
      exitCode: 0,
    });
  });

  test('and for people, within 80 columns', async () => {
    const said = await text();
    expect(said).toContain('2021  3');
    expect(said).toMatch(/import +just now +fine/);
    expect(said).toContain('hdd: last good backup just now');
    expect(said).toContain('all of the Gallery is in a backup');
    const wide = said.split('\n').filter((line) => line.length > 80 && !line.includes(at()));
    expect(wide).toEqual([]);
  });

  test('what came since is in no backup, until it is sent', async () => {
    library.put('2022/03-March/new.jpg', 5000);
    expect(await library.run('adopt')).toMatchObject({ code: 0 });
    const lines = await status('--list');
    expect(lines.at(-1)).toMatchObject({ notBackedUp: { files: 1, bytes: 5000 } });
    expect(one(lines, 'file')).toEqual({
      ...{
        event: 'file',
        path: library.gallery('2022/03-March/new.jpg'),
        bytes: 5000,
        reason: 'in-no-backup',
      },
    });
    expect(await text('--list')).toContain('images/Gallery/2022/03-March/new.jpg  5.0 kB');
    expect(await text()).toContain('1 file (5.0 kB) in no backup yet; --list names them');
    // A photo that moved is there by its content.
    renameSync(library.gallery('2021/05-May/IMG_1.jpg'), library.gallery('2021/moved.jpg'));
    expect(await library.run('adopt')).toMatchObject({ code: 0 });
    expect((await status()).at(-1)).toMatchObject({ notBackedUp: { files: 1 } });
    expect(await library.run('backup', 'local', 'hdd')).toMatchObject({ code: 0 });
    expect((await status()).at(-1)).toMatchObject({ notBackedUp: { files: 0 } });
  });

  test('a target that is away is told by what is known, and since when', async () => {
    renameSync(target(), at('unplugged'));
    mkdirSync(target());
    const lines = await status();
    expect(lines.find(({ target: name }) => name === 'hdd')).toMatchObject({
      ...{ is: 'away', files: 5, lacking: { files: 0 }, knownAt: expect.any(String) as unknown },
    });
    expect(await text()).toContain('which is away now');
    rmSync(target(), { recursive: true });
    renameSync(at('unplugged'), target());
  });

  test('what waits in drop folders, held and in the trash', async () => {
    const phone = library.gallery('../Imports/Phone/waits.jpg');
    writeFileSync(phone, 'waits');
    const held = library.state('held/20240518-101112-x7k2/images/Imports/Phone');
    mkdirSync(held, { recursive: true });
    writeFileSync(`${held}/again.jpg`, 'again');
    const trash = library.state('trash/20240518-101112-x7k2/images');
    mkdirSync(trash, { recursive: true });
    writeFileSync(`${trash}/copy.jpg`, 'a copy');
    const lines = await status();
    expect(lines.find(({ name }) => name === 'Phone')).toMatchObject({ files: 1, bytes: 5 });
    expect(one(lines, 'held')).toMatchObject({ files: 1, bytes: 5, since: expect.any(String) as unknown });
    expect(one(lines, 'trash')).toMatchObject({
      files: 1,
      bytes: 6,
      since: '2024-05-18T10:11:12.000Z',
      expiresAt: '2024-07-17T10:11:12.000Z',
    });
    for (const path of [
      phone,
      library.state('held/20240518-101112-x7k2'),
      library.state('trash/20240518-101112-x7k2'),
    ])
      rmSync(path, { recursive: true });
  });

  test('nothing is changed, and no lock is waited for', async () => {
    const lock = openSqlite(library.state('lock.db'));
    lock.exec('BEGIN EXCLUSIVE');
    const before = listing(library.root);
    await status();
    await text('--list');
    expect(listing(library.root)).toEqual(before);
    lock.close();
  });

  test('an import that is at work is no reason to wait, and is not disturbed', async () => {
    const phone = library.gallery('../Imports/Phone');
    await makeMedia(
      phone,
      Array.from({ length: 30 }, (_, index) => ({
        ...{ name: `MORE_${String(index)}.jpg`, size: [30 + index, 30] },
        tags: { DateTimeOriginal: '2023:07:01 12:00:00' },
      })),
    );
    const importing = library.start('import', '--settle', '0');
    let asked = 0;
    do {
      await status();
      asked++;
    } while (importing.child.exitCode === null);
    expect(await importing.ended).toMatchObject({ code: 0, stderr: '' });
    expect(asked).toBeGreaterThan(0);
    expect(one(await status(), 'gallery')).toMatchObject({ files: 35, newThisWeek: { files: 34 } });
  });

  test('a catalog that cannot be read, or that is not there, is no end of it', async () => {
    const catalog = library.state('catalog.db');
    const content = readFileSync(catalog);
    writeFileSync(catalog, 'no database');
    expect(one(await status(), 'gallery')).toMatchObject({ isKnown: false });
    rmSync(catalog);
    expect(await text()).toContain('its catalog is not there yet');
    writeFileSync(catalog, content);
    utimesSync(catalog, new Date(), new Date());
    expect(one(await status(), 'gallery')).toMatchObject({ isKnown: true });
  });

  testWith(['chromium'], 'a page in one file, which takes nothing else’s place', async () => {
    const page = at('home/status.html');
    expect(await library.run('status', '--html', page)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await library.run('status', '--html', page)).toMatchObject({ code: 0 });
    const dom = await chromium(at('profile')).domOf(page);
    expect(dom.match(/<svg class="plot (wide|narrow)" role="img" aria-label="[^"]+"/g)).toHaveLength(4);
    expect(dom).toContain('<title>Photos and their backups · photokeep</title>');
    expect(dom).not.toMatch(/<script|<link|https?:\/\/(?!www\.w3\.org)/);

    const photo = library.gallery('2021/05-May/IMG_0.jpg');
    const before = readFileSync(photo);
    const { code, stderr } = await library.run('status', '--html', photo);
    expect([code, stderr]).toEqual([2, expect.stringContaining('is there already and no report')]);
    expect(readFileSync(photo)).toEqual(before);
    expect(jsonLines((await library.run('status', '--html', page, '--json')).stdout).at(-1)).toMatchObject({
      exitCode: 0,
    });
  });
});
