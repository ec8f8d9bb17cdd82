import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';
import { findSimilarPictures, type SimilarRequest } from '../../src/app/similar-pictures.js';
import { createHashPool } from '../../src/content/hash-pool.js';
import { Catalog } from '../../src/library/catalog.js';
import type { SimilarPictures } from '../../src/plan/similar-pictures.js';
import type { ProgressState } from '../../src/report/reporter.js';
import { identityAt } from '../../src/scan/identity.js';
import { fsPath } from '../../src/system/fs-path.js';
import { makeMedia } from '../media/make-media.js';
import { type Tags, writeTags } from '../media/write-tags.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
const hashes = createHashPool();

afterAll(() => hashes.close());

async function find(given: Partial<SimilarRequest> = {}): Promise<SimilarPictures[] | undefined> {
  const catalog = given.catalog ?? Catalog.openToRead(folder('no catalog'));
  try {
    return await findSimilarPictures({
      ...{ hashes, catalog, readsDates: false, exiftool: { path: process.env['PATH'] } },
      roots: [{ path: folder() }],
      paths: { gallery: folder('Gallery'), state: folder('.photokeep') },
      rules: { homeZone: 'UTC', dateFields: [], namePatterns: [], fallback: 'none', nowMs: undefined },
      contentOf: () => undefined,
      isInterrupted: () => false,
      ...given,
    });
  } finally {
    catalog.close();
  }
}

/** The versions of each picture, as the paths of their files below the folder of the test. */
function pathsOf(similar: readonly SimilarPictures[] | undefined): string[][][] | undefined {
  const start = folder('x').length - 1;
  return similar?.map(({ versions }) =>
    versions.map(({ files }) => files.map(({ path }) => path.slice(start))),
  );
}

const taken = { 'EXIF:DateTimeOriginal': '2021:05:18 12:00:00' };

/** As digiKam writes names, keywords and stars. */
const digiKam = {
  ...{ 'XMP-dc:Subject': 'Beach', 'XMP-digiKam:TagsList': 'People/Oma' },
  ...{ 'XMP-mwg-rs:RegionName': 'Oma', 'XMP-xmp:Rating': 4, 'XMP-dc:Title': 'By the sea' },
};

/** One picture twice: in the Gallery, with tags of its own, and as it was before. */
async function twoVersions(name: string, own: Tags = digiKam): Promise<void> {
  await makeMedia(folder(), [
    { name: `Gallery/${name}`, seed: 7, tags: { ...taken, ...own } },
    { name: `backup/${name}`, seed: 7, tags: taken },
  ]);
}

describe('a picture and its copy from before digiKam wrote into it', () => {
  test('are found in every format of which exiftool hashes the image data', async () => {
    const formats = ['avif', 'dng', 'heic', 'jpg', 'mov', 'mp4', 'png', 'tiff', 'webp'];
    await makeMedia(
      folder(),
      formats.flatMap((format) => [
        { name: `Gallery/IMG_1.${format}`, seed: 7, tags: digiKam },
        { name: `backup/IMG_1.${format}`, seed: 7 },
      ]),
    );
    const similar = (await find()) ?? [];

    expect(pathsOf(similar)).toEqual(
      formats.map((format) => [[`Gallery/IMG_1.${format}`], [`backup/IMG_1.${format}`]]),
    );
    for (const { versions } of similar) {
      expect(versions.map(({ details }) => details)).toEqual([
        { keywords: ['Beach'], people: ['Oma'], rating: 4, title: 'By the sea', hasPosition: false },
        { keywords: [], people: [], hasPosition: false },
      ]);
    }
  });

  test('are found by their date, whatever they are called: those of the catalog, and those that names hold', async () => {
    await makeMedia(folder(), [
      { name: 'Gallery/2021/05-May/IMG_1.jpg', seed: 7, tags: { ...taken, ...digiKam } },
      { name: 'backup/20210518-120000.jpg', seed: 7, tags: taken },
    ]);
    const catalog = Catalog.open(folder('catalog.db'));
    const path = '2021/05-May/IMG_1.jpg';
    const takenAt = { local: '2021-05-18T12:00:00', source: 'ExifIFD:DateTimeOriginal' };
    catalog.put([{ path, identity: identityAt(folder('Gallery', path))!, takenAt }]);

    expect(await find()).toEqual([]);
    expect(pathsOf(await find({ catalog }))).toEqual([
      [['Gallery/2021/05-May/IMG_1.jpg'], ['backup/20210518-120000.jpg']],
    ]);
  });

  test('are found by dates that only exiftool knows, where that is asked for', async () => {
    await makeMedia(folder(), [
      { name: 'Gallery/Oma.jpg', seed: 7, tags: { ...taken, ...digiKam } },
      { name: 'backup/IMG_1.jpg', seed: 7, tags: taken },
    ]);

    expect(await find()).toEqual([]);
    expect(pathsOf(await find({ readsDates: true }))).toEqual([[['Gallery/Oma.jpg'], ['backup/IMG_1.jpg']]]);
  });

  test('are found where exiftool kept the size, under names that are not UTF-8', async () => {
    await makeMedia(folder(), [
      { name: 'Gallery/IMG_1.jpg', seed: 7, tags: { 'XMP-xmp:Rating': 5 } },
      { name: 'backup/IMG_1.jpg', seed: 7, tags: { 'XMP-xmp:Rating': 3 } },
    ]);
    for (const place of ['Gallery', 'backup']) {
      renameSync(folder(place, 'IMG_1.jpg'), fsPath(folder(place, 'caf\udce9.jpg')));
    }
    expect(identityAt(folder('Gallery/caf\udce9.jpg'))?.size).toBe(
      identityAt(folder('backup/caf\udce9.jpg'))?.size,
    );

    expect(pathsOf(await find())).toEqual([[['Gallery/caf\udce9.jpg'], ['backup/caf\udce9.jpg']]]);
  });

  test('come with the other copies of each version', async () => {
    await twoVersions('IMG_1.jpg');
    copyFileSync(folder('backup/IMG_1.jpg'), folder('backup/IMG_1 (2).jpg'));

    expect(pathsOf(await find())).toEqual([
      [['Gallery/IMG_1.jpg'], ['backup/IMG_1 (2).jpg', 'backup/IMG_1.jpg']],
    ]);
  });
});

describe('nothing is found', () => {
  test('where all files are copies of one', async () => {
    await twoVersions('IMG_1.jpg', {});

    expect(await find()).toEqual([]);
  });

  test('where the pictures differ: a counter that came round, a burst', async () => {
    await makeMedia(folder(), [
      { name: 'Gallery/IMG_1.jpg', seed: 1, tags: taken },
      { name: 'backup/IMG_1.jpg', seed: 2, tags: taken },
    ]);

    expect(await find()).toEqual([]);
  });

  test('where exiftool makes no hash', async () => {
    await twoVersions('IMG_1.gif');

    expect(await find()).toEqual([]);
  });

  test('in the trash, and among what is left out', async () => {
    await twoVersions('IMG_1.jpg');
    const borders = { isExcluded: () => false, isApart: (path: string) => path === folder('backup') };

    expect(await find({ roots: [{ path: folder(), borders }] })).toEqual([]);
    renameSync(folder('backup'), folder('.photokeep'));
    expect(await find()).toEqual([]);
  });
});

test('single files can be named; one that is reached twice is one', async () => {
  await twoVersions('IMG_1.jpg');
  const roots = ['Gallery', 'Gallery/IMG_1.jpg', 'backup/IMG_1.jpg'].map((name) => ({ path: folder(name) }));

  expect(pathsOf(await find({ roots }))).toEqual([[['Gallery/IMG_1.jpg'], ['backup/IMG_1.jpg']]]);
});

test('files that are known to be copies are not opened', async () => {
  await twoVersions('IMG_1.jpg', {});
  let started = 0;
  const exiftool = { path: process.env['PATH'], onStart: () => (started += 1) };

  expect(await find({ contentOf: () => 'the same', exiftool })).toEqual([]);
  expect(started).toBe(0);
});

test('it tells how far it is: files that it looked at, then bytes that it read', async () => {
  await twoVersions('IMG_1.jpg');
  const told: ProgressState[] = [];
  await find({ onProgress: (progress) => void told.push(progress) });

  expect(told[0]).toEqual({ done: 2, total: 2 });
  expect(told.at(-1)).toMatchObject({ done: 0, unit: 'byte' });
});

test('when it is interrupted, it says nothing', async () => {
  await twoVersions('IMG_1.jpg');

  expect(await find({ isInterrupted: () => true })).toBeUndefined();
});

const samples = resolve(fileURLToPath(new URL('../../../../shared/samples', import.meta.url)));
const describeWithSamples = existsSync(samples) ? describe : describe.skip;

describeWithSamples(`of real cameras (in ${samples})`, () => {
  const names = [
    ...[
      'heic/IMG_5195.HEIC',
      'heic/mobile/HMD_Nokia_8.3_5G.heif',
      'jpg/Canon_40D.jpg',
      'jpg/gps/DSCN0010.jpg',
    ],
    ...['tiff/Jobagent.tiff', 'video/with-gps.mp4', 'video/with-gps.mov', 'video/sample.3gp'],
  ];

  test('tagged ones are found, each with its own copy alone', async () => {
    for (const place of ['Gallery', 'backup']) {
      mkdirSync(folder(place));
      for (const name of names) copyFileSync(join(samples, name), folder(place, basename(name)));
    }
    await writeTags(names.map((name) => ({ path: folder('Gallery', basename(name)), tags: digiKam })));

    const expected = names.map((name) => [[`Gallery/${basename(name)}`], [`backup/${basename(name)}`]]);
    expect(pathsOf(await find())).toEqual(expected.sort((a, b) => (a[0]![0]! < b[0]![0]! ? -1 : 1)));
  });
});
