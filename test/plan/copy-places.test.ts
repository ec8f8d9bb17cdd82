import { describe, expect, test } from '@jest/globals';
import { createPlaces, type SearchedRoot } from '../../src/plan/copy-places.js';
import { parseLayout } from '../../src/plan/layout.js';
import { taken } from './dedupe-fixtures.js';

const gallery = '/photos/images/Gallery';
const roots: readonly SearchedRoot[] = [
  { path: gallery, place: 'gallery', actsOn: 'layout folders' },
  { path: `${gallery}/Holidays`, place: 'gallery', actsOn: 'everything' },
  { path: '/media/old', place: 'elsewhere', actsOn: 'everything' },
  { path: '/photos/images/Imports', place: 'drop folder', actsOn: 'everything' },
];
const layouts = [parseLayout('YYYY/MM-M'), parseLayout('YYYY/MM-M/[WhatsApp]')];

function places(albums = false) {
  const made = createPlaces({ roots, gallery, layouts, albums });
  const copyAt = (root: number, path: string) => ({
    ...{ root, path, fingerprint: undefined },
    identity: { dev: 1, ino: 1, size: 1, mtimeMs: 1, ctimeMs: 1 },
  });
  return {
    isFolderOf: made.isFolderOf,
    placeOf: (root: number, path: string) => made.placeOf(copyAt(root, path)),
    layoutFolderOf: (root: number, path: string) => made.layoutFolderOf(copyAt(root, path)),
  };
}

test.each([
  [0, `${gallery}/2021/03-March/a.jpg`, 'layout', '2021/03-March'],
  [0, `${gallery}/2021/03-March/WhatsApp/a.jpg`, 'layout', '2021/03-March/WhatsApp'],
  [0, `${gallery}/unknown/a.jpg`, 'layout', undefined],
  [0, `${gallery}/2021/03-March/best/a.jpg`, 'album', undefined],
  [0, `${gallery}/2021/a.jpg`, 'album', undefined],
  [0, `${gallery}/a.jpg`, 'album', undefined],
  [0, `${gallery}/2021/03-Marzo/a.jpg`, 'album', undefined],
  [1, `${gallery}/Holidays/a.jpg`, 'elsewhere', undefined],
  [1, `${gallery}/Holidays/2021/03-March/a.jpg`, 'elsewhere', undefined],
  [2, '/media/old/2021/03-March/a.jpg', 'elsewhere', '2021/03-March'],
  [2, '/media/old/a.jpg', 'elsewhere', undefined],
  [3, '/photos/images/Imports/Phone/a.jpg', 'drop folder', undefined],
] as const)('in root %d, %s lies in: %s', (root, path, place, layoutFolder) => {
  expect([places().placeOf(root, path), places().layoutFolderOf(root, path)]).toEqual([place, layoutFolder]);
});

test('with --albums, albums are folders like any other', () => {
  expect(places(true).placeOf(0, `${gallery}/2021/03-March/best/a.jpg`)).toBe('elsewhere');
  expect(places(true).placeOf(0, `${gallery}/2021/03-March/a.jpg`)).toBe('layout');
});

describe('the folder of a date', () => {
  test.each([
    ['2021/03-March', '2021-03-31T23:59:59', true],
    ['2021/03-March/WhatsApp', '2021-03-31T23:59:59', true],
    ['2021/03-March', '2021-04-01', false],
    ['2021/03-March/best', '2021-03-31', false],
  ])('%s for %s: %s', (layoutFolder, local, isIt) => {
    expect(places().isFolderOf(layoutFolder, taken(local))).toBe(isIt);
  });
});
