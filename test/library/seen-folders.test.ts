import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Catalog } from '../../src/library/catalog.js';
import type { SeenFolder } from '../../src/library/seen-folders.js';
import { temporaryFolder } from '../temporary-folder.js';

const at = temporaryFolder();
let catalog: Catalog;

beforeEach(() => {
  catalog = Catalog.open(at('catalog.db'));
});
afterEach(() => {
  catalog.close();
});

const identity = { ino: 7, size: 1_234, mtimeMs: 1_600_000_000_000.25, ctimeMs: 1_700_000_000_000.5 };
const folder = (path: string, bytes = 10): SeenFolder => ({
  path,
  files: Buffer.from(Uint8Array.from({ length: bytes }, (_, place) => place)),
  contents: Buffer.from([0, 255, 0]),
});
const learn = (...folders: SeenFolder[]): void => {
  catalog.seen.learn({ folders, galleryFiles: [] });
};

test.each(['/a', '/with space/ñ', '/caf\udce9', '/'])('a folder comes back as it was: %s', (path) => {
  learn(folder(path), folder('/other'));
  expect(catalog.seen.get(path)).toEqual(folder(path));
  learn(folder(path, 100_000));
  expect(catalog.seen.get(path)).toEqual(folder(path, 100_000));
  catalog.seen.forget([path]);
  expect(catalog.seen.get(path)).toBeUndefined();
  expect(catalog.seen.get('/other')).toEqual(folder('/other'));
});

test('folders below one are those whose paths go on behind a slash', () => {
  const below = ['/a/b', '/a/b/c', '/a/b/ä', '/a/b/\u{1F4F7}'];
  learn(...[...below, '/a', '/a/b c', '/a/b0', '/a/b-', '/a/bb', '/a/B/c'].map((path) => folder(path)));
  expect(catalog.seen.below('/a/b').sort()).toEqual([...below].sort());
});

test('the files that import knows in a folder of the Gallery, and in none below it', () => {
  const paths = ['top.jpg', '2021/a.jpg', '2021/b.jpg', '2021/x/c.jpg', '2021-b/d.jpg', '20210/e.jpg'];
  catalog.put(
    [...paths, 'caf\udce9/f.jpg'].map((path) => ({
      ...{ path, identity },
      ...(path === '2021/a.jpg' && { hash: '0123' }),
    })),
  );
  const names = (path: string): string[] => catalog.seen.galleryFilesIn(path).map(({ name }) => name);
  expect(names('')).toEqual(['top.jpg']);
  expect(names('2021')).toEqual(['a.jpg', 'b.jpg']);
  expect(names('2021/x')).toEqual(['c.jpg']);
  expect(names('caf\udce9')).toEqual(['f.jpg']);
  expect(catalog.seen.galleryFilesIn('2021')).toEqual([
    { name: 'a.jpg', identity, hash: '0123' },
    { name: 'b.jpg', identity, hash: undefined },
  ]);
});

test('a Gallery file keeps its hash until its identity is another', () => {
  const see = (hash: string | undefined, ctimeMs = identity.ctimeMs): void => {
    const file = { path: 'a.jpg', name: 'a.jpg', identity: { ...identity, ctimeMs }, key: 'A', hash };
    catalog.seen.learn({ folders: [], galleryFiles: [file] });
  };
  see('0123');
  see(undefined);
  expect(catalog.byPath('a.jpg')).toEqual({ path: 'a.jpg', identity, key: 'A', hash: '0123' });
  see(undefined, 1);
  expect(catalog.byPath('a.jpg')).toEqual({
    path: 'a.jpg',
    identity: { ...identity, ctimeMs: 1 },
    key: 'A',
  });
});

test('opened to read it learns and forgets nothing', () => {
  learn(folder('/a'));
  catalog.galleryIsKnown();
  const toRead = Catalog.openToRead(at('catalog.db'));
  toRead.seen.learn({ folders: [folder('/b')], galleryFiles: [] });
  toRead.seen.forget(['/a']);
  expect(toRead.seen.get('/a')).toEqual(folder('/a'));
  expect(toRead.seen.get('/b')).toBeUndefined();
  toRead.close();
});
