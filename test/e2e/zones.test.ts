import { beforeEach, expect, test } from '@jest/globals';
import { filesBelow } from '../folder-listing.js';
import { assetEvents } from '../json-output.js';
import { exifDates, exifPlace, videoDates } from '../media/capture-tags.js';
import { makeDemoPictures } from '../media/demo-library.js';
import { makeMedia, type MediaSpec } from '../media/make-media.js';
import type { Tags } from '../media/write-tags.js';
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

/** A place, its position as a video has it, and its offset on New Year's Day. */
const places = [
  { place: 'Auckland', position: '-36.85, 174.76', hours: 13 },
  { place: 'Madrid', position: '40.42, -3.70', hours: 1 },
  { place: 'Honolulu', position: '21.31, -157.86', hours: -10 },
];

test('around midnight at New Year every picture and video lands in the year of its place', async () => {
  const midnight = Date.UTC(2021, 0, 1);
  const digits = (ms: number): string =>
    new Date(ms).toISOString().slice(0, 19).replace('T', ' ').replaceAll('-', ':');
  const specs = places.flatMap(({ place, position, hours }) =>
    [-1, 1].flatMap((seconds): MediaSpec[] => {
      const wall = midnight + seconds * 1000;
      const utc = digits(wall - hours * 3_600_000);
      const offset = `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}:00`;
      const name = `${place} ${seconds < 0 ? 'before' : 'after'}`;
      const at = { 'UserData:GPSCoordinates': position };
      return [
        { name: `${name} with offset.jpg`, tags: exifDates(digits(wall), offset) },
        { name: `${name} without offset.heic`, tags: exifDates(digits(wall)) },
        {
          name: `${name} with keys.mov`,
          tags: { ...videoDates(utc), 'Keys:CreationDate': digits(wall) + offset },
        },
        { name: `${name} with place.mp4`, tags: { ...videoDates(utc), ...at } },
        {
          name: `${name} instant.jpg`,
          tags: { 'XMP-xmp:CreateDate': `${utc}Z`, ...exifPlaceOf(position) },
        },
        { name: `${place}/PXL_${utc.replace(/\D/g, '').replace(/^(.{8})/, '$1_')}000.mp4`, tags: at },
        {
          name: `${place}/IMG_${digits(wall)
            .replace(/\D/g, '')
            .replace(/^(.{8})/, '$1_')}.png`,
        },
      ];
    }),
  );
  await makeMedia(folder('midnight'), specs);
  for (const [index, zone] of zones.entries()) {
    const gallery = folder(`New Year ${String(index)}`);
    const args = ['import', folder('midnight'), '--to', gallery, '--layout', 'YYYY', '--json'];
    const { stdout } = await photokeep([...args, '--home-zone', 'Asia/Kathmandu'], {
      home: folder(),
      env: { TZ: zone },
    });
    const years = assetEvents(stdout).map(({ path, to }) => [
      path,
      /New Year \d\/(\d{4})/.exec(to ?? '')?.[1],
    ]);

    expect(years).toHaveLength(specs.length);
    expect(years.filter(([path, year]) => year !== yearOf(path!))).toEqual([]);
  }
});

function exifPlaceOf(position: string): Tags {
  const [latitude = 0, longitude = 0] = position.split(', ').map(Number);
  return exifPlace(latitude, longitude);
}

/** By the name that the test gave: PXL names are in UTC, so only the file itself knows. */
function yearOf(path: string): string {
  const pixel = /(\w+)\/PXL_(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)/.exec(path);
  if (!pixel) return /before|IMG_2020/.test(path) ? '2020' : '2021';
  const [, place, ...utc] = pixel;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = utc.map(Number);
  const hours = places.find((known) => known.place === place)?.hours ?? 0;
  return String(new Date(Date.UTC(year, month - 1, day, hour + hours, minute, second)).getUTCFullYear());
}

test('without a home zone, the machine’s counts', async () => {
  const args = ['import', folder('card/edges'), '--to', folder('Gallery'), '--json'];
  const { stdout } = await photokeep(args, { home: folder(), env: { TZ: 'Pacific/Auckland' } });
  expect(assetEvents(stdout).find(({ path }) => path.endsWith('undated.png'))!.takenAt).toBe(
    '2021-09-01T10:30:00+12:00',
  );
});
