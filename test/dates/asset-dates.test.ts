import { describe, expect, test } from '@jest/globals';
import fc from '../fast-check.js';
import {
  type AssetMember,
  type AssetRole,
  maySidecarsDecide,
  takenAtOfAsset,
} from '../../src/dates/asset-dates.js';
import type { Tags } from '../../src/dates/metadata.js';
import type { DateRules } from '../../src/dates/taken-at.js';

const rules: DateRules = {
  homeZone: 'Europe/Madrid',
  dateFields: [],
  namePatterns: [],
  fallback: 'FileModifyDate',
  nowMs: Date.UTC(2025, 5, 15),
};

function member(role: AssetRole, name: string, tags: Tags = {}, mtime = '2022-06-01T12:00:00Z'): AssetMember {
  return { role, name, mtimeMs: Date.parse(mtime), metadata: { tags } };
}

const newYearInAuckland: Tags = {
  'EXIF:ExifIFD:DateTimeOriginal': '2021:01:01 00:00:01',
  'EXIF:ExifIFD:OffsetTimeOriginal': '+13:00',
};
/** Its video began two seconds earlier, in another year. */
const itsVideo: Tags = {
  'QuickTime:CreateDate': '2020:12:31 10:59:59',
  'QuickTime:Keys:CreationDate': '2020:12:31 23:59:59+13:00',
};

describe('the one date of a Live Photo', () => {
  test('is the still’s', () => {
    const { takenAt, chosen } = takenAtOfAsset(
      [member('video', 'IMG_1.MOV', itsVideo), member('still', 'IMG_1.HEIC', newYearInAuckland)],
      rules,
    );

    expect(takenAt).toEqual({
      local: '2021-01-01T00:00:01',
      offsetMinutes: 780,
      source: 'ExifIFD:DateTimeOriginal',
    });
    expect(chosen?.file).toBe('IMG_1.HEIC');
  });

  test('is the video’s when the still has lost its own, though it has a name and a modification time', () => {
    const { takenAt, chosen } = takenAtOfAsset(
      [member('still', 'IMG_20220202_020202.jpg'), member('video', 'IMG_20220202_020202.mov', itsVideo)],
      rules,
    );

    expect(takenAt?.local).toBe('2020-12-31T23:59:59');
    expect(chosen?.file).toBe('IMG_20220202_020202.mov');
  });

  test('is the video’s when the still’s is refused', () => {
    const { takenAt } = takenAtOfAsset(
      [
        member('still', 'IMG_1.HEIC', { 'EXIF:ExifIFD:DateTimeOriginal': '0000:00:00 00:00:00' }),
        member('video', 'IMG_1.MOV', itsVideo),
      ],
      rules,
    );

    expect(takenAt?.source).toBe('Keys:CreationDate');
  });

  test('is the modification time of the still when neither says anything', () => {
    const { chosen } = takenAtOfAsset(
      [member('video', 'a.mov', {}, '2019-01-01T00:00:00Z'), member('still', 'a.heic')],
      rules,
    );

    expect(chosen).toMatchObject({ file: 'a.heic', source: 'FileModifyDate' });
  });

  test('shows the video’s UTC by the still’s offset', () => {
    const { dates } = takenAtOfAsset(
      [
        member('still', 'IMG_1.HEIC', newYearInAuckland),
        member('video', 'IMG_1.MOV', { 'QuickTime:CreateDate': '2020:12:31 10:59:59' }),
      ],
      rules,
    );

    expect(dates.find(({ source }) => source === 'QuickTime:CreateDate')).toMatchObject({
      takenAt: { local: '2020-12-31T23:59:59', offsetMinutes: 780 },
      zone: { from: 'still' },
    });
  });
});

describe('the one date of a RAW with its JPEG', () => {
  const at = (time: string): Tags => ({ 'EXIF:ExifIFD:DateTimeOriginal': time });

  test('is the JPEG’s', () => {
    const members = [
      member('raw', 'a.cr2', at('2021:01:02 03:04:06')),
      member('still', 'a.jpg', at('2021:01:02 03:04:05')),
    ];

    expect(takenAtOfAsset(members, rules).takenAt?.local).toBe('2021-01-02T03:04:05');
  });

  test('is the RAW’s when the JPEG was stripped', () => {
    const members = [member('still', 'a.jpg'), member('raw', 'a.cr2', at('2021:01:02 03:04:06'))];

    expect(takenAtOfAsset(members, rules).takenAt?.local).toBe('2021-01-02T03:04:06');
  });

  test('comes from the sidecar before the file name', () => {
    const members = [
      member('sidecar', 'a.xmp', { 'XMP:XMP-photoshop:DateCreated': '2021:01:02 03:04:07' }),
      member('raw', 'a 2020-01-01.cr2'),
    ];
    const { chosen } = takenAtOfAsset(members, rules);

    expect(chosen).toMatchObject({ file: 'a.xmp', takenAt: { local: '2021-01-02T03:04:07' } });
  });
});

test('each file’s dates are on offer once, by kind of source and then by member', () => {
  const dated: Tags = { 'EXIF:ExifIFD:CreateDate': '2021:01:02 03:04:05' };
  const { dates } = takenAtOfAsset(
    [
      member('sidecar', '2021-01-03.xmp', { 'XMP:XMP-xmp:CreateDate': '2021:01:04' }),
      member('video', '2021-01-03.mov', { 'QuickTime:Keys:CreationDate': '2021:01:05 00:00:00+01:00' }),
      member('raw', '2021-01-03.dng', dated),
      member('still', '2021-01-03.heic', { ...dated, 'Composite:GPSDateTime': '2021:01:02 02:04:05Z' }),
    ],
    rules,
  );

  expect(dates.map(({ rank, file, source }) => [rank, file, source])).toEqual([
    ['embedded', '2021-01-03.heic', 'ExifIFD:CreateDate'],
    ['embedded', '2021-01-03.dng', 'ExifIFD:CreateDate'],
    ['embedded', '2021-01-03.mov', 'Keys:CreationDate'],
    ['sidecar', '2021-01-03.xmp', 'XMP-xmp:CreateDate'],
    ['gps', '2021-01-03.heic', 'Composite:GPSDateTime'],
    // the stem is the same for all
    ['name', '2021-01-03.heic', 'FileName'],
    ['fallback', '2021-01-03.heic', 'FileModifyDate'],
    ['fallback', '2021-01-03.dng', 'FileModifyDate'],
    ['fallback', '2021-01-03.mov', 'FileModifyDate'],
  ]);
});

test('a sidecar alone is no asset and has no date', () => {
  const orphan = member('sidecar', 'a.xmp', { 'XMP:XMP-xmp:CreateDate': '2021:01:04' });

  expect(takenAtOfAsset([orphan], rules)).toEqual({ takenAt: undefined, chosen: undefined, dates: [] });
});

test('the order in which the files of an asset are found decides nothing', () => {
  const members = [
    member('still', 'IMG_1.HEIC', newYearInAuckland),
    member('raw', 'IMG_1.DNG', { 'EXIF:ExifIFD:CreateDate': '2021:01:01 00:00:00' }),
    member('video', 'IMG_1.MOV', itsVideo),
    member('sidecar', 'IMG_1.xmp', { 'XMP:XMP-xmp:CreateDate': '2021:01:04' }),
  ];
  const some = fc.subarray(members, { minLength: 1 });
  fc.assert(
    fc.property(
      some.chain((chosen) =>
        fc.tuple(fc.constant(chosen), fc.shuffledSubarray(chosen, { minLength: chosen.length })),
      ),
      ([ordered, shuffled]) => {
        expect(takenAtOfAsset(shuffled, rules)).toEqual(takenAtOfAsset(ordered, rules));
      },
    ),
  );
});

test('sidecars that are said not to matter do not', () => {
  const date = fc.constantFrom(
    '2021:01:02 03:04:05',
    '2021:01:02 03:04:05+01:00',
    '2021:01:02 03:04:05Z',
    '2021',
    '',
  );
  const pick = (...tags: string[]): fc.Arbitrary<Tags> =>
    fc.dictionary(fc.constantFrom(...tags), date, { maxKeys: tags.length, noNullPrototype: true });
  const own = pick(
    ...[
      'EXIF:ExifIFD:CreateDate',
      'QuickTime:Keys:CreationDate',
      'QuickTime:CreateDate',
      'XMP:XMP-xmp:CreateDate',
    ],
    ...['Composite:GPSDateTime'],
  );
  const beside = pick('XMP:XMP-exif:DateTimeOriginal', 'EXIF:ExifIFD:DateTimeOriginal');
  const place: Tags = { 'XMP:XMP-exif:GPSLatitude': 21.3, 'XMP:XMP-exif:GPSLongitude': -157.8 };
  const role = fc.constantFrom<AssetRole>('still', 'raw', 'video');
  let without = 0;
  fc.assert(
    fc.property(role, own, beside, fc.boolean(), (mainRole, tags, sidecarTags, hasPlace) => {
      const main = member(mainRole, '2021-01-02 03.04.05.dat', tags);
      const sidecar = member('sidecar', 'a.xmp', { ...sidecarTags, ...(hasPlace && place) });
      const alone = takenAtOfAsset([main], rules);
      if (maySidecarsDecide(alone)) return;
      without++;

      expect(takenAtOfAsset([main, sidecar], rules).takenAt).toEqual(alone.takenAt);
    }),
  );
  expect(without).toBeGreaterThan(10);
});

test.each([
  ['Pacific/Auckland', 780],
  ['Europe/Madrid', 60],
  ['Pacific/Honolulu', -600],
])('around midnight at New Year in %s a Live Photo and its video stay in one year', (homeZone, offset) => {
  const midnight = Date.UTC(2021, 0, 1) - offset * 60_000;
  const utc = (ms: number): string =>
    new Date(ms).toISOString().slice(0, 19).replaceAll('-', ':').replace('T', ' ');
  const wall = (ms: number): string => utc(ms + offset * 60_000);
  for (const seconds of [-3, -1, 0, 1, 3]) {
    const taken = midnight + seconds * 1000;
    const still = member('still', 'IMG_1.HEIC', { 'EXIF:ExifIFD:DateTimeOriginal': wall(taken) });
    const clip = member('video', 'IMG_1.MOV', { 'QuickTime:CreateDate': utc(taken - 1500) });
    const year = seconds < 0 ? '2020-12-31' : '2021-01-01';

    expect(takenAtOfAsset([still, clip], { ...rules, homeZone }).takenAt?.local.slice(0, 10)).toBe(year);
    // On its own, the video still has its own watch's day.
    const alone = takenAtOfAsset([clip], { ...rules, homeZone }).takenAt?.local.slice(0, 10);
    expect(alone).toBe(seconds - 1.5 < 0 ? '2020-12-31' : '2021-01-01');
  }
});
