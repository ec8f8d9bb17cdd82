import { expect, test } from '@jest/globals';
import { equalInSize, type ReadPicture, sameImage, toVersions } from '../../src/plan/similar-pictures.js';

const plain = { keywords: [], people: [], hasPosition: false };

function read(path: string, size: number, image = 'JPEG 1'): ReadPicture {
  return { path, size, mtimeMs: 0, image, details: plain };
}

const paths = (pictures: readonly { readonly path: string }[]): string[] => pictures.map(({ path }) => path);

test('pictures belong together by their image data, in the order of paths', () => {
  const groups = sameImage([read('/c', 1), read('/b', 2, 'PNG 1'), read('/a', 3), read('/d', 4, 'JPEG 2')]);

  expect(groups.map(paths)).toEqual([['/a', '/c']]);
});

test('only files of one size need to be compared by content', () => {
  expect(paths(equalInSize([read('/a', 1), read('/b', 2), read('/c', 1)]))).toEqual(['/a', '/c']);
});

test('a version is all files of the same bytes', () => {
  const group = [read('/a', 1), read('/b', 1), read('/c', 1), read('/d', 2)];
  const contents: Readonly<Record<string, string>> = { '/a': 'x', '/b': 'y', '/c': 'x', '/d': '' };
  const similar = toVersions(group, ({ path }) => contents[path]);

  expect(similar?.versions.map(({ files }) => paths(files))).toEqual([['/a', '/c'], ['/b'], ['/d']]);
});

test('copies of one file are no versions; what could not be read is left out', () => {
  expect(toVersions([read('/a', 1), read('/b', 1)], () => 'x')).toBeUndefined();
  expect(
    toVersions([read('/a', 1), read('/b', 1)], ({ path }) => (path === '/a' ? 'x' : undefined)),
  ).toBeUndefined();
});
