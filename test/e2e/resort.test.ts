import { copyFileSync, mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { contentsOf, filesBelow } from '../folder-listing.js';
import { assetEvents, jsonLines, summaryOf } from '../json-output.js';
import { makeManyJpegs } from '../media/make-many.js';
import { writeTags } from '../media/write-tags.js';
import { writeXmp } from '../media/write-xmp.js';
import { photokeep } from '../photokeep.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
const source = () => folder('source');
const library = () => folder('Photos');
const gallery = (path = '') => join(library(), 'images/Gallery', path);
const run = (...args: readonly string[]) => photokeep([...args, '--library', library()], { home: folder() });
const resort = (...args: readonly string[]) => run('import', '--resort', '--json', ...args);

/** The pictures of two years, one with a sidecar, as a phone had them; all copied to the PC in May 2024. */
beforeEach(async () => {
  const pictures = await makeManyJpegs(source(), 40, { seed: 31, startDate: '2020-11-20', spreadDays: 400 });
  writeFileSync(`${pictures[0]!.path}.AAE`, 'what was changed');
  writeFileSync(join(source(), 'IMG_undated.jpg'), 'no picture');
  for (const path of filesBelow(source())) {
    const copied = new Date(Date.UTC(2024, 4, 1 + (path.length % 20)));
    utimesSync(join(source(), path), copied, copied);
  }
  await run('init');
});

/** A Gallery as the old script made it: each file in the month of its modification time. */
function sortByModificationTime(): void {
  for (const path of filesBelow(source())) {
    const { mtime } = statSync(join(source(), path));
    const target = gallery(join('2024/05-May', basename(path)));
    expect(mtime.toISOString().slice(0, 7)).toBe('2024-05');
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(source(), path), target);
    utimesSync(target, mtime, mtime);
  }
}

describe('a Gallery that was sorted by modification time', () => {
  test('is after a resort the Gallery that a fresh import makes', async () => {
    sortByModificationTime();
    const before = contentsOf(gallery());
    const fresh = await photokeep(['import', source(), '--to', folder('Fresh')], { home: folder() });
    const dry = await resort('--dry-run');
    const untouched = contentsOf(gallery());
    const { code, stdout, stderr } = await resort();

    expect([fresh.code, dry.code, code, stderr]).toEqual([0, 0, 0, '']);
    expect(untouched).toEqual(before);
    const expected = filesBelow(folder('Fresh'));
    expect(expected).toHaveLength(41);
    // What is no picture was left where it is by both.
    expect(filesBelow(gallery())).toEqual([...expected, '2024/05-May/IMG_undated.jpg'].sort());
    expect(contentsOf(gallery())).toEqual(before);
    expect(assetEvents(stdout).map(({ path, to }) => [path, to])).toEqual(
      assetEvents(dry.stdout).map(({ path, to }) => [path, to]),
    );
  });

  test('is summed up by the months that files left and came to', async () => {
    sortByModificationTime();
    const { stdout } = await resort();
    const { resorted, moved } = jsonLines(stdout).at(-1) as unknown as {
      moved: number;
      resorted: { from: string; to: string; files: number }[];
    };

    expect(new Set(resorted.map(({ from }) => from))).toEqual(new Set(['2024/05-May']));
    expect(resorted.reduce((sum, { files }) => sum + files, 0)).toBe(moved);
    expect(resorted.length).toBeGreaterThan(10);
  });

  test('in words: how many files went from which month to which', async () => {
    sortByModificationTime();
    const { stdout } = await run('import', '--resort', '--dry-run');

    expect(stdout).toMatch(
      /\n41 files would be moved \(.*\)\.\n {2}2024\/05-May → 2020\/11-November {2}\d+ files?\n/,
    );
  });

  test('the second resort changes nothing', async () => {
    sortByModificationTime();
    await resort();
    const sorted = filesBelow(gallery());
    const { code, stdout } = await resort();

    expect([code, summaryOf(stdout).moved]).toEqual([0, 0]);
    expect(filesBelow(gallery())).toEqual(sorted);
  });

  test('is taken back by undo, to the last name', async () => {
    sortByModificationTime();
    const before = filesBelow(gallery()).map((path) => [path, statSync(gallery(path)).mtimeMs]);
    await resort();
    const { code } = await run('undo', '--yes');

    expect(code).toBe(0);
    expect(filesBelow(gallery()).map((path) => [path, statSync(gallery(path)).mtimeMs])).toEqual(before);
  });

  test('the next import knows the files where they are now', async () => {
    sortByModificationTime();
    await resort();
    const { stdout } = await run('import', source(), '--json');

    expect(summaryOf(stdout)).toMatchObject({ copied: 0, duplicates: 41 });
  });

  test('only the folder that was named is looked at', async () => {
    sortByModificationTime();
    mkdirSync(gallery('2024/06-June'), { recursive: true });
    copyFileSync(join(source(), filesBelow(source())[0]!), gallery('2024/06-June/wrong.jpg'));
    const { stdout } = await resort(gallery('2024/06-June'));

    expect(summaryOf(stdout).moved).toBe(1);
    expect(filesBelow(gallery('2024/05-May'))).toHaveLength(42);
  });
});

describe('what a resort leaves alone', () => {
  test('albums, and folders that no layout makes', async () => {
    for (const album of ['Wedding', '2024/05-May/Birthday', 'Best of/2024']) {
      mkdirSync(gallery(album), { recursive: true });
      copyFileSync(join(source(), filesBelow(source())[0]!), gallery(join(album, 'a.jpg')));
    }
    const { code, stdout } = await resort();

    expect(code).toBe(0);
    expect(summaryOf(stdout)).toMatchObject({ moved: 0, skippedBecause: { album: 3 } });
  });

  test.each([
    ['outside the Gallery', () => source(), 'is not in the Gallery'],
    ['that is not there', () => gallery('1999'), 'there is no'],
  ])('a folder %s is wrong usage', async (_, path, message) => {
    const { code, stderr } = await run('import', '--resort', path());

    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

test('an asset moves as a whole: its sidecars, also the one with a number, and its parts keep their names', async () => {
  const may = gallery('2024/05-May');
  mkdirSync(may, { recursive: true });
  const [picture] = await makeManyJpegs(folder('one'), 1, {
    seed: 5,
    startDate: '2021-03-04',
    spreadDays: 1,
  });
  copyFileSync(picture!.path, join(may, 'IMG_1.jpg'));
  await writeXmp(join(may, 'IMG_1.xmp'), { 'XMP-xmp:Rating': '5' });
  await writeXmp(join(may, 'IMG_1 (2).xmp'), { 'XMP-xmp:Rating': '3' });
  copyFileSync(picture!.path, join(may, 'IMG_2.jpg'));
  await writeTags([
    { path: join(may, 'IMG_2.jpg'), tags: { 'EXIF:DateTimeOriginal': '2024:05:06 07:08:09' } },
  ]);
  await resort();

  expect(filesBelow(gallery())).toEqual([
    '2021/03-March/IMG_1 (2).xmp',
    '2021/03-March/IMG_1.jpg',
    '2021/03-March/IMG_1.xmp',
    '2024/05-May/IMG_2.jpg',
  ]);
});

test('a date that was found on import with the home zone of its drop folder stands', async () => {
  const [picture] = await makeManyJpegs(folder('one'), 1, {
    seed: 5,
    startDate: '2021-03-04',
    spreadDays: 1,
  });
  mkdirSync(join(library(), 'images/Imports/Phone'), { recursive: true });
  copyFileSync(picture!.path, join(library(), 'images/Imports/Phone/a.jpg'));
  await run('import', '--settle', '0');
  const { stdout } = await resort();

  expect(summaryOf(stdout).moved).toBe(0);
});
