import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { contentsOf, filesBelow, listing } from '../folder-listing.js';
import { assetEvents, jsonLines, reasonsBy, summaryOf } from '../json-output.js';
import { exifDates, videoDates } from '../media/capture-tags.js';
import { makeMedia } from '../media/make-media.js';
import { photokeep } from '../photokeep.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
const drops = (...parts: readonly string[]) => folder('Photos/images/Imports', ...parts);
const gallery = () => folder('Photos/images/Gallery');
const run = (...args: readonly string[]) => photokeep(['import', ...args], { home: folder() });

/** Two phones in two continents, of which one also hands over its chats. */
const config = `
homeZone: Europe/Madrid
settle: 0
imports:
  - images/Imports/Phone
  - path: images/Imports/Ana
    name: Ana's phone
    homeZone: America/Bogota
    exclude: [Screenshots/, "*.gif"]
    staleAfter: 7d
  - path: images/Imports/Ana/WhatsApp
    layout: YYYY/MM-M/[WhatsApp]
`;

beforeEach(async () => {
  await photokeep(['init', folder('Photos')], { home: folder() });
  writeFileSync(folder('Photos/.photokeep/config.yaml'), config);
  mkdirSync(drops('Ana'), { recursive: true });
});

/** The same half hour before and after the New Year of Madrid, by cameras that write UTC. */
async function makeFamilyPictures(): Promise<void> {
  await makeMedia(drops(), [
    { name: 'Phone/ours.mp4', tags: videoDates('2020:12:31 23:30:00') },
    { name: 'Ana/hers.mp4', tags: videoDates('2020:12:31 23:30:01') },
    { name: 'Ana/WhatsApp/VID_chat.mp4', tags: videoDates('2020:12:31 23:30:02') },
    { name: 'Ana/WhatsApp/sticker.gif', mtime: new Date('2021-02-03T04:05:06Z') },
    { name: 'Ana/DCIM/picture.jpg', tags: exifDates('2020:11:12 13:14:15') },
    { name: 'Ana/DCIM/Screenshots/a.png' },
    { name: 'Ana/DCIM/Screenshots/b.png' },
    { name: 'Ana/joke.GIF' },
  ]);
}

const placed = [
  '2020/11-November/picture.jpg',
  '2020/12-December/WhatsApp/VID_chat.mp4',
  '2020/12-December/hers.mp4',
  '2021/01-January/ours.mp4',
  '2021/02-February/WhatsApp/sticker.gif',
];

const leftOut = ['Ana/DCIM/Screenshots/a.png', 'Ana/DCIM/Screenshots/b.png', 'Ana/joke.GIF'];

describe('a household', () => {
  test('sorts each drop folder by its own zone and layout, and leaves what is excluded where it is', async () => {
    await makeFamilyPictures();
    const contents = contentsOf(drops());

    const dry = await run('--library', folder('Photos'), '--json', '--dry-run');
    const { code, stdout, stderr } = await run('--library', folder('Photos'), '--json');

    expect([code, stderr]).toEqual([0, '']);
    expect(filesBelow(gallery())).toEqual(placed);
    expect(filesBelow(drops())).toEqual(leftOut);
    expect(contentsOf(gallery(), drops())).toEqual(contents);
    expect(summaryOf(stdout)).toMatchObject({ moved: 5, skipped: 3, skippedBecause: { excluded: 3 } });
    const targets = (output: string): unknown[] =>
      assetEvents(output).map(({ path, to, takenAt }) => [path, to, takenAt]);
    expect(targets(dry.stdout)).toEqual(targets(stdout));
    expect(reasonsBy(stdout, (path) => path.replace(drops('/'), ''))).toMatchObject(
      Object.fromEntries(leftOut.map((path) => [path, 'excluded'])),
    );
  });

  test('has nothing to do when only excluded files are there: silent, and no trace', async () => {
    await makeFamilyPictures();
    await run('--library', folder('Photos'));
    const before = listing(folder());
    expect(await run('--library', folder('Photos'))).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(listing(folder())).toEqual(before);
  });

  test('finds its zones as well when a folder is named on the command line, and is copied from', async () => {
    await makeFamilyPictures();
    await run('--library', folder('Photos'), drops('Ana'));
    expect(filesBelow(gallery())).toEqual(placed.filter((path) => !path.endsWith('ours.mp4')));
    expect(filesBelow(drops('Ana'))).toHaveLength(7);
  });

  test('hears from why where import would put a picture of each', async () => {
    await makeFamilyPictures();
    const targetOf = async (path: string): Promise<unknown> => {
      const { stdout } = await photokeep(['why', '--library', folder('Photos'), '--json', drops(path)], {
        home: folder(),
      });
      return jsonLines(stdout)[0]?.['target'];
    };
    expect(await targetOf('Phone/ours.mp4')).toBe(join(gallery(), '2021/01-January/ours.mp4'));
    expect(await targetOf('Ana/hers.mp4')).toBe(join(gallery(), '2020/12-December/hers.mp4'));
    expect(await targetOf('Ana/WhatsApp/VID_chat.mp4')).toBe(
      join(gallery(), '2020/12-December/WhatsApp/VID_chat.mp4'),
    );
  });

  test('lets the command line decide before any entry', async () => {
    await makeFamilyPictures();
    await run('--library', folder('Photos'), '--home-zone', 'Asia/Tokyo', '--layout', 'YYYY');
    expect(filesBelow(gallery())).toEqual([
      ...['2020/picture.jpg', '2021/VID_chat.mp4', '2021/hers.mp4', '2021/ours.mp4', '2021/sticker.gif'],
    ]);
  });
});

describe('what is wrong with an entry is told with its line, also when there is nothing to do', () => {
  test.each([
    ['  - path: Ana\n    homezone: UTC\n', 3, 'unknown key "homezone"; did you mean "homeZone"?'],
    [
      '  - path: Ana\n    staleAfter: soon\n',
      3,
      'imports: staleAfter: expected a duration such as 7d, 12h, 30m or 2w (found "soon")',
    ],
    ['  - homeZone: UTC\n', 2, 'imports: an entry without a path (found {"homeZone":"UTC"})'],
  ])('%j', async (entry, line, message) => {
    const file = folder('Photos/.photokeep/config.yaml');
    writeFileSync(file, `imports:\n${entry}`);
    const { code, stderr } = await run('--library', folder('Photos'));
    expect([code, stderr]).toEqual([2, `photokeep: ${file}:${String(line)}: ${message}\n`]);
  });

  test('a layout or a zone as soon as there is something', async () => {
    const file = folder('Photos/.photokeep/config.yaml');
    await makeMedia(drops('Ana'), [{ name: 'a.jpg' }]);
    writeFileSync(file, `imports:\n  - path: images/Imports/Ana\n    layout: YYYY/Q\n`);
    expect((await run('--library', folder('Photos'))).stderr).toMatch(`${file}:3: layout "YYYY/Q" has "Q"`);
    writeFileSync(file, `imports:\n  - path: images/Imports/Ana\n\n    homeZone: Mars\n`);
    expect((await run('--library', folder('Photos'))).stderr).toMatch(
      `${file}:4: imports: homeZone: unknown time zone`,
    );
    expect(readdirSync(drops('Ana'))).toEqual(['a.jpg']);
  });

  test('a folder that is not there, by the name that the user gave it', async () => {
    writeFileSync(
      folder('c.yaml'),
      `library: ${folder('Photos')}\nimports:\n  - {path: /gone, name: Ana's phone}\n`,
    );
    const { code, stderr } = await run('--config', folder('c.yaml'));
    expect([code, stderr]).toEqual([
      4,
      "photokeep: the drop folder /gone (Ana's phone) does not exist; is its disk mounted? else make it, or correct imports: in the config\n",
    ]);
  });
});

test('what Syncthing set aside as a conflict is imported like others, by its own date, and reported', async () => {
  const name = 'IMG_1.sync-conflict-20240518-101112-ABCDEFG.jpg';
  await makeMedia(drops('Phone'), [
    { name: 'IMG_1.jpg', tags: exifDates('2021:01:02 03:04:05') },
    { name, seed: 5, mtime: new Date('2021-03-04T05:06:07Z') },
  ]);
  const { code, stderr } = await run('--library', folder('Photos'));
  expect(filesBelow(gallery())).toEqual(['2021/01-January/IMG_1.jpg', `2021/03-March/${name}`]);
  expect([code, stderr]).toEqual([
    0,
    `note  ${join('images/Imports/Phone', name)}: Syncthing made it: two devices had changed the file at once\n`,
  ]);
});
