import { mkdirSync } from 'node:fs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { DedupeRoot } from '../../src/app/dedupe-roots.js';
import { createHolds } from '../../src/app/holds.js';
import { makeLibrary } from '../../src/library/marker.js';
import { libraryPaths } from '../../src/library/paths.js';
import { temporaryFolder } from '../temporary-folder.js';

const at = temporaryFolder();
const march = 'Photos/images/Gallery/2021/03-March';

beforeEach(() => {
  makeLibrary(at('Photos'), 'library', 'raspberry');
  mkdirSync(at(march), { recursive: true });
  mkdirSync(at('old/best'), { recursive: true });
});

/** Why a file must stay. */
function hold(path: string, protect: readonly string[], ino = 7): string | undefined {
  const paths = ['Photos/images/Gallery', 'old'];
  const roots = paths.map((root): DedupeRoot => {
    return { path: at(root), place: 'elsewhere', actsOn: 'everything', without: [] };
  });
  const library = { paths: libraryPaths(at('Photos'), 'library'), isNew: false };
  const identity = { dev: 1, ino, size: 1, mtimeMs: 1, ctimeMs: 1 };
  const root = paths.findIndex((one) => path.startsWith(one));
  return createHolds(
    { library, roots },
    protect,
    at(),
  )({ path: at(path), root, identity, fingerprint: undefined });
}

describe('a protected file', () => {
  test.each([
    ['a name', 'a.jpg'],
    ['a name in other letters', 'A.JPG'],
    ['a pattern of names', '*.jpg'],
    ['a folder by its name', '03-March'],
    ['a path from the Gallery on', '2021/03-March'],
    ['a path from the library on', 'images/Gallery/2021/**'],
    ['a path from the home folder on', `~/${march}`],
  ])('is meant by %s: %s', (_, glob) => {
    expect(hold(`${march}/a.jpg`, ['nothing', glob])).toBe('protected');
  });

  test('is meant by its whole path', () => {
    expect(hold(`${march}/a.jpg`, [at(march, 'a.jpg')])).toBe('protected');
  });

  test.each([['b.jpg'], ['03-March/a.jpg'], ['2021'.slice(1)], ['Photos'], ['/2021'], ['']])(
    'is not meant by %s',
    (glob) => {
      expect(hold(`${march}/a.jpg`, glob === '' ? [] : [glob])).toBeUndefined();
    },
  );

  test('elsewhere is meant by a path from the folder on that was named', () => {
    expect(hold('old/best/a.jpg', ['best/a.jpg'])).toBe('protected');
    expect(hold('old/best/a.jpg', ['old/best/a.jpg'])).toBeUndefined();
  });
});

test('what another library looks after stays', () => {
  makeLibrary(at('old/Gallery'), 'gallery', 'raspberry');
  expect(hold('old/Gallery/2021/a.jpg', [])).toBe('other-library');
  expect(hold('old/best/a.jpg', [])).toBeUndefined();
});

test('what lies on a FUSE disk within a root stays', () => {
  expect(hold('old/best/a.jpg', [], 0)).toBe('fuse');
});
