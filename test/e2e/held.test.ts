import { mkdirSync, rmSync } from 'node:fs';
import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type DropLibrary, makeDropLibrary } from '../drop-library.js';
import { contentsOf } from '../folder-listing.js';
import { jsonLines, summaryOf } from '../json-output.js';
import { exifDates } from '../media/capture-tags.js';
import { makeMedia } from '../media/make-media.js';
import { photokeep } from '../photokeep.js';
import { folderForAllTests, temporaryFolder } from '../temporary-folder.js';

const camera = folderForAllTests();
const folder = temporaryFolder();
let library: DropLibrary;
const held = (...args: readonly string[]) =>
  photokeep(['held', ...args, '--library', library.root], { home: folder() });

const cameFrom = 'images/Imports/Phone/IMG_1.jpg';

beforeAll(async () => {
  const tags = exifDates('2021:01:02 03:04:05');
  await makeMedia(camera(), [
    { name: 'IMG_1.jpg', tags },
    { name: 'IMG_2.jpg', tags },
  ]);
});

/** Two pictures that the user deleted from the Gallery, and that the phone sent again. */
beforeEach(async () => {
  library = await makeDropLibrary(folder());
  mkdirSync(library.phone('.stfolder'), { recursive: true });
  const names = ['IMG_1.jpg', 'IMG_2.jpg'];
  for (let time = 0; time < 2; time++) {
    for (const name of names) library.put(camera(name), library.phone(name));
    await library.importAsSaid();
    rmSync(library.gallery('2021'), { recursive: true, force: true });
  }
  expect(library.inHeld()).toHaveLength(2);
});

test('held lists what is held, where it came from, and which run had imported it', async () => {
  const { code, stdout } = await held();
  const json = jsonLines((await held('list', '--json')).stdout);

  expect(code).toBe(0);
  expect(stdout).toMatch(
    /\/images\/Imports\/Phone\/IMG_1\.jpg {2}\(imported before by \d{8}-\d{6}-\w{4}\)\n/,
  );
  expect(stdout).toContain('2 files held back');
  expect(json[0]).toMatchObject({ event: 'held', cameFrom, importedAs: 'IMG_1.jpg' });
  expect(json.at(-1)).toMatchObject({ event: 'summary', command: 'held list', files: 2, exitCode: 0 });
});

test('held import lets them in after all, as the dry run said', async () => {
  const dry = await held('import', '--dry-run', '--json');
  expect(library.inGallery()).toEqual([]);
  const { code, stdout } = await held('import', '--json');

  expect([dry.code, code]).toEqual([0, 0]);
  expect([summaryOf(dry.stdout).moved, summaryOf(stdout).moved]).toEqual([2, 2]);
  expect(library.inGallery()).toEqual(['2021/01-January/IMG_1.jpg', '2021/01-January/IMG_2.jpg']);
  expect((await held()).stdout).toBe('Nothing is held back.\n');
});

test('held import of one file leaves the other held', async () => {
  const [{ path } = { path: '' }] = jsonLines((await held('--json')).stdout) as unknown as { path: string }[];
  await held('import', path);

  expect(library.inGallery()).toEqual(['2021/01-January/IMG_1.jpg']);
  expect(library.inHeld()).toEqual(['images/Imports/Phone/IMG_2.jpg']);
});

test('held trash moves them to the trash, and undo brings them back', async () => {
  const before = contentsOf(library.state('held'));
  const dry = await held('trash', '--dry-run');
  expect(contentsOf(library.state('held'))).toEqual(before);
  const { code, stdout } = await held('trash');
  const heldAfterwards = library.inHeld();
  const undone = await photokeep(['undo', '--yes', '--library', library.root], { home: folder() });

  expect([dry.code, code, undone.code]).toEqual([0, 0, 0]);
  expect(dry.stdout).toContain('2 files would go to the trash');
  expect(stdout).toMatch(/^2 files went to the trash \(.*\)\.\nTo take that back: photokeep undo \d{8}-/);
  expect(heldAfterwards).toEqual([]);
  expect(library.inHeld()).toHaveLength(2);
  expect(contentsOf(library.state('held'))).toEqual(before);
});

test.each([['import'], ['trash']])('held %s of what is not held is wrong usage', async (command) => {
  const { code, stderr } = await held(command, camera('IMG_1.jpg'));

  expect(code).toBe(2);
  expect(stderr).toContain('is not held; photokeep held list shows what is');
});
