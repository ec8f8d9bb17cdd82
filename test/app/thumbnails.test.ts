import { copyFileSync, existsSync, mkdirSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { loadShrinker } from '../../src/app/shrink-picture.js';
import { readThumbnails, type ThumbnailLimits } from '../../src/app/thumbnails.js';
import { createExiftool, type Exiftool } from '../../src/dates/exiftool.js';
import type { Thumbnail } from '../../src/report/thumbnail-markup.js';
import { fsPath } from '../../src/system/fs-path.js';
import { makeMedia } from '../media/make-media.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
let exiftool: Exiftool | undefined;

afterEach(async () => {
  await exiftool?.close();
  exiftool = undefined;
});

function read(paths: readonly string[], limits?: ThumbnailLimits): Promise<Map<string, Thumbnail>> {
  exiftool = createExiftool({ path: process.env['PATH'] });
  return readThumbnails(paths, exiftool, () => false, limits);
}

function jpegOf(thumbnail: Thumbnail | undefined): Buffer {
  expect(thumbnail?.uri).toMatch(/^data:image\/jpeg;base64,[\w+/]+=*$/);
  return Buffer.from(thumbnail!.uri.slice('data:image/jpeg;base64,'.length), 'base64');
}

const large: [number, number] = [800, 600];

describe('the thumbnail of a picture', () => {
  test('is the one that the camera put into it, as it is, and how to turn it', async () => {
    const [small = ''] = await makeMedia(folder('small'), [{ name: 'small.jpg' }]);
    const [path = ''] = await makeMedia(folder(), [
      { name: 'a.jpg', size: large, tags: { 'EXIF:ThumbnailImage<': small, 'IFD0:Orientation#': 6 } },
    ]);
    const thumbnail = (await read([path])).get(path);

    expect(await sharp(jpegOf(thumbnail)).metadata()).toMatchObject({
      format: 'jpeg',
      width: 64,
      height: 48,
    });
    expect(thumbnail?.orientation).toBe(6);
  });

  test('is made where there is none', async () => {
    const names = ['a.jpg', 'a.png', 'a.webp', 'a.tiff', 'a.gif', 'a.avif'];
    const paths = await makeMedia(
      folder(),
      names.map((name) => ({ name, size: large })),
    );
    const thumbnails = await read(paths);

    for (const path of paths) {
      const made = await sharp(jpegOf(thumbnails.get(path))).metadata();
      expect([path, made.format, made.width, made.height]).toEqual([path, 'jpeg', 240, 180]);
    }
  });

  test('is upright where it was made', async () => {
    const [path = ''] = await makeMedia(folder(), [
      { name: 'a.jpg', size: large, tags: { 'IFD0:Orientation#': 6 } },
    ]);
    const thumbnail = (await read([path])).get(path);

    expect(await sharp(jpegOf(thumbnail)).metadata()).toMatchObject({ width: 180, height: 240 });
    expect(thumbnail?.orientation).toBe(1);
  });

  test('is made of what is inside a RAW, and lies as the RAW lies', async () => {
    const [preview = ''] = await makeMedia(folder('preview'), [{ name: 'preview.jpg', size: large }]);
    const [path = ''] = await makeMedia(folder(), [
      // A JPEG in the guise of a RAW: exiftool writes no thumbnail into what `makeMedia` makes of a RAW.
      { name: 'a.cr2', format: 'jpg', tags: { 'EXIF:ThumbnailImage<': preview, 'IFD0:Orientation#': 8 } },
    ]);
    const thumbnail = (await read([path], { each: 1000, all: 1_000_000 })).get(path);

    expect(await sharp(jpegOf(thumbnail)).metadata()).toMatchObject({ width: 240, height: 180 });
    expect(thumbnail?.orientation).toBe(8);
  });

  test('is found whatever the name', async () => {
    const [path = ''] = await makeMedia(folder(), [{ name: 'a.png' }]);
    const odd = folder('caf\udce9\n.png');
    renameSync(path, fsPath(odd));

    expect([...(await read([odd])).keys()]).toEqual([odd]);
  });
});

test('there is none of what is damaged, no picture, another format than it says, or gone', async () => {
  writeFileSync(folder('damaged.jpg'), Buffer.from('ffd8ffe000104a464946', 'hex'));
  writeFileSync(folder('text.jpg'), 'milk, bread');
  writeFileSync(folder('drawing.png'), '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>');
  writeFileSync(folder('notes.xmp'), '<x/>');
  const [video = ''] = await makeMedia(folder(), [{ name: 'a.mp4' }]);

  expect(
    (
      await read([
        ...['damaged.jpg', 'text.jpg', 'drawing.png', 'notes.xmp', 'gone.jpg'].map((name) => folder(name)),
        video,
      ])
    ).size,
  ).toBe(0);
});

describe('their size', () => {
  test('is bounded each: a larger one is made smaller', async () => {
    const [big = ''] = await makeMedia(folder('big'), [{ name: 'big.jpg', size: large }]);
    const [path = ''] = await makeMedia(folder(), [
      { name: 'a.jpg', size: large, tags: { 'EXIF:ThumbnailImage<': big } },
    ]);
    const thumbnail = (await read([path], { each: 1000, all: 1_000_000 })).get(path);

    expect((await sharp(jpegOf(thumbnail)).metadata()).width).toBe(240);
  });

  test('is bounded together: the first ones have theirs', async () => {
    const paths = await makeMedia(
      folder(),
      ['a.png', 'b.png', 'c.png'].map((name) => ({ name, size: large })),
    );
    const all = await read(paths);
    const room = jpegOf(all.get(paths[0]!)).length + jpegOf(all.get(paths[1]!)).length;
    const found = await readThumbnails(paths, exiftool!, () => false, { each: 1000, all: room });

    expect([...found.keys()]).toEqual(paths.slice(0, 2));
  });
});

test('an interruption ends it', async () => {
  const paths = await makeMedia(folder(), [{ name: 'a.png' }]);
  exiftool = createExiftool({ path: process.env['PATH'] });

  expect((await readThumbnails(paths, exiftool, () => true)).size).toBe(0);
});

const samples = resolve(fileURLToPath(new URL('../../../../shared/samples', import.meta.url)));
const describeWithSamples = existsSync(samples) ? describe : describe.skip;

describeWithSamples(`of real cameras (in ${samples})`, () => {
  test.each([
    'jpg/Nikon_D70.jpg',
    'jpg/gps/DSCN0010.jpg',
    'jpg/orientation/portrait_5.jpg',
    'tiff/Rudless.tiff',
  ])('%s has one', async (name) => {
    mkdirSync(folder('card'));
    const path = folder('card', basename(name));
    copyFileSync(join(samples, name), path);

    const jpeg = jpegOf((await read([path])).get(path));
    expect((await sharp(jpeg).metadata()).format).toBe('jpeg');
    expect(jpeg.length).toBeLessThan(24 * 1024);
  });
});

test('a picture too large to be taken into memory at once is left alone', async () => {
  const shrinker = await loadShrinker();
  writeFileSync(folder('huge.tif'), '');
  truncateSync(folder('huge.tif'), 65 * 1024 * 1024);

  expect(await shrinker?.shrinkFile(folder('huge.tif'))).toBeUndefined();
});
