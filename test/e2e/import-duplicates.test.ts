import { appendFileSync, copyFileSync, existsSync, linkSync, mkdirSync, rmSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { contentsOf, filesBelow, listing, sha256 } from '../folder-listing.js';
import { assetEvents, summaryOf } from '../json-output.js';
import { makeManyJpegs } from '../media/make-many.js';
import { photokeep } from '../photokeep.js';
import { folderForAllTests, temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
const camera = folderForAllTests();
const run = (...args: readonly string[]) => photokeep(args, { home: folder() });

const library = () => folder('Photos');
const gallery = (path = '') => join(library(), 'images/Gallery', path);
const phone = (path = '') => join(library(), 'images/Imports/Phone', path);
const trash = () => join(library(), '.photokeep/trash');
const importDrops = () => run('import', '--library', library(), '--settle', '0', '--json');

let pictures: readonly string[];

beforeAll(async () => {
  const made = await makeManyJpegs(camera(), 3, { seed: 21, startDate: '2021-03-01', spreadDays: 20 });
  pictures = made.map(({ path }) => path);
});

beforeEach(async () => {
  await run('init', library());
});

/** A copy with its mtime, as cp -p or a phone makes it. */
function put(picture: number, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  copyFileSync(pictures[picture]!, path);
  utimesSync(path, 1_600_000_000, 1_600_000_000);
}

describe('the same content', () => {
  test('under other names in one run is placed once; the others go to the trash under their own paths', async () => {
    put(0, phone('IMG_1.jpg'));
    put(0, phone('WhatsApp/IMG-20240101-WA0001.jpg'));
    put(0, phone('sent/copy of IMG_1.jpg'));
    const { code, stdout } = await importDrops();

    expect(code).toBe(0);
    expect(summaryOf(stdout)).toMatchObject({ moved: 1, duplicates: 2 });
    expect(filesBelow(gallery())).toEqual(['2021/03-March/IMG_1.jpg']);
    expect(filesBelow(phone())).toEqual([]);
    expect(filesBelow(join(trash(), summaryOf(stdout).run))).toEqual([
      'images/Imports/Phone/WhatsApp/IMG-20240101-WA0001.jpg',
      'images/Imports/Phone/sent/copy of IMG_1.jpg',
    ]);
    const duplicates = assetEvents(stdout).filter(({ action }) => action === 'duplicate');
    expect(duplicates.map(({ to }) => to)).toEqual(Array(2).fill(gallery('2021/03-March/IMG_1.jpg')));
  });

  test('that is in the Gallery already, by another name and in another month, is recognised', async () => {
    put(0, phone('IMG_1.jpg'));
    await importDrops();
    put(0, phone('renamed.jpg'));
    put(1, phone('new.jpg'));
    const { stdout } = await importDrops();
    expect(summaryOf(stdout)).toMatchObject({ moved: 1, duplicates: 1 });
    expect(filesBelow(gallery())).toEqual(['2021/03-March/IMG_1.jpg', '2021/03-March/new.jpg']);
    expect(contentsOf(trash())).toEqual([sha256(pictures[0]!)]);
  });

  test('that others put into the Gallery before the first import is recognised, and not moved', async () => {
    put(0, gallery('Holidays/best one.jpg'));
    put(0, phone('IMG_1.jpg'));
    const before = listing(gallery());
    const { stdout } = await importDrops();
    expect(summaryOf(stdout)).toMatchObject({ moved: 0, duplicates: 1 });
    expect(assetEvents(stdout)[0]!.to).toBe(gallery('Holidays/best one.jpg'));
    expect(listing(gallery())).toEqual(before);
  });

  test('two hard links to one file are one picture', async () => {
    put(0, phone('IMG_1.jpg'));
    linkSync(phone('IMG_1.jpg'), phone('IMG_2.jpg'));
    const { code, stdout } = await importDrops();
    expect(code).toBe(0);
    expect(summaryOf(stdout)).toMatchObject({ moved: 1, duplicates: 1 });
    expect(filesBelow(gallery())).toEqual(['2021/03-March/IMG_1.jpg']);
    expect(filesBelow(phone())).toEqual([]);
  });

  test('copied from a named source is never touched, nor put into the trash', async () => {
    put(0, folder('card/a.jpg'));
    put(0, folder('card/b.jpg'));
    put(0, phone('IMG_1.jpg'));
    await importDrops();
    const [source, placed] = [listing(folder('card')), listing(gallery())];
    const { stdout } = await run('import', folder('card'), '--library', library(), '--json');
    expect(summaryOf(stdout)).toMatchObject({ copied: 0, duplicates: 2 });
    expect([listing(folder('card')), listing(gallery())]).toEqual([source, placed]);
    expect(existsSync(join(trash(), summaryOf(stdout).run))).toBe(false);
  });

  test('moved from a named source goes to the trash with its whole path', async () => {
    put(0, folder('card/a.jpg'));
    put(0, folder('card/b.jpg'));
    const { stdout } = await run('import', folder('card'), '--library', library(), '--move', '--json');
    expect(filesBelow(join(trash(), summaryOf(stdout).run))).toEqual([join('outside', folder('card/b.jpg'))]);
    expect(filesBelow(folder('card'))).toEqual([]);
  });
});

describe('nothing goes to the trash unless the copy that stays is there', () => {
  test('a picture that was removed from the Gallery comes in again', async () => {
    put(0, phone('IMG_1.jpg'));
    put(1, phone('IMG_2.jpg'));
    await importDrops();
    rmSync(gallery('2021/03-March/IMG_1.jpg'));
    put(0, phone('IMG_1.jpg'));
    const { stdout } = await importDrops();
    expect(summaryOf(stdout)).toMatchObject({ moved: 1, duplicates: 0 });
    expect(sha256(gallery('2021/03-March/IMG_1.jpg'))).toBe(sha256(pictures[0]!));
  });

  test('a picture that was edited in the Gallery stays as edited, beside the original that comes in again', async () => {
    put(0, phone('IMG_1.jpg'));
    await importDrops();
    appendFileSync(gallery('2021/03-March/IMG_1.jpg'), 'edited');
    const edited = sha256(gallery('2021/03-March/IMG_1.jpg'));
    put(0, phone('IMG_1.jpg'));
    const { stdout } = await importDrops();
    expect(summaryOf(stdout)).toMatchObject({ moved: 1, duplicates: 0 });
    expect(sha256(gallery('2021/03-March/IMG_1.jpg'))).toBe(edited);
    expect(sha256(gallery('2021/03-March/IMG_1 (2).jpg'))).toBe(sha256(pictures[0]!));
  });

  test('a Gallery file that digiKam moved since is found missing, and the picture comes in', async () => {
    put(0, phone('IMG_1.jpg'));
    await importDrops();
    rmSync(gallery('2021'), { recursive: true });
    put(0, phone('IMG_1.jpg'));
    const { code } = await importDrops();
    expect(code).toBe(0);
    expect(contentsOf(gallery())).toEqual([sha256(pictures[0]!)]);
  });
});

describe('a name that is taken', () => {
  test('gets a number, and never replaces anything', async () => {
    put(0, phone('a/IMG_1.jpg'));
    put(1, phone('b/IMG_1.jpg'));
    await importDrops();
    put(2, phone('IMG_1.jpg'));
    await importDrops();
    expect(filesBelow(gallery())).toEqual([
      '2021/03-March/IMG_1 (2).jpg',
      '2021/03-March/IMG_1 (3).jpg',
      '2021/03-March/IMG_1.jpg',
    ]);
    expect(contentsOf(gallery())).toEqual(contentsOf(camera()));
  });

  test('is also one that differs in case only, as the Gallery may be copied to exFAT one day', async () => {
    put(0, phone('a/IMG_1.JPG'));
    put(1, phone('b/img_1.jpg'));
    await importDrops();
    put(2, phone('Img_1.Jpg'));
    await importDrops();
    expect(filesBelow(gallery())).toEqual([
      '2021/03-March/IMG_1.JPG',
      '2021/03-March/Img_1 (3).Jpg',
      '2021/03-March/img_1 (2).jpg',
    ]);
  });

  test('may be taken by a file that is no picture', async () => {
    mkdirSync(gallery('2021/03-March'), { recursive: true });
    appendFileSync(gallery('2021/03-March/IMG_1.jpg'), 'a note of the user');
    put(0, phone('IMG_1.jpg'));
    await importDrops();
    expect(filesBelow(gallery())).toEqual(['2021/03-March/IMG_1 (2).jpg', '2021/03-March/IMG_1.jpg']);
  });
});
