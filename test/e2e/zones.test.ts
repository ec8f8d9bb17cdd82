import { beforeEach, expect, test } from '@jest/globals';
import { filesBelow } from '../folder-listing.js';
import { assetEvents } from '../json-output.js';
import { exifDates, videoDates } from '../media/capture-tags.js';
import { makeDemoPictures } from '../media/demo-library.js';
import { makeMedia } from '../media/make-media.js';
import { photokeep } from '../photokeep.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
const zones = ['UTC', 'America/Los_Angeles', 'Pacific/Auckland'];

/** All at an hour at which it is another month, or another year, somewhere on Earth. */
beforeEach(async () => {
  await makeDemoPictures(folder('card'));
  await makeMedia(folder('card/edges'), [
    { name: 'exif.jpg', tags: exifDates('2020:12:31 23:59:59') },
    { name: 'exif with offset.jpg', tags: exifDates('2021:02:28 23:30:00', '-08:00') },
    { name: 'video.mp4', tags: videoDates('2021:03:31 22:30:00') },
    {
      name: 'video with place.mp4',
      tags: { ...videoDates('2021:04:30 12:30:00'), 'UserData:GPSCoordinates': '-36.85, 174.76' },
    },
    { name: 'PXL_20210531_223000123.jpg' },
    { name: 'undated.png', mtime: new Date('2021-08-31T22:30:00Z') },
  ]);
});

test('the same files go to the same folders wherever the machine’s clock thinks it is', async () => {
  const placed = [];
  const dates = [];
  for (const [index, zone] of zones.entries()) {
    const gallery = folder(`Gallery ${String(index)}`);
    const { code, stdout } = await photokeep(
      ['import', folder('card'), '--to', gallery, '--home-zone', 'Europe/Madrid', '--json'],
      { home: folder(), env: { TZ: zone } },
    );
    expect(code).toBe(0);
    placed.push(filesBelow(gallery));
    dates.push(assetEvents(stdout).map(({ path, takenAt, dateSource }) => [path, takenAt, dateSource]));
  }

  expect(placed[1]).toEqual(placed[0]);
  expect(placed[2]).toEqual(placed[0]);
  expect(dates[1]).toEqual(dates[0]);
  expect(dates[2]).toEqual(dates[0]);
  expect(placed[0]).toEqual(
    expect.arrayContaining([
      '2020/12-December/exif.jpg',
      '2021/02-February/exif with offset.jpg',
      '2021/04-April/video.mp4',
      '2021/05-May/video with place.mp4',
      '2021/06-June/PXL_20210531_223000123.jpg',
      '2021/09-September/undated.png',
    ]),
  );
});

test('without a home zone, the machine’s counts', async () => {
  const args = ['import', folder('card/edges'), '--to', folder('Gallery'), '--json'];
  const { stdout } = await photokeep(args, { home: folder(), env: { TZ: 'Pacific/Auckland' } });
  expect(assetEvents(stdout).find(({ path }) => path.endsWith('undated.png'))!.takenAt).toBe(
    '2021-09-01T10:30:00+12:00',
  );
});
