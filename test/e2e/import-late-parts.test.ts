import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type DropLibrary, makeDropLibrary } from '../drop-library.js';
import { summaryOf } from '../json-output.js';
import { exifDates } from '../media/capture-tags.js';
import { makeLiveHalves } from '../media/live-photo.js';
import { makeMedia } from '../media/make-media.js';
import { folderForAllTests, temporaryFolder } from '../temporary-folder.js';

const camera = folderForAllTests();
const folder = temporaryFolder();
let library: DropLibrary;

const january = '2021/01-January';
const contentId = '7E1C6A34-2B5D-4C8A-9E0F-1D2A3B4C5D6E';
const still = 'IMG_1.HEIC';
const video = 'IMG_1.MOV';
const sidecar = 'IMG_1.AAE';

beforeAll(async () => {
  await makeLiveHalves(camera(), [
    { name: still, contentId, tags: exifDates('2021:01:02 03:04:05', '+01:00') },
    { name: video, contentId, tags: { 'Keys:CreationDate': '2021:01:02 03:04:04+01:00' } },
  ]);
  await makeMedia(camera(), [
    { name: 'DSC_1.JPG', tags: exifDates('2021:01:02 12:00:00') },
    { name: 'DSC_1.DNG', tags: exifDates('2021:01:02 12:00:00') },
    { name: 'other/DSC_1.JPG', tags: exifDates('2021:01:20 12:00:00') },
    { name: 'other/IMG_1.PNG', tags: exifDates('2021:01:20 12:00:00') },
  ]);
  writeFileSync(camera(sidecar), 'what was edited on the phone');
  writeFileSync(camera('DSC_1.xmp'), '<x:xmpmeta xmlns:x="adobe:ns:meta/"/>');
});

beforeEach(async () => {
  library = await makeDropLibrary(folder());
});

function send(...names: readonly string[]): void {
  for (const name of names) library.put(camera(name), library.phone(basename(name)));
}

/** Sends and imports the one, then the other, and so on. */
async function importEach(...names: readonly string[]): Promise<void> {
  for (const name of names) {
    send(name);
    await library.importAsSaid();
  }
}

function inJanuary(...names: readonly string[]): string[] {
  return names.map((name) => `${january}/${name}`);
}

/** As the user does it in a file manager. */
function moveInGallery(from: string, to: string): void {
  mkdirSync(dirname(library.gallery(to)), { recursive: true });
  renameSync(library.gallery(from), library.gallery(to));
}

function forgetCatalog(): void {
  rmSync(library.state('catalog.db'));
}

describe('the parts of a Live Photo that come in three runs make the same Gallery', () => {
  test.each([
    [still, video, sidecar],
    [still, sidecar, video],
    [video, still, sidecar],
    [video, sidecar, still],
    [sidecar, still, video],
    [sidecar, video, still],
  ])('%s, %s, %s', async (...order) => {
    await importEach(...order);

    expect(library.inPhone()).toEqual([]);
    expect(library.inGallery()).toEqual(inJanuary(sidecar, still, video));
    await library.importNothing();
  });
});

test('a sidecar that comes first waits as an orphan', async () => {
  send(sidecar);
  expect(summaryOf(await library.importAsSaid()).skippedBecause).toEqual({ orphan: 1 });
  expect(library.inPhone()).toEqual([sidecar]);
  send(video);
  expect(summaryOf(await library.importAsSaid())).toMatchObject({ moved: 2, skipped: 0 });
});

test.each([
  ['RAW', 'DSC_1.JPG', 'DSC_1.DNG'],
  ['JPEG', 'DSC_1.DNG', 'DSC_1.JPG'],
])(
  'the %s that comes a week later joins the other, beside one of the same name',
  async (_, first, second) => {
    await importEach('other/DSC_1.JPG', first, second, 'DSC_1.xmp');
    // Of two that came as DSC_1, nothing says whose the sidecar is.
    expect(library.inPhone()).toEqual(['DSC_1.xmp']);
    expect(library.inGallery()).toEqual(inJanuary('DSC_1 (2).DNG', 'DSC_1 (2).JPG', 'DSC_1.JPG'));
  },
);

describe('after the catalog was deleted', () => {
  test('a part finds the others by stem and the date that the Gallery file has', async () => {
    await importEach(still);
    forgetCatalog();
    await importEach(video);
    forgetCatalog();
    await importEach(sidecar);
    expect(library.inGallery()).toEqual(inJanuary(sidecar, still, video));
    await library.importNothing();
  });

  test('also where photokeep had given the asset a number', async () => {
    await importEach('other/IMG_1.PNG', still);
    forgetCatalog();
    await importEach(video);
    expect(library.inGallery()).toEqual(inJanuary('IMG_1 (2).HEIC', 'IMG_1 (2).MOV', 'IMG_1.PNG'));
  });

  test('a sidecar that may be of either stays', async () => {
    await importEach('other/IMG_1.PNG', still);
    forgetCatalog();
    library.put(camera(sidecar), library.phone('IMG_1.HEIC.xmp'));
    await importEach(sidecar);
    // The one says by its whole name whose it is.
    expect(library.inPhone()).toEqual([sidecar]);
    expect(library.inGallery()).toContain(`${january}/IMG_1 (2).HEIC.xmp`);
  });

  test('what is there already is still known', async () => {
    send(still, video, sidecar);
    await library.importAsSaid();
    forgetCatalog();
    send(still, video, sidecar);
    expect(summaryOf(await library.importAsSaid())).toMatchObject({ moved: 0, duplicates: 3 });
  });
});

test('a dry run, too, reads the date of a Gallery file that nobody imported', async () => {
  library.put(camera(still), library.gallery(`Zoo/${still}`));
  await importEach('DSC_1.JPG');
  await importEach(video);
  expect(library.inGallery()).toEqual([...inJanuary('DSC_1.JPG'), `Zoo/${still}`, `Zoo/${video}`]);
});

describe('a Gallery file that the user', () => {
  test('renamed, then put into an album: its other half is known again once the Gallery is', async () => {
    await importEach(still);
    moveInGallery(`${january}/${still}`, `Zoo/${still}`);
    forgetCatalog();
    await importEach(video);
    expect(library.inGallery()).toEqual([`Zoo/${still}`, `Zoo/${video}`]);
  });

  test('moved away unseen: its other half gets a place of its own, nothing is lost, and nothing is new later', async () => {
    await importEach(still);
    moveInGallery(`${january}/${still}`, 'Zoo/elephant.HEIC');
    await importEach(video);
    expect(library.inGallery()).toEqual([...inJanuary(video), 'Zoo/elephant.HEIC']);
    await library.importNothing();
  });

  test('put into an album with all its parts: what comes later stays with them', async () => {
    send(still, sidecar);
    await library.importAsSaid();
    for (const name of [still, sidecar]) moveInGallery(`${january}/${name}`, `Zoo/${name}`);
    forgetCatalog();
    send(still, video, sidecar);
    expect(summaryOf(await library.importAsSaid())).toMatchObject({ moved: 1, duplicates: 2 });
    expect(library.inGallery()).toEqual([sidecar, still, video].map((name) => `Zoo/${name}`));
  });

  test('deleted, leaving the video: the still comes to it again', async () => {
    send(still, video);
    await library.importAsSaid();
    rmSync(library.gallery(`${january}/${still}`));
    const stdout = await (send(still), library.importAsSaid());
    expect(summaryOf(stdout)).toMatchObject({ moved: 1, again: 1 });
    expect(library.inGallery()).toEqual(inJanuary(still, video));
  });
});
