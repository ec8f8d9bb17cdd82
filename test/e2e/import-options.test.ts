import { cpSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { filesBelow } from '../folder-listing.js';
import { assetEvents, summaryOf } from '../json-output.js';
import { exifDates } from '../media/capture-tags.js';
import { makeMedia } from '../media/make-media.js';
import { photokeep } from '../photokeep.js';
import { folderForAllTests, temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
const card = folderForAllTests();
const run = (...args: readonly string[]) => photokeep(args, { home: folder() });

beforeAll(async () => {
  await makeMedia(card(), [
    {
      name: 'DSC_0042.JPG',
      tags: { ...exifDates('2021:01:02 03:04:05'), 'EXIF:SubSecTimeOriginal': '678' },
      mtime: new Date('2023-11-12T13:14:15Z'),
    },
    { name: 'undated.png', mtime: new Date('2022-08-09T10:11:12Z') },
  ]);
});

/** Where the two pictures go with these options. */
async function placedWith(...options: readonly string[]): Promise<string[]> {
  const { code, stderr } = await run('import', card(), '--to', folder('Gallery'), ...options);
  expect([code, stderr]).toEqual([0, '']);
  return filesBelow(folder('Gallery'));
}

describe('where pictures go', () => {
  test.each([
    [[], ['2021/01-January/DSC_0042.JPG', '2022/08-August/undated.png']],
    [
      ['--locale', 'es'],
      ['2021/01-enero/DSC_0042.JPG', '2022/08-agosto/undated.png'],
    ],
    [
      ['--layout', 'YYYY'],
      ['2021/DSC_0042.JPG', '2022/undated.png'],
    ],
    // phockup's own default
    [
      ['--layout', 'YYYY/MM/DD'],
      ['2021/01/02/DSC_0042.JPG', '2022/08/09/undated.png'],
    ],
    [
      ['--layout', 'YY-m/[day ]DDD'],
      ['21-Jan/day 002/DSC_0042.JPG', '22-Aug/day 221/undated.png'],
    ],
    [
      ['--naming', 'timestamp'],
      ['2021/01-January/20210102-030405-678.JPG', '2022/08-August/20220809-101112.png'],
    ],
    [
      ['--fallback', 'none'],
      ['2021/01-January/DSC_0042.JPG', 'unknown/undated.png'],
    ],
    [
      ['--fallback', 'none', '--naming', 'timestamp'],
      ['2021/01-January/20210102-030405-678.JPG', 'unknown/undated.png'],
    ],
    // The old script's flag: EXIF first all the same.
    [
      ['--date-field', 'FileModifyDate', '--fallback', 'none'],
      ['2021/01-January/DSC_0042.JPG', '2022/08-August/undated.png'],
    ],
  ])('%j', async (options, expected) => {
    expect(await placedWith(...options)).toEqual(expected);
  });

  test('--date-field is asked after EXIF, before the file’s name and time', async () => {
    await makeMedia(folder('scanner'), [
      {
        name: 'scan.jpg',
        tags: { 'XMP-microsoft:DateAcquired': '1999:12:31 10:00:00' },
        mtime: new Date('2020-01-01T00:00:00Z'),
      },
      {
        name: 'both.jpg',
        tags: { ...exifDates('2005:06:07 08:09:10'), 'XMP-microsoft:DateAcquired': '1999:12:31 10:00:00' },
      },
    ]);
    const placed = await placedWith(
      '--date-field',
      'XMP:DateAcquired',
      '--layout',
      'YYYY',
      folder('scanner'),
    );
    expect(placed).toEqual(['1999/scan.jpg', '2005/both.jpg', '2021/DSC_0042.JPG', '2022/undated.png']);
  });

  test('--date-field takes one tag, several with commas, or is given several times; what follows is a source', async () => {
    await makeMedia(folder('scanner'), [
      {
        name: 'scan.jpg',
        tags: { 'XMP-microsoft:DateAcquired': '1999:12:31 10:00:00' },
        mtime: new Date('2020-01-01T00:00:00Z'),
      },
    ]);
    const fields = ['--date-field', 'XMP:Nothing,XMP:Nowhere', '--date-field', 'XMP:DateAcquired'];
    const { code } = await run('import', '--to', folder('Gallery'), ...fields, folder('scanner'));
    expect(code).toBe(0);
    expect(filesBelow(folder('Gallery'))).toContain('1999/12-December/scan.jpg');
  });
});

describe('settings', () => {
  test('come from the command line first, then from the config, then from the defaults', async () => {
    writeFileSync(folder('config.yaml'), 'layout: YYYY-MM\nnaming: timestamp\n');
    const placed = await placedWith('--config', folder('config.yaml'), '--naming', 'original');
    expect(placed).toEqual(['2021-01/DSC_0042.JPG', '2022-08/undated.png']);
  });

  test('of the config name the library and its drop folders, so that cron needs no more than "import"', async () => {
    await run('init', folder('Photos'));
    cpSync(card(), folder('phone'), { recursive: true, preserveTimestamps: true });
    const config = `library: ~/Photos\nimports: [${folder('phone')}]\nsettle: 0\n`;
    writeFileSync(folder('config.yaml'), config);
    const { code, stdout } = await photokeep(['import', '--json'], {
      ...{ home: folder(), cwd: '/' },
      env: { PHOTOKEEP_CONFIG: folder('config.yaml') },
    });
    expect([code, summaryOf(stdout).moved]).toEqual([0, 2]);
    expect(filesBelow(folder('Photos/images/Gallery'))).toEqual([
      '2021/01-January/DSC_0042.JPG',
      '2022/08-August/undated.png',
    ]);
  });
});

describe('patterns of one’s own for file names', () => {
  const names = ['Scan_12061985.jpg', 'Dia, 06-85 (2).jpg', 'IMG_20210102_030405.jpg'];
  const placed = ['1985/06-June/Dia, 06-85 (2).jpg', '1985/06-June/Scan_12061985.jpg'];
  const last = '2021/01-January/IMG_20210102_030405.jpg';

  test('given as flags, each by itself: a pattern may hold commas and spaces', async () => {
    await makeMedia(
      folder('scans'),
      names.map((name) => ({ name })),
    );
    const patterns = ['--name-pattern', 'Scan_DDMMYYYY', '--name-pattern', 'Dia, MM-YY *'];
    const { code } = await run('import', folder('scans'), '--to', folder('Gallery'), ...patterns);

    expect(code).toBe(0);
    expect(filesBelow(folder('Gallery'))).toEqual([...placed, last]);
  });

  test('given in the config', async () => {
    await makeMedia(
      folder('scans'),
      names.map((name) => ({ name })),
    );
    writeFileSync(folder('config.yaml'), 'namePatterns:\n  - Scan_DDMMYYYY\n  - Dia, MM-YY *\n');
    const config = ['--config', folder('config.yaml')];
    await run('import', folder('scans'), '--to', folder('Gallery'), ...config);

    expect(filesBelow(folder('Gallery'))).toEqual([...placed, last]);
  });
});

describe('how much is said', () => {
  test('-v tells every file with its date and where that was found', async () => {
    const { stdout } = await run('import', card(), '--to', folder('Gallery'), '--verbose');
    expect(stdout.replace(/\(.* kB\)/, '(… kB)').split('\n')).toEqual([
      `copy  ${card('DSC_0042.JPG')} → 2021/01-January/DSC_0042.JPG  (2021-01-02T03:04:05.678 ExifIFD:DateTimeOriginal)`,
      `copy  ${card('undated.png')} → 2022/08-August/undated.png  (2022-08-09T10:11:12+00:00 FileModifyDate)`,
      '2 files copied (… kB).',
      '',
    ]);
  });

  test('-q says nothing but errors', async () => {
    const ended = await run('import', card(), '--to', folder('Gallery'), '--quiet');
    expect(ended).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('--json says where each date came from', async () => {
    const { stdout } = await run('import', card(), '--to', folder('Gallery'), '--json');
    expect(assetEvents(stdout)).toMatchObject([
      { takenAt: '2021-01-02T03:04:05.678', dateSource: 'ExifIFD:DateTimeOriginal' },
      { takenAt: '2022-08-09T10:11:12+00:00', dateSource: 'FileModifyDate' },
    ]);
  });
});
