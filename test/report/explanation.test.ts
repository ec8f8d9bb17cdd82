import { expect, test } from '@jest/globals';
import type { DateCandidate } from '../../src/dates/taken-at.js';
import { type Explanation, explanationJson, explanationText } from '../../src/report/explanation.js';

const date = (source: string, value: string, more: Partial<DateCandidate> = {}): DateCandidate => ({
  ...{ rank: 'embedded', file: 'a.mov', source, value, ...more },
});
const at = (source: string, local: string, offsetMinutes?: number) => ({
  takenAt: { local, source, ...(offsetMinutes !== undefined && { offsetMinutes }) },
});

const chosen = date('QuickTime:CreateDate', '2020:12:31 23:30:00', {
  ...at('QuickTime:CreateDate', '2021-01-01T00:30:00', 60),
  zone: { from: 'still' },
});

const explanation: Explanation = {
  path: '/card/a.mov',
  fileType: 'MOV',
  kind: 'video',
  fingerprint: { size: 5, hash: '00000000000000ff' },
  companions: ['/card/a.heic'],
  dates: {
    chosen,
    takenAt: chosen.takenAt,
    dates: [
      date('ExifIFD:CreateDate', '0000:00:00', { refusal: 'not-a-date' }),
      date('XMP-xmp:CreateDate', '2021', {
        ...at('XMP-xmp:CreateDate', '2021-01-01'),
        known: '2021',
        file: 'a.xmp',
      }),
      chosen,
      date('Track1:TrackCreateDate', '2020:12:31 23:30:00', {
        ...at('Track1:TrackCreateDate', '2020-12-31T23:30:00'),
        zone: { from: 'camera' },
      }),
      date('Composite:GPSDateTime', '2020:12:31 23:30:00Z', {
        ...at('Composite:GPSDateTime', '2021-01-01T12:30:00', 780),
        zone: { from: 'position', name: 'Pacific/Auckland' },
      }),
      date('FileName', 'PXL_20201231_233000.mov', {
        ...at('FileName', '2021-01-01T00:30:00', 60),
        zone: { from: 'home', name: 'Europe/Madrid' },
      }),
      date('FileName', 'IMG-20210102-WA0001.jpg', at('FileName', '2021-01-02')),
      date('IFD0:ModifyDate', '2070:01:01 00:00:00', {
        ...at('IFD0:ModifyDate', '2070-01-01T00:00:00'),
        refusal: 'future',
      }),
    ],
  },
  target: '/Gallery/2021/a.mov',
  inGallery: 'elsewhere',
  known: {
    catalog: [
      { path: '/Gallery/b.mov', takenAt: { local: '2021-01-01', source: 'FileName' } },
      { path: '/Gallery/gone.mov' },
    ],
    inGallery: ['/Gallery/b.mov'],
    ledger: [
      {
        event: 'undone',
        name: 'old\u001b.mov',
        run: 'r1',
        action: 1,
        fingerprint: { size: 5, hash: '00000000000000ff' },
      },
    ],
  },
};

test('people read every date with its file, zone and verdict, and what is known of the content', () => {
  expect(explanationText(explanation).split('\n')).toEqual([
    '/card/a.mov',
    'a video, MOV',
    'with      a.heic',
    '',
    '  ExifIFD:CreateDate        0000:00:00                 no date',
    '  a.xmp XMP-xmp:CreateDate  2021-01-01                 a fuller date within it decides  only 2021 is known',
    '▶ QuickTime:CreateDate      2021-01-01T00:30:00+01:00  chosen                           from 2020:12:31 23:30:00 UTC, by the offset of the still',
    '  Track1:TrackCreateDate    2020-12-31T23:30:00        not needed                       local time: the file name or THM shows the same',
    '  Composite:GPSDateTime     2021-01-01T12:30:00+13:00  not needed                       from 2020:12:31 23:30:00 UTC, by the position: Pacific/Auckland',
    '  FileName                  2021-01-01T00:30:00+01:00  not needed                       from UTC, in the home zone Europe/Madrid',
    '  FileName                  2021-01-02                 not needed                       no time of day',
    '  IFD0:ModifyDate           2070-01-01T00:00:00        refused: in the future           local time, no offset',
    '',
    'belongs to /Gallery/2021/a.mov',
    'content   5 bytes, XXH64 00000000000000ff',
    'Gallery   /Gallery/b.mov, taken 2021-01-01 by FileName',
    'Gallery   /Gallery/gone.mov, no longer there',
    'ledger    undone as old\\u{1b}.mov in run r1',
    '',
  ]);
});

test('a file that import leaves alone, without any date and without a library', () => {
  const { path, fingerprint } = explanation;
  const dates = { chosen: undefined, takenAt: undefined, dates: [] };

  expect(explanationText({ path, fingerprint, companions: [], dates, fileType: 'PDF' }).split('\n')).toEqual([
    '/card/a.mov',
    'not a picture or video: PDF; import leaves it alone',
    '',
    '  no date anywhere',
    '',
    'content   5 bytes, XXH64 00000000000000ff',
    '',
  ]);
});

test('programs read the same', () => {
  expect(explanationJson(explanation)).toMatchObject({
    ...{ event: 'why', schema: 1, path: '/card/a.mov', companions: ['/card/a.heic'], size: 5 },
    ...{ takenAt: '2021-01-01T00:30:00+01:00', dateSource: 'QuickTime:CreateDate', inGallery: 'elsewhere' },
    dates: [
      { source: 'ExifIFD:CreateDate', verdict: 'not-a-date' },
      {
        file: 'a.xmp',
        source: 'XMP-xmp:CreateDate',
        value: '2021',
        verdict: 'partial',
        takenAt: '2021-01-01',
      },
      { file: 'a.mov', verdict: 'chosen', zone: { from: 'still' } },
      { verdict: 'not needed', zone: { from: 'camera' } },
      { verdict: 'not needed', zone: { from: 'position', name: 'Pacific/Auckland' } },
      { verdict: 'not needed', zone: { from: 'home', name: 'Europe/Madrid' } },
      { verdict: 'not needed' },
      { verdict: 'future' },
    ],
    known: {
      catalog: [
        { path: '/Gallery/b.mov', takenAt: '2021-01-01', dateSource: 'FileName' },
        { path: '/Gallery/gone.mov' },
      ],
      inGallery: ['/Gallery/b.mov'],
      ledger: [{ event: 'undone', run: 'r1' }],
    },
  });
});
