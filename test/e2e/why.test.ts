import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { listing } from '../folder-listing.js';
import { jsonLines } from '../json-output.js';
import { makeMedia } from '../media/make-media.js';
import { photokeep } from '../photokeep.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
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
    '  ExifIFD:DateTimeOriginal  0000:00:00 00:00:00  no date',
    '▶ ExifIFD:CreateDate        2021-01-02T03:04:05  chosen',
    '  FileName                  2021-01-02T03:04:05  not needed',
    '  FileModifyDate            2023-05-06T07:08:09+00:00  not needed',
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
