import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readLog } from '../../src/library/append-log.js';
import { openRuns } from '../../src/library/journal.js';
import { libraryPaths } from '../../src/library/paths.js';
import { contentsOf as contentsWithState, distinctContentsOf } from '../contents.js';
import { type DropLibrary, makeDropLibrary } from '../drop-library.js';
import { contentsOf, filesBelow, listing, sha256 } from '../folder-listing.js';
import { summaryOf } from '../json-output.js';
import { exifDates } from '../media/capture-tags.js';
import { makeMedia } from '../media/make-media.js';
import { makeManyJpegs } from '../media/make-many.js';
import { writeTags } from '../media/write-tags.js';
import { mountNeeds, mountTmpfs } from '../mounted-disk.js';
import { photokeep, startPhotokeep } from '../photokeep.js';
import { testWith } from '../requirements.js';
import { folderForAllTests, temporaryFolder } from '../temporary-folder.js';

const camera = folderForAllTests();
const folder = temporaryFolder();
let library: DropLibrary;

const placed = '2021/01-January/IMG_1.jpg';
const heldPath = 'images/Imports/Phone/IMG_1.jpg';

beforeAll(async () => {
  const tags = exifDates('2021:01:02 03:04:05');
  await makeMedia(camera(), [
    { name: 'IMG_1.jpg', tags },
    { name: 'IMG_2.jpg', tags },
  ]);
  writeFileSync(camera('IMG_1.AAE'), 'edit');
});

beforeEach(async () => {
  library = await makeDropLibrary(folder());
});

/** As Syncthing does with a folder that it receives. */
function receiveFromSyncthing(): void {
  mkdirSync(library.phone('.stfolder'), { recursive: true });
}

function send(...names: readonly string[]): void {
  for (const name of names) library.put(camera(name), library.phone(name));
}

/** The pictures that wait in the drop folder; Syncthing's marker is a folder. */
const waiting = () => library.inPhone();

async function importAndDelete(...names: readonly string[]): Promise<void> {
  send(...names);
  await library.importAsSaid();
  for (const name of names) rmSync(library.gallery(`2021/01-January/${name}`));
}

/** What an import prints for people. */
async function importInWords(...args: readonly string[]): Promise<string> {
  const command = ['import', '--library', library.root, '--settle', '0', ...args];
  const { code, stdout, stderr } = await photokeep(command, { home: folder() });
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
}

describe('from a phone that sends again by itself', () => {
  beforeEach(receiveFromSyncthing);

  test('what the user deleted is held, and the summary says so', async () => {
    await importAndDelete('IMG_1.jpg');
    send('IMG_1.jpg');

    const dry = await importInWords('--dry-run');
    const stdout = await importInWords();

    expect(stdout).toBe(
      'Held back: 1 file that had been in the Gallery; photokeep held shows them.\n' +
        "Left where they are: 1 Syncthing's own.\n",
    );
    expect(dry).toMatch(/^hold {2}images\/Imports\/Phone\/IMG_1\.jpg → \.photokeep\/held\/.*\/IMG_1\.jpg/);
    expect([library.inGallery(), waiting(), library.inHeld()]).toEqual([[], [], [heldPath]]);
    await library.importNothing();
  });

  test('with its sidecar; sent once more, both are held once', async () => {
    await importAndDelete('IMG_1.jpg', 'IMG_1.AAE');
    for (const counts of [
      { held: 2, duplicates: 0, moved: 0 },
      { held: 0, duplicates: 2, moved: 0 },
      { held: 0, duplicates: 2, moved: 0 },
    ]) {
      send('IMG_1.jpg', 'IMG_1.AAE');
      const stdout = await library.importAsSaid();
      expect(summaryOf(stdout)).toMatchObject({ ...counts, exitCode: 0 });
    }
    expect(library.inHeld()).toEqual(['images/Imports/Phone/IMG_1.AAE', heldPath]);
    expect(library.inGallery()).toEqual([]);
  });

  test('a sidecar that never came before goes with it, and is held once too', async () => {
    await importAndDelete('IMG_1.jpg');
    for (const held of [2, 0]) {
      send('IMG_1.jpg', 'IMG_1.AAE');
      expect(summaryOf(await library.importAsSaid())).toMatchObject({ held, duplicates: 2 - held });
    }
    expect(library.inHeld()).toHaveLength(2);
  });

  test('what the user edited in the Gallery stays as edited, and the original is held', async () => {
    send('IMG_1.jpg', 'IMG_1.AAE');
    await library.importAsSaid();
    await writeTags([{ path: library.gallery(placed), tags: { 'XMP-digiKam:TagsList': 'People/Alice' } }]);
    const edited = sha256(library.gallery(placed));

    send('IMG_1.jpg', 'IMG_1.AAE');
    const stdout = await library.importAsSaid();

    expect(summaryOf(stdout)).toMatchObject({ held: 1, duplicates: 1, moved: 0 });
    expect(sha256(library.gallery(placed))).toBe(edited);
    expect(library.inGallery()).toEqual(['2021/01-January/IMG_1.AAE', placed]);
    expect(library.inHeld()).toEqual([heldPath]);
  });

  test('the same under another name is held too, and what is new comes in', async () => {
    await importAndDelete('IMG_1.jpg');
    library.put(camera('IMG_1.jpg'), library.phone('sent/renamed.jpg'));
    send('IMG_2.jpg');
    const stdout = await library.importAsSaid();
    expect(summaryOf(stdout)).toMatchObject({ held: 1, moved: 1 });
    expect(library.inHeld()).toEqual(['images/Imports/Phone/sent/renamed.jpg']);
    expect(library.inGallery()).toEqual(['2021/01-January/IMG_2.jpg']);
  });

  test('twice in one run it is held once', async () => {
    await importAndDelete('IMG_1.jpg');
    send('IMG_1.jpg');
    library.put(camera('IMG_1.jpg'), library.phone('copy.jpg'));
    expect(summaryOf(await library.importAsSaid())).toMatchObject({ held: 1, duplicates: 1 });
  });

  test('--reimport lets it in', async () => {
    await importAndDelete('IMG_1.jpg');
    send('IMG_1.jpg');
    const stdout = await library.importAsSaid('--reimport');
    expect(summaryOf(stdout)).toMatchObject({ moved: 1, held: 0 });
    expect([library.inGallery(), library.inHeld()]).toEqual([[placed], []]);
    // From now on it is there, and known.
    send('IMG_1.jpg');
    expect(summaryOf(await library.importAsSaid())).toMatchObject({ duplicates: 1 });
  });

  test('it is known without the catalog, by a ledger of many lines', async () => {
    await importAndDelete('IMG_1.jpg');
    const strangers = Array.from({ length: 50_000 }, (_, index) => ({
      ...{ event: 'imported', size: 1000 + index, hash: index.toString(16).padStart(16, '0') },
      ...{ name: `IMG_${String(index)}.jpg`, run: '20200101-000000-aaaa', action: index },
    }));
    appendFileSync(
      library.state('ledger.jsonl'),
      strangers.map((line) => `${JSON.stringify(line)}\n`).join(''),
    );
    rmSync(library.state('catalog.db'));
    send('IMG_1.jpg');
    expect(summaryOf(await library.importAsSaid())).toMatchObject({ held: 1, moved: 0 });
  });

  test('what was found lost, not removed by the user, comes in again', async () => {
    await importAndDelete('IMG_1.jpg');
    const [imported] = [...readLog(library.state('ledger.jsonl'))].filter(
      ({ event }) => event === 'imported',
    );
    appendFileSync(library.state('ledger.jsonl'), `${JSON.stringify({ ...imported, event: 'lost' })}\n`);
    send('IMG_1.jpg');
    expect(summaryOf(await library.importAsSaid())).toMatchObject({ moved: 1, held: 0, again: 0 });
  });
});

describe('from anywhere else it is imported again, and the summary says so', () => {
  test('from a drop folder that nobody sends to again', async () => {
    await importAndDelete('IMG_1.jpg', 'IMG_1.AAE');
    send('IMG_1.jpg', 'IMG_1.AAE');
    const stdout = await importInWords();
    expect(stdout.replace(/\(.*\)/, '(…)')).toBe(
      '2 files moved (…).\nImported again: 1 file that had been in the Gallery before and was gone.\n',
    );
    expect(library.inGallery()).toEqual(['2021/01-January/IMG_1.AAE', placed]);
  });

  test('from a source that was named, though it lies in a folder of Syncthing', async () => {
    receiveFromSyncthing();
    await importAndDelete('IMG_1.jpg');
    send('IMG_1.jpg');
    const stdout = await library.importAsSaid(library.phone());
    expect(summaryOf(stdout)).toMatchObject({ copied: 1, again: 1, held: 0 });
    expect([waiting(), library.inGallery()]).toEqual([['IMG_1.jpg'], [placed]]);
  });

  test('where the config says that nothing is sent again', async () => {
    receiveFromSyncthing();
    const config = library.state('config.yaml');
    writeFileSync(config, 'imports:\n  - {path: images/Imports/Phone, resends: false}\n');
    await importAndDelete('IMG_1.jpg');
    send('IMG_1.jpg');
    expect(summaryOf(await library.importAsSaid())).toMatchObject({ moved: 1, again: 1 });

    writeFileSync(config, 'imports:\n  - {path: images/Imports/Phone, resends: true}\n');
    rmSync(library.phone('.stfolder'), { recursive: true });
    rmSync(library.gallery(placed));
    send('IMG_1.jpg');
    expect(summaryOf(await library.importAsSaid())).toMatchObject({ moved: 0, held: 1 });
  });
});

testWith(mountNeeds, 'from another disk it is copied to what is held, then removed there', async () => {
  const card = mountTmpfs(folder('card'));
  try {
    mkdirSync(join(card.folder, '.stfolder'));
    writeFileSync(library.state('config.yaml'), `imports: [${JSON.stringify(card.folder)}]\n`);
    library.put(camera('IMG_1.jpg'), join(card.folder, 'IMG_1.jpg'));
    await importInWords();
    rmSync(library.gallery(placed));
    library.put(camera('IMG_1.jpg'), join(card.folder, 'IMG_1.jpg'));

    expect(await importInWords()).toMatch(/^Held back: 1 file /);

    expect(contentsOf(library.state('held'))).toEqual([sha256(camera('IMG_1.jpg'))]);
    expect(filesBelow(card.folder)).toEqual([]);
    expect(library.inHeld()).toEqual([join('outside', card.folder, 'IMG_1.jpg')]);
  } finally {
    card.unmount();
  }
});

describe('kill -9 while files are held loses nothing, and the next run does the rest', () => {
  const files = 120;
  let killed = 0;
  const folders = (): string[] => [
    library.phone(),
    library.gallery(),
    library.state('held'),
    library.state('trash'),
  ];
  const ledger = (): string => readFileSync(library.state('ledger.jsonl'), 'utf8');

  test.each([1, 70])('when %d of them are', async (count) => {
    receiveFromSyncthing();
    await makeManyJpegs(folder('card'), files, { seed: count, spreadDays: 60 });
    const pictures = filesBelow(folder('card'));
    const sendAll = (): void => {
      for (const name of pictures) library.put(folder('card', name), library.phone(basename(name)));
    };
    sendAll();
    await importInWords();
    for (const name of library.inGallery()) appendFileSync(library.gallery(name), 'edited');
    sendAll();
    const [contents, gallery, known] = [
      distinctContentsOf(...folders()),
      listing(library.gallery()),
      ledger(),
    ];

    const command = ['import', '--library', library.root, '--settle', '0', '--json'];
    const { child, ended } = startPhotokeep(command, { home: folder() });
    while (child.exitCode === null && library.inHeld().length < count) await setTimeout(1);
    child.kill('SIGKILL');
    if ((await ended).code === null) killed++;

    expect(distinctContentsOf(...folders())).toEqual(contents);
    const { code, stdout } = await photokeep(command, { home: folder() });
    expect(code).toBe(0);
    expect(summaryOf(stdout)).toMatchObject({ moved: 0, copied: 0, duplicates: 0, failed: 0 });
    expect(contentsOf(library.state('held'))).toEqual(contentsOf(folder('card')));
    expect(contentsWithState(...folders())).toHaveLength(contents.length);
    expect([waiting(), listing(library.gallery()), ledger()]).toEqual([[], gallery, known]);
    expect(openRuns(libraryPaths(library.root, 'library'))).toEqual([]);
    await library.importNothing();
  });

  test('and a kill did hit a run that was at work', () => {
    expect(killed).toBeGreaterThanOrEqual(1);
  });
});
