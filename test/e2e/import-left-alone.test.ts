import { chmodSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { countedPerl } from '../counted-perl.js';
import { filesBelow, listing } from '../folder-listing.js';
import { assetEvents, reasonsBy, summaryOf } from '../json-output.js';
import { makeManyJpegs } from '../media/make-many.js';
import { makeMedia } from '../media/make-media.js';
import { photokeep } from '../photokeep.js';
import { folderForAllTests, temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
const camera = folderForAllTests();
const run = (...args: readonly string[]) => photokeep(args, { home: folder() });

const library = () => folder('Photos');
const phone = (path = '') => join(library(), 'images/Imports/Phone', path);
const gallery = () => join(library(), 'images/Gallery');
const importDrops = (...more: readonly string[]) => run('import', '--library', library(), '--json', ...more);

let picture: string;

beforeAll(async () => {
  const [made] = await makeManyJpegs(camera(), 1, { seed: 31 });
  picture = made!.path;
});

beforeEach(async () => {
  await run('init', library());
});

/** A picture under a name that says it is none, or not yet. */
function put(name: string): void {
  mkdirSync(dirname(phone(name)), { recursive: true });
  copyFileSync(picture, phone(name));
}

/** Everything that lies in drop folders and is not photokeep's to touch. */
const notOurs: Readonly<Record<string, string>> = {
  '.hidden.jpg': 'hidden',
  '.config/IMG_1.jpg': 'hidden',
  '.stfolder/IMG_1.jpg': 'syncthing',
  '.stversions/IMG_1~20240101-120000.jpg': 'syncthing',
  '.stignore': 'syncthing',
  '.syncthing.IMG_1.jpg.tmp': 'syncthing',
  '~syncthing~IMG_1.jpg.tmp': 'syncthing',
  '.pending-1700000000-IMG_1.jpg': 'pending',
  '.trashed-1700000000-IMG_1.jpg': 'trashed',
  '@eaDir/IMG_1.jpg/SYNOPHOTO_THUMB_XL.jpg': 'system',
  '.thumbnails/1.jpg': 'system',
  'Thumbs.db': 'system',
  '.DS_Store': 'system',
  '.nomedia': 'system',
  '._IMG_1.jpg': 'system',
  'IMG_1.jpg.part': 'partial',
  'IMG_1.jpg.crdownload': 'partial',
};

describe('what is not ours', () => {
  test('stays where it is, and is counted by its reason', async () => {
    for (const name of Object.keys(notOurs)) put(name);
    writeFileSync(phone('empty.jpg'), '');
    writeFileSync(phone('notes.txt'), 'not a picture\n');
    writeFileSync(phone('letter.pdf'), '%PDF-1.4\n%%EOF\n');
    writeFileSync(phone('unknown.bin'), Buffer.alloc(5000, 0x5a));
    symlinkSync(picture, phone('link.jpg'));
    symlinkSync(camera(), phone('linked folder'));
    const before = listing(phone());

    const { code, stdout, stderr } = await importDrops('--settle', '0');

    expect([code, stderr]).toEqual([0, '']);
    expect(listing(phone())).toEqual(before);
    expect(filesBelow(gallery())).toEqual([]);
    const top = (path: string): string => relative(phone(), path);
    expect(reasonsBy(stdout, top)).toEqual({
      ...Object.fromEntries(Object.entries(notOurs).map(([name, reason]) => [name.split('/')[0], reason])),
      ...{ 'empty.jpg': 'empty', 'link.jpg': 'symlink', 'linked folder': 'symlink' },
      ...{ 'notes.txt': 'not-media', 'letter.pdf': 'not-media', 'unknown.bin': 'not-media' },
    });
    expect(summaryOf(stdout).skippedBecause).toEqual({
      ...{ hidden: 2, syncthing: 5, pending: 1, trashed: 1, system: 6, partial: 2 },
      ...{ empty: 1, symlink: 2, 'not-media': 3 },
    });
  });

  test('is decided by content, not by the extension: a picture named .dat is one, a text named .jpg is none', async () => {
    put('IMG_1.dat');
    writeFileSync(phone('text.jpg'), 'only a text\n');
    const { stdout } = await importDrops('--settle', '0');
    expect(summaryOf(stdout)).toMatchObject({ moved: 1, skippedBecause: { 'not-media': 1 } });
    expect(filesBelow(phone())).toEqual(['text.jpg']);
  });

  test('a picture with a wrong extension keeps its name, and that is said', async () => {
    await makeMedia(phone(), [
      { name: 'really a jpeg.png', format: 'jpg', mtime: new Date('2021-05-06T07:08:09Z') },
    ]);
    const { stdout, stderr } = await run('import', '--library', library(), '--settle', '0');
    expect(stdout).toMatch(/^1 file moved/);
    expect(stderr).toBe(
      'note  images/Imports/Phone/really a jpeg.png: its content is JPEG; the name is kept\n',
    );
    expect(filesBelow(gallery())).toEqual(['2021/05-May/really a jpeg.png']);
  });
});

describe('the settle time', () => {
  test('leaves what a drop folder has just received for the next run, without waiting', async () => {
    put('IMG_1.jpg');
    const first = await importDrops();
    expect(assetEvents(first.stdout)).toEqual([
      {
        ...{ event: 'asset', status: 'skipped', action: 'skip', reason: 'unsettled' },
        ...{ path: phone('IMG_1.jpg'), companions: [] },
      },
    ]);
    expect([first.code, filesBelow(phone())]).toEqual([0, ['IMG_1.jpg']]);
    expect(summaryOf(first.stdout).seconds).toBeLessThan(30);

    const second = await importDrops('--settle', '0');
    expect(summaryOf(second.stdout).moved).toBe(1);
  });

  test('counts from the last change of the inode: the old mtime that Syncthing sets does not shorten it', async () => {
    const [old] = await makeManyJpegs(phone(), 1, { seed: 32, startDate: '2012-01-01' });
    const { stdout } = await importDrops();
    expect(assetEvents(stdout)).toMatchObject([{ path: old!.path, reason: 'unsettled' }]);
  });

  test('is 0 for a named source, unless --settle says otherwise', async () => {
    const source = camera();
    const waiting = await run('import', source, '--to', folder('G'), '--settle', '60', '--json');
    expect(summaryOf(waiting.stdout)).toMatchObject({ copied: 0, skippedBecause: { unsettled: 1 } });
    const now = await run('import', source, '--to', folder('G'), '--json');
    expect(summaryOf(now.stdout)).toMatchObject({ copied: 1, skipped: 0 });
  });
});

test('a PDF is looked at once: the next run starts no exiftool for it, until the file changes', async () => {
  const perl = countedPerl(folder('bin'));
  const importWithPerl = () =>
    photokeep(['import', '--library', library(), '--settle', '0', '--json'], {
      home: folder(),
      env: { PATH: perl.path },
    });
  writeFileSync(phone('letter.pdf'), '%PDF-1.4\n%%EOF\n');
  const first = await importWithPerl();
  const starts = perl.starts();
  const second = await importWithPerl();

  expect(starts).toBeGreaterThan(0);
  expect(perl.starts()).toBe(starts);
  for (const { stdout } of [first, second])
    expect(summaryOf(stdout)).toMatchObject({ exitCode: 0, skippedBecause: { 'not-media': 1 } });

  writeFileSync(phone('letter.pdf'), '%PDF-1.4\n% another one\n%%EOF\n');
  await importWithPerl();
  expect(perl.starts()).toBeGreaterThan(starts);
});

test('without perl, nothing is touched and the message says what to install', async () => {
  const bin = folder('bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'setpriv'), '');
  chmodSync(join(bin, 'setpriv'), 0o644);
  put('IMG_1.jpg');
  const { code, stderr } = await photokeep(['import', '--library', library(), '--settle', '0'], {
    home: folder(),
    env: { PATH: bin },
  });
  expect([code, stderr]).toEqual([
    6,
    'photokeep: perl is not installed; exiftool needs it; apt install perl\n',
  ]);
  expect(filesBelow(phone())).toEqual(['IMG_1.jpg']);
});
