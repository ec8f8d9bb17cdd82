import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type DropLibrary, makeDropLibrary } from '../drop-library.js';
import { assetEvents, reasonsBy, summaryOf } from '../json-output.js';
import { exifDates, videoDates } from '../media/capture-tags.js';
import { makeLiveHalves } from '../media/live-photo.js';
import { makeMedia } from '../media/make-media.js';
import { makeManyJpegs } from '../media/make-many.js';
import type { Tags } from '../media/write-tags.js';
import { writeXmp } from '../media/write-xmp.js';
import { folderForAllTests, temporaryFolder } from '../temporary-folder.js';

const camera = folderForAllTests();
const folder = temporaryFolder();
let library: DropLibrary;

const january = '2021/01-January';
const noon = exifDates('2021:01:02 12:00:00');
const recorded = (local: string): Tags => ({ 'Keys:CreationDate': local });
const liveId = (number: number): string => `7E1C6A34-2B5D-4C8A-9E0F-${String(number).padStart(12, '0')}`;

beforeAll(async () => {
  await makeLiveHalves(camera(), [
    { name: 'live/IMG_1.HEIC', contentId: liveId(1), tags: exifDates('2021:01:02 03:04:05', '+01:00') },
    { name: 'live/IMG_1.MOV', contentId: liveId(1), tags: recorded('2021:01:02 03:04:04+01:00') },
    // The iPhone's clock was set between them, and the video says the next year.
    { name: 'live/IMG_2.HEIC', contentId: liveId(2), tags: exifDates('2020:12:31 23:59:59', '+01:00') },
    { name: 'live/IMG_2.MOV', contentId: liveId(2), tags: recorded('2021:01:01 00:10:00+01:00') },
    { name: 'strangers/IMG_5.JPG', contentId: liveId(3), tags: exifDates('2021:01:02 03:04:05', '+01:00') },
    { name: 'strangers/IMG_5.MOV', contentId: liveId(4), tags: recorded('2021:01:02 03:04:05+01:00') },
    { name: 'named/IMG_6.HEIC', contentId: liveId(5), tags: exifDates('2021:01:02 03:04:05', '+01:00') },
    { name: 'named/IMG_6_HEVC.MOV', contentId: liveId(5), tags: recorded('2021:01:02 03:04:05+01:00') },
  ]);
  await makeMedia(camera(), [
    { name: 'live/IMG_3.JPG', tags: exifDates('2021:01:02 03:04:05') },
    { name: 'live/IMG_3.MOV', tags: recorded('2021:01:02 03:04:08+01:00') },
    // Its container says it in UTC; the still tells how far that is from the clock on the wall.
    { name: 'live/IMG_7.JPG', tags: exifDates('2021:07:01 00:30:00', '+09:00') },
    { name: 'live/IMG_7.MOV', tags: videoDates('2021:06:30 15:30:01') },
    { name: 'strangers/IMG_4.JPG', tags: noon },
    { name: 'strangers/IMG_4.MOV', tags: recorded('2021:01:02 12:10:04+01:00') },
    { name: 'raw/DSC_1.DNG', tags: exifDates('2021:01:02 12:00:00') },
    { name: 'raw/DSC_1.JPG', tags: noon },
    { name: 'plain/a.jpg', tags: noon },
    { name: 'plain/b.jpg', tags: exifDates('2021:01:03 12:00:00') },
    { name: 'plain/v.mp4', tags: recorded('2021:01:02 12:00:00+01:00') },
  ]);
});

beforeEach(async () => {
  library = await makeDropLibrary(folder());
});

/** From the camera into the phone's drop folder, all under their own names or one under another. */
function send(...names: readonly string[]): void {
  for (const name of names) library.put(camera(name), library.phone(basename(name)));
}

function sendText(name: string, text = `about ${name}`): void {
  mkdirSync(dirname(library.phone(name)), { recursive: true });
  writeFileSync(library.phone(name), text);
}

/** Base names of each asset that was imported, the main file first. */
function assetsOf(stdout: string): string[][] {
  return assetEvents(stdout)
    .filter(({ status }) => status === 'done')
    .map(({ path, companions }) =>
      [path, ...companions.map((one) => one.path)].map((each) => basename(each)),
    );
}

describe('a Live Photo', () => {
  test.each([
    ['by the identifier that both halves carry, whatever their clocks say', 'IMG_2', '2020/12-December'],
    ['by stem and time, three seconds apart', 'IMG_3', january],
    ['by stem and instant, on the other side of the world', 'IMG_7', '2021/07-July'],
  ])('is known %s', async (_, stem, month) => {
    const [still, video] = existsSync(camera(`live/${stem}.HEIC`))
      ? [`${stem}.HEIC`, `${stem}.MOV`]
      : [`${stem}.JPG`, `${stem}.MOV`];
    send(`live/${still}`, `live/${video}`);
    const stdout = await library.importAsSaid();

    expect(assetsOf(stdout)).toEqual([[still, video]]);
    expect(library.inGallery()).toEqual([`${month}/${still}`, `${month}/${video}`]);
    await library.importNothing();
  });

  test('gets one stem when its halves came under two, also out of two folders', async () => {
    send('named/IMG_6.HEIC');
    library.put(camera('named/IMG_6_HEVC.MOV'), library.phone('videos/IMG_6_HEVC.MOV'));
    await library.importAsSaid();
    expect(library.inGallery()).toEqual([`${january}/IMG_6.HEIC`, `${january}/IMG_6.MOV`]);
  });

  test.each([
    ['identifiers that differ, at the same second', 'IMG_5'],
    ['ten minutes between them', 'IMG_4'],
  ])('is none with %s: a picture, and a video beside it', async (_, stem) => {
    send(`strangers/${stem}.JPG`, `strangers/${stem}.MOV`);
    const stdout = await library.importAsSaid();
    expect(assetsOf(stdout)).toEqual([[`${stem}.JPG`], [`${stem}.MOV`]]);
    expect(library.inGallery()).toEqual([`${january}/${stem} (2).MOV`, `${january}/${stem}.JPG`]);
    await library.importNothing();
  });

  test('is numbered as a whole where its stem is taken', async () => {
    library.put(camera('plain/b.jpg'), library.gallery(`${january}/img_1.png`));
    send('live/IMG_1.HEIC', 'live/IMG_1.MOV');
    sendText('IMG_1.AAE');
    await library.importAsSaid();
    expect(library.inGallery()).toEqual([
      ...[`${january}/IMG_1 (2).AAE`, `${january}/IMG_1 (2).HEIC`, `${january}/IMG_1 (2).MOV`],
      `${january}/img_1.png`,
    ]);
  });
});

test('RAW and JPEG are one asset, the JPEG first', async () => {
  send('raw/DSC_1.DNG', 'raw/DSC_1.JPG');
  const stdout = await library.importAsSaid();
  expect(assetsOf(stdout)).toEqual([['DSC_1.JPG', 'DSC_1.DNG']]);
  expect(library.inGallery()).toEqual([`${january}/DSC_1.DNG`, `${january}/DSC_1.JPG`]);
});

describe('sidecars', () => {
  test.each<[string, string, string[], string[]?]>([
    ['beside a picture', 'a.jpg', ['a.jpg.xmp', 'a.xmp', 'a.AAE', 'a.WAV', 'a.jpg.json', 'a.json']],
    ['in capitals', 'A.JPG', ['A.XMP', 'A.aae', 'A.JPG.XMP', 'A.JPG.JSON']],
    ['in other capitals than the picture', 'a.jpg', ['A.XMP', 'A.JPG.json'], ['a.JPG.json', 'a.XMP']],
    ['of a Takeout', 'a.jpg', ['a.jpg.supplemental-metadata.json']],
    ['beside a video', 'v.mp4', ['v.THM', 'v.LRV', 'v.mp4.xmp', 'v.WAV']],
    ['of a GoPro', 'GX010001.MP4', ['GL010001.LRV', 'GX010001.THM'], ['GX010001.LRV', 'GX010001.THM']],
  ])('%s come with it', async (_, name, sidecars, placed = sidecars) => {
    const picture = camera(/mp4$/i.test(name) ? 'plain/v.mp4' : 'plain/a.jpg');
    library.put(picture, library.phone(name));
    for (const sidecar of sidecars) sendText(sidecar);
    const stdout = await library.importAsSaid();

    expect(library.inPhone()).toEqual([]);
    expect(library.inGallery()).toEqual([name, ...placed].map((one) => `${january}/${one}`).sort());
    const [asset] = assetsOf(stdout);
    expect(asset?.[0]).toBe(name);
    expect(asset?.slice(1).sort()).toEqual([...sidecars].sort());
    await library.importNothing();
  });

  test('and the pictures that an iPhone makes of an edit, with their letters', async () => {
    library.put(camera('plain/a.jpg'), library.phone('IMG_1234.JPG'));
    await makeMedia(library.phone(), [{ name: 'IMG_E1234.JPG', seed: 8, tags: noon }]);
    const sidecars = ['IMG_1234.AAE', 'IMG_O1234.AAE'];
    for (const sidecar of sidecars) sendText(sidecar);
    const stdout = await library.importAsSaid();
    expect(assetsOf(stdout)).toEqual([['IMG_1234.JPG', 'IMG_E1234.JPG', ...sidecars]]);
    expect(library.inGallery()).toEqual(
      ['IMG_1234.AAE', 'IMG_1234.JPG', 'IMG_E1234.JPG', 'IMG_O1234.AAE'].map((one) => `${january}/${one}`),
    );
  });

  test('take the name that their picture takes, by the timestamp too', async () => {
    send('live/IMG_1.HEIC', 'live/IMG_1.MOV');
    sendText('IMG_1.HEIC.xmp');
    await library.importAsSaid('--naming', 'timestamp');
    expect(library.inGallery()).toEqual(
      ['HEIC', 'HEIC.xmp', 'MOV'].map((one) => `${january}/20210102-030405.${one}`),
    );
  });

  test('date a picture that has no date of its own', async () => {
    await makeMedia(library.phone(), [{ name: 'scan.jpg', mtime: new Date('2024-05-06T07:08:09Z') }]);
    await writeXmp(library.phone('scan.xmp'), { 'XMP-exif:DateTimeOriginal': '1985:06:12 10:00:00' });
    await library.importAsSaid();
    expect(library.inGallery()).toEqual(['1985/06-June/scan.jpg', '1985/06-June/scan.xmp']);
  });

  test('that equal the one in the Gallery are duplicates; others join as (2), whatever their spelling', async () => {
    send('plain/a.jpg');
    sendText('a.jpg.xmp', 'first');
    sendText('a.AAE', 'edit');
    await library.importAsSaid();

    send('plain/a.jpg');
    sendText('a.jpg.xmp', 'second');
    sendText('a.AAE', 'edit');
    const second = await library.importAsSaid();
    expect(summaryOf(second)).toMatchObject({ moved: 1, duplicates: 2 });
    send('plain/a.jpg');
    sendText('a.jpg.xmp', 'second');
    const third = await library.importAsSaid();

    expect(summaryOf(third)).toMatchObject({ moved: 0, duplicates: 2 });
    expect(library.inGallery()).toEqual(
      ['a.AAE', 'a.jpg', 'a.jpg (2).xmp', 'a.jpg.xmp'].map((one) => `${january}/${one}`).sort(),
    );
    expect(readFileSync(library.gallery(`${january}/a.jpg (2).xmp`), 'utf8')).toBe('second');
    expect(library.inPhone()).toEqual([]);
  });

  test('with the bytes of a stranger’s sidecar stay their own picture’s', async () => {
    library.put(camera('plain/a.jpg'), library.phone('IMG_1.jpg'));
    await library.importAsSaid();
    library.put(camera('plain/b.jpg'), library.phone('IMG_12.jpg'));
    sendText('IMG_12.xmp', 'three stars');
    await library.importAsSaid();

    sendText('IMG_1.xmp', 'three stars');
    await library.importAsSaid();

    expect(library.inGallery()).toEqual(
      ['IMG_1.jpg', 'IMG_1.xmp', 'IMG_12.jpg', 'IMG_12.xmp'].map((one) => `${january}/${one}`),
    );
  });
});

describe('an orphan', () => {
  test('stays where it is, is counted, and is no news to cron', async () => {
    send('plain/a.jpg');
    sendText('b.xmp');
    sendText('c.jpg.json');
    sendText('d.AAE');
    const stdout = await library.importAsSaid();

    expect(summaryOf(stdout)).toMatchObject({ moved: 1, skipped: 3, skippedBecause: { orphan: 3 } });
    expect(reasonsBy(stdout, basename)).toMatchObject({ 'b.xmp': 'orphan' });
    expect(library.inPhone()).toEqual(['b.xmp', 'c.jpg.json', 'd.AAE']);
    await library.importNothing();
  });

  test('of two pictures that came under one name belongs to neither', async () => {
    library.put(camera('plain/a.jpg'), library.phone('x.jpg'));
    library.put(camera('plain/b.jpg'), library.phone('sub/x.jpg'));
    await library.importAsSaid();
    sendText('x.xmp');
    expect(summaryOf(await library.importAsSaid()).skippedBecause).toEqual({ orphan: 1 });
  });

  test('finds in one run the picture that lies in another folder, in whatever order', async () => {
    library.put(camera('plain/a.jpg'), library.phone('m/a.jpg'));
    sendText('a/a.xmp');
    sendText('z/a.AAE');
    await library.importAsSaid();
    expect(library.inGallery()).toEqual(['a.AAE', 'a.jpg', 'a.xmp'].map((one) => `${january}/${one}`));
    await library.importNothing();
  });

  test('is what a sidecar is whose picture is there, but cannot be read', async () => {
    send('plain/a.jpg');
    await library.importAsSaid();
    writeFileSync(library.phone('a.jpg'), 'not a picture, as far as anyone can tell');
    sendText('a.xmp');
    const stdout = await library.importAsSaid();
    expect(summaryOf(stdout).skippedBecause).toEqual({ 'not-media': 1, orphan: 1 });
    await library.importNothing();
  });
});

test('burst pictures and motion photos are single files, and stay so', async () => {
  const names = [
    ...['00000IMG_00000_BURST20210102120000000_COVER.jpg', '00001IMG_00001_BURST20210102120000000.jpg'],
    ...['20210102_120000_001.jpg', '20210102_120000_002.jpg', '20210102_120000.jpg'],
    ...['PXL_20210102_110000000.MP.jpg', 'MVIMG_20210102_120000.jpg'],
  ];
  await makeMedia(
    library.phone(),
    names.map((name) => ({ name, tags: noon })),
  );
  const stdout = await library.importAsSaid();
  expect(assetsOf(stdout).sort()).toEqual(names.map((name) => [name]).sort());
  expect(library.inGallery()).toEqual(names.map((name) => `${january}/${name}`).sort());
});

test('a mixed folder of several batches: dry run and real run agree, and a second run does nothing', async () => {
  await makeManyJpegs(library.phone(), 520, { seed: 3, startDate: '2021-01-01', spreadDays: 300 });
  for (const number of [3, 254, 255, 256, 257, 300, 511, 512, 513]) {
    const stem = `100MEDIA/IMG_${String(number).padStart(6, '0')}`;
    sendText(`${stem}.xmp`);
    sendText(`${stem}.AAE`);
    sendText(`elsewhere/IMG_${String(number).padStart(6, '0')}.jpg.json`);
    // The same picture again, in a later batch and under another name.
    library.put(library.phone(`${stem}.JPG`), library.phone(`zzz/copy-${String(number)}.jpg`));
  }
  send('live/IMG_1.HEIC', 'live/IMG_2.HEIC', 'raw/DSC_1.JPG');
  for (const late of ['live/IMG_1.MOV', 'live/IMG_2.MOV', 'raw/DSC_1.DNG'])
    library.put(camera(late), library.phone(join('zzz', basename(late))));
  sendText('000/nobody.xmp');

  const stdout = await library.importAsSaid();

  expect(summaryOf(stdout)).toMatchObject({
    ...{ moved: 520 + 3 * 9 + 6, duplicates: 9, skipped: 1, failed: 0, skippedBecause: { orphan: 1 } },
  });
  expect(library.inPhone()).toEqual(['000/nobody.xmp']);
  expect(library.inGallery()).toEqual(
    expect.arrayContaining(['2020/12-December/IMG_2.HEIC', '2020/12-December/IMG_2.MOV']),
  );
  await library.importNothing();
});
