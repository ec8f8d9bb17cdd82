import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { beforeEach, expect, test } from '@jest/globals';
import { makeLibrary } from '../../src/library/marker.js';
import type { LibraryPaths } from '../../src/library/paths.js';
import { rotateJournals } from '../../src/library/rotate-journals.js';
import { filesInTrash, foldersInTrash, runsInTrash } from '../../src/library/trash.js';
import {
  forgetEmptiedTrashes,
  isInTrash,
  missingTrashes,
  registerTrash,
  trashPlaces,
} from '../../src/library/trash-places.js';
import { temporaryFolder } from '../temporary-folder.js';
import { thrownBy } from '../thrown-by.js';

const at = temporaryFolder();
const [first, second] = ['20210101-000000-aaaa', '20220101-000000-bbbb'] as const;
let paths: LibraryPaths;
const usb = (path = ''): string => at('usb', path);

function trash(run: string, name: string): void {
  mkdirSync(usb(`.photokeep/trash/${run}`), { recursive: true });
  writeFileSync(usb(`.photokeep/trash/${run}/${name}`), 'picture');
}

/** As if the disk were not mounted: its mount point is an empty folder. */
function unplug(): void {
  renameSync(usb(), at('unplugged'));
  mkdirSync(usb());
}

function plugIn(): void {
  rmdirSync(usb());
  renameSync(at('unplugged'), usb());
}

beforeEach(() => {
  ({ paths } = makeLibrary(at('Photos'), 'library', 'raspberry'));
  mkdirSync(usb());
});

test('a library has its own trash, until there is one on another disk', () => {
  const own = { root: at('Photos'), folder: at('Photos/.photokeep/trash') };
  expect([trashPlaces(paths), missingTrashes(paths)]).toEqual([[own], []]);

  registerTrash(paths, usb(), first);
  registerTrash(paths, usb(), first);
  registerTrash(paths, usb(), second);

  expect(trashPlaces(paths)).toEqual([own, { root: usb(), folder: usb('.photokeep/trash') }]);
  expect(missingTrashes(paths)).toEqual([]);
  expect(['.photokeep', '.photokeep/trash'].map((name) => statSync(usb(name)).mode & 0o777)).toEqual([
    0o700, 0o700,
  ]);
});

test('what lies there is listed with the rest, by where it was', () => {
  registerTrash(paths, usb(), first);
  trash(first, 'a.jpg');
  mkdirSync(at('Photos/.photokeep/trash', second, 'images'), { recursive: true });
  writeFileSync(at('Photos/.photokeep/trash', second, 'images/b.jpg'), 'picture');

  expect(runsInTrash(paths)).toEqual([first, second]);
  expect(filesInTrash(paths, first)).toMatchObject([
    { run: first, path: usb(`.photokeep/trash/${first}/a.jpg`), original: usb('a.jpg') },
  ]);
  expect(filesInTrash(paths, second)).toMatchObject([{ original: at('Photos/images/b.jpg') }]);
  expect(foldersInTrash(paths, first)).toContain(usb(`.photokeep/trash/${first}`));
});

test('a disk that is not there has no empty trash, but a missing one', () => {
  registerTrash(paths, usb(), first);
  trash(first, 'a.jpg');
  unplug();

  expect(missingTrashes(paths)).toMatchObject([{ root: usb(), runs: [first] }]);
  expect([runsInTrash(paths), isInTrash(paths, first), isInTrash(paths, second)]).toEqual([[], true, false]);
  forgetEmptiedTrashes(paths);
  expect(missingTrashes(paths)).toHaveLength(1);

  plugIn();
  expect([missingTrashes(paths), runsInTrash(paths)]).toEqual([[], [first]]);
});

test('another disk at the same place is another trash', () => {
  registerTrash(paths, usb(), first);
  trash(first, 'a.jpg');
  unplug();
  registerTrash(paths, usb(), second);

  forgetEmptiedTrashes(paths);
  expect(missingTrashes(paths)).toMatchObject([{ root: usb(), runs: [first] }]);
  expect(trashPlaces(paths)).toHaveLength(1);

  rmSync(usb(), { recursive: true });
  mkdirSync(usb());
  plugIn();
  expect(runsInTrash(paths)).toEqual([first]);
});

test('a trash of which nothing is left is forgotten, run by run', () => {
  registerTrash(paths, usb(), first);
  registerTrash(paths, usb(), second);
  trash(first, 'a.jpg');

  forgetEmptiedTrashes(paths);
  expect([isInTrash(paths, first), isInTrash(paths, second)]).toEqual([true, false]);

  rmSync(usb(`.photokeep/trash/${first}`), { recursive: true });
  forgetEmptiedTrashes(paths);
  expect([isInTrash(paths, first), trashPlaces(paths).length]).toEqual([false, 1]);
});

test('a journal stays as long as its trash, also on a disk that is not there', () => {
  for (const run of [first, second]) writeFileSync(at('Photos/.photokeep/journals', `${run}.jsonl`), '');
  registerTrash(paths, usb(), first);
  trash(first, 'a.jpg');
  unplug();
  expect(rotateJournals(paths, { atLeast: 0, atMost: 0, ageMs: 0 }, Date.UTC(2030, 0))).toEqual([second]);
  expect(readdirSync(at('Photos/.photokeep/journals'))).toEqual([`${first}.jsonl`, 'open']);
});

test('a trash that cannot be made is known of nowhere', () => {
  writeFileSync(usb('.photokeep'), 'a file');
  expect(() => {
    registerTrash(paths, usb(), first);
  }).toThrow();
  expect(existsSync(paths.trashes)).toBe(false);
});

test('a newer form of the list is left alone', () => {
  writeFileSync(paths.trashes, '{"version":99}');
  expect(thrownBy(() => trashPlaces(paths))).toMatchObject({ kind: 'usage' });
});
