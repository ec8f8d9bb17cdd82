import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { listing } from '../folder-listing.js';
import { jsonLines } from '../json-output.js';
import { exifDates, videoDates } from '../media/capture-tags.js';
import { makeMedia } from '../media/make-media.js';
import { writeXmp } from '../media/write-xmp.js';
import { photokeep } from '../photokeep.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
/** The event that `why --json` prints, as far as the tests look at it. */
interface WhyEvent {
  readonly dates: readonly {
    readonly source: string;
    readonly takenAt?: string;
    readonly verdict: string;
    readonly zone?: object;
  }[];
}

function whyOf(stdout: string): WhyEvent {
  return jsonLines(stdout)[0] as unknown as WhyEvent;
}

const run = (...args: readonly string[]) => photokeep(args, { home: folder() });

test('lists every date in the order of the rules, the chosen one marked, the refused ones with their reason', async () => {
  const [path = ''] = await makeMedia(folder('card'), [
    {
      name: 'IMG_20210102_030405.jpg',
      tags: { 'EXIF:DateTimeOriginal#': '0000:00:00 00:00:00', 'EXIF:CreateDate': '2021:01:02 03:04:05' },
      mtime: new Date('2023-05-06T07:08:09Z'),
    },
  ]);
  const { code, stdout } = await run('why', path);
  expect(code).toBe(0);
  expect(stdout.split('\n').slice(1, 7)).toEqual([
    'a picture, JPEG',
    '',
    '  ExifIFD:DateTimeOriginal  0000:00:00 00:00:00        no date',
    '▶ ExifIFD:CreateDate        2021-01-02T03:04:05        chosen      local time, no offset',
    '  FileName                  2021-01-02T03:04:05        not needed  local time, no offset',
    '  FileModifyDate            2023-05-06T07:08:09+00:00  not needed  from 2023-05-06T07:08:09.000 UTC, in the home zone UTC',
  ]);
  expect(stdout).toContain('goes to   2021/01-January/IMG_20210102_030405.jpg');
});

test('knows what the library has of this content, under whatever name, and changes nothing', async () => {
  const tags = { 'EXIF:DateTimeOriginal': '2021:01:02 03:04:05' };
  await makeMedia(folder('card'), [
    { name: 'a.jpg', seed: 1, tags },
    { name: 'copy of a.jpg', seed: 1, tags },
  ]);
  await run('import', folder('card', 'a.jpg'), '--to', folder('Gallery'));
  const before = listing(folder());
  const { code, stdout } = await run(
    'why',
    folder('card', 'copy of a.jpg'),
    '--to',
    folder('Gallery'),
    '--json',
  );

  const [why, summary] = jsonLines(stdout);
  expect(why).toMatchObject({
    ...{ event: 'why', schema: 1, takenAt: '2021-01-02T03:04:05', dateSource: 'ExifIFD:DateTimeOriginal' },
    known: {
      inGallery: [join(folder('Gallery'), '2021/01-January/a.jpg')],
      ledger: [{ event: 'imported', name: 'a.jpg' }],
    },
  });
  expect([code, summary]).toEqual([0, { event: 'summary', command: 'why', exitCode: 0 }]);
  expect(listing(folder())).toEqual(before);
});

test('says of each date in which zone it was read, and by what', async () => {
  await makeMedia(folder('card'), [
    {
      name: 'PXL_20201231_110000000.mp4',
      tags: {
        ...videoDates('2020:12:31 11:00:01'),
        'Keys:CreationDate': '2021:01:01 00:00:01+13:00',
        'UserData:GPSCoordinates': '-36.85, 174.76',
        'XMP-photoshop:DateCreated': '2020:12',
      },
      mtime: new Date('2023-05-06T07:08:09Z'),
    },
  ]);
  const { stdout } = await run(
    ...['why', folder('card', 'PXL_20201231_110000000.mp4'), '--home-zone', 'Pacific/Honolulu', '--json'],
  );
  const auckland = { from: 'position', name: 'Pacific/Auckland' };

  expect(
    whyOf(stdout).dates.map(({ source, takenAt, verdict, zone }) => [source, takenAt, verdict, zone]),
  ).toEqual([
    ['Keys:CreationDate', '2021-01-01T00:00:01+13:00', 'chosen', { from: 'value' }],
    ['QuickTime:CreateDate', '2021-01-01T00:00:01+13:00', 'not needed', auckland],
    ['Track1:TrackCreateDate', '2021-01-01T00:00:01+13:00', 'not needed', auckland],
    ['Track1:MediaCreateDate', '2021-01-01T00:00:01+13:00', 'not needed', auckland],
    ['XMP-photoshop:DateCreated', '2020-12-01', 'not needed', undefined],
    ['FileName', '2021-01-01T00:00:00+13:00', 'not needed', auckland],
    ['QuickTime:ModifyDate', '2020-12-31T11:00:01', 'edited', undefined],
    [
      ...['FileModifyDate', '2023-05-05T21:08:09-10:00', 'not needed'],
      { from: 'home', name: 'Pacific/Honolulu' },
    ],
  ]);
});

test('shows the dates of a sidecar, and that an editor’s do not count', async () => {
  await makeMedia(folder('card'), [
    { name: 'scan.jpg', tags: { 'EXIF:ModifyDate': '2022:02:02 02:02:02' } },
    { name: 'scan of Oma.jpg' },
  ]);
  await writeXmp(folder('card', 'SCAN.XMP'), { 'XMP-photoshop:DateCreated': '1985:06' });
  const { stdout } = await run('why', folder('card', 'scan.jpg'), '--fallback', 'none');

  expect(stdout.split('\n').slice(1, 8)).toEqual([
    'a picture, JPEG',
    'with      SCAN.XMP',
    '',
    '▶ SCAN.XMP XMP-photoshop:DateCreated  1985-06-01           chosen                       only 1985-06 is known',
    '  IFD0:ModifyDate                     2022-02-02T02:02:02  refused: an editor wrote it  local time, no offset',
    '',
    'goes to   1985/06-June/scan.jpg',
  ]);
});

test('a THM shows that the camera wrote local time into its video', async () => {
  await makeMedia(folder('card'), [
    { name: 'MVI_0001.MOV', tags: videoDates('2010:12:31 23:30:00') },
    { name: 'MVI_0001.THM', format: 'jpg', tags: exifDates('2010:12:31 23:30:00') },
  ]);
  const { stdout } = await run(
    ...['why', folder('card', 'MVI_0001.MOV'), '--home-zone', 'Pacific/Auckland', '--layout', 'YYYY'],
  );

  expect(stdout).toMatch(/▶ QuickTime:CreateDate .* 2010-12-31T23:30:00 .* THM shows the same\n/);
  expect(stdout).toContain('goes to   2010/MVI_0001.MOV\n');
});

describe('in the Gallery', () => {
  test('a file finds its library by itself, and learns whether it lies right', async () => {
    await makeMedia(folder('card'), [{ name: 'a.jpg', tags: exifDates('2021:01:02 03:04:05') }]);
    await run('import', folder('card'), '--to', folder('Gallery'));
    const placed = folder('Gallery', '2021/01-January/a.jpg');
    const right = await run('why', placed);
    mkdirSync(folder('Gallery', '2023/05-May'), { recursive: true });
    renameSync(placed, folder('Gallery', '2023/05-May/a.jpg'));
    const wrong = await run('why', folder('Gallery', '2023/05-May/a.jpg'));

    expect(right.stdout).toContain('lies in   the folder where an import would put it\n');
    expect(right.stdout).toContain(
      `Gallery   ${placed}, taken 2021-01-02T03:04:05 by ExifIFD:DateTimeOriginal\n`,
    );
    expect(right.stdout).toMatch(/ledger {4}imported as a\.jpg in run \S+\n/);
    expect(wrong.stdout).toContain(`belongs to ${placed}\n`);
    expect(wrong.stdout).toContain(', no longer there\n');
  });

  test('that is all that is here of a library, a file is explained without one', async () => {
    const [picture = ''] = await makeMedia(folder('card'), [
      { name: 'a.jpg', tags: exifDates('2021:01:02 03:04:05') },
    ]);
    await run('init', folder('Photos'));
    renameSync(picture, folder('Photos/images/Gallery/a.jpg'));
    rmSync(folder('Photos/.photokeep'), { recursive: true });
    const { code, stdout } = await run('why', folder('Photos/images/Gallery/a.jpg'));

    expect(code).toBe(0);
    expect(stdout).toContain('goes to   2021/01-January/a.jpg\n');
    expect(stdout).not.toContain('ledger');
  });

  test('the config of that library counts', async () => {
    const [picture = ''] = await makeMedia(folder('card'), [{ name: 'Scan_19850612.jpg' }]);
    await run('init', folder('Photos'));
    writeFileSync(
      folder('Photos/.photokeep/config.yaml'),
      'layout: YYYY\nnamePatterns: [Scan_YYYYMMDD]\nfallback: none\n',
    );
    mkdirSync(folder('Photos/images/Gallery/1985'));
    renameSync(picture, folder('Photos/images/Gallery/1985/Scan_19850612.jpg'));
    const { code, stdout } = await run('why', folder('Photos/images/Gallery/1985/Scan_19850612.jpg'));

    expect(code).toBe(0);
    expect(stdout).toContain('lies in   the folder where an import would put it\n');
    expect(stdout).toContain('Gallery   the catalog knows no file with this content\n');
  });
});

test.each([
  [['--name-pattern', 'Scan_DDMM'], '--name-pattern: "Scan_DDMM" has no year, YYYY or YY; '],
  [['--layout', 'YYYY/Q'], '--layout: layout "YYYY/Q" has "Q" at position 6, which is no token; '],
])('a setting that cannot be used is told in one line: %j', async (flags, message) => {
  const [picture = ''] = await makeMedia(folder('card'), [{ name: 'a.jpg' }]);
  for (const command of [
    ['why', picture],
    ['import', picture, '--to', folder('Gallery')],
  ]) {
    const { code, stdout, stderr } = await run(...command, ...flags);

    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`photokeep: ${message}`);
    expect(stderr.trimEnd()).not.toContain('\n');
  }
});

test('of a file that is not there: wrong usage, one line', async () => {
  expect(await run('why', 'nothing.jpg')).toEqual({
    ...{ code: 2, stdout: '' },
    stderr: `photokeep: there is no ${folder('nothing.jpg')}; check the name\n`,
  });
});

test('an empty path is refused: an unset variable must not mean the current folder', async () => {
  const { code, stderr } = await run('import', '', '--move', '--to', folder('Gallery'));
  expect([code, stderr]).toEqual([
    2,
    'photokeep: an empty path was given; is a variable of your script not set?\n',
  ]);
});
