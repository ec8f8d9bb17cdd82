import { describe, expect, test } from '@jest/globals';
import type { ManifestEntry } from '../../src/plan/backup-facts.js';
import { deletedFiles, leadsOut, placesOf } from '../../src/plan/backup-state.js';
import { entry, may, runOf } from './backup-fixtures.js';

const version = `${runOf(3)}-1`;
/** One file that stayed, one that was edited, one that was deleted, one that was moved, and then edited. */
const [stays, before, after, deleted, moved, movedTwice, gone] = [
  entry('stays.jpg', 'stays'),
  entry('edited.jpg', 'before', 1, { endedAt: may(3), version }),
  entry('edited.jpg', 'after', 3),
  entry('deleted.jpg', 'gone', 1, { endedAt: may(4) }),
  entry('old/moved.jpg', 'moves', 1, { endedAt: may(5), movedTo: 'album/moved.jpg' }),
  entry('album/moved.jpg', 'moves', 5, { endedAt: may(6), version }),
  entry('pruned.jpg', 'pruned', 1, { endedAt: may(2), movedTo: 'elsewhere.jpg' }),
] as const;
const manifest = [stays, before, after, deleted, moved, movedTwice, gone];

describe('where a content lies', () => {
  test.each<[string, ManifestEntry, ReturnType<typeof placesOf>]>([
    ['current: under its path', stays, [{ version: undefined, path: 'stays.jpg' }]],
    ['replaced: in the versions', before, [{ version, path: 'edited.jpg' }]],
    ['deleted, not mirrored: under its path', deleted, [{ version: undefined, path: 'deleted.jpg' }]],
    ['renamed: wherever its content is', moved, [{ version, path: 'album/moved.jpg' }]],
    ['renamed, and pruned since: nowhere', gone, []],
  ])('%s', (_, wanted, expected) => {
    const same = manifest.filter(({ fingerprint }) => fingerprint.hash === wanted.fingerprint.hash);
    expect(placesOf(wanted, same)).toEqual(expected);
  });

  test('of two copies its own comes first', () => {
    const copy = entry('copy.jpg', 'stays');
    expect(placesOf(copy, [stays, copy]).map(({ path }) => path)).toEqual(['copy.jpg', 'stays.jpg']);
  });
});

describe('what was deleted', () => {
  test('is what the Gallery holds under no path, as it was last', () => {
    expect(deletedFiles(manifest)).toEqual([deleted, movedTwice]);
  });

  test('is not what was moved: that is there', () => {
    const there = entry('album/moved.jpg', 'moves', 5);
    expect(deletedFiles([moved, there])).toEqual([]);
  });

  test('is also one of two copies, when the other one is still there', () => {
    const [copy, other] = [entry('a.jpg', 'x', 1, { endedAt: may(2) }), entry('b.jpg', 'x')];
    expect(deletedFiles([copy, other])).toEqual([copy]);
  });

  test('is the last content of a path that was deleted twice', () => {
    const [first, second] = [
      entry('a.jpg', 'first', 1, { endedAt: may(2), version }),
      entry('a.jpg', 'second', 4, { endedAt: may(6) }),
    ];
    expect(deletedFiles([second, first])).toEqual([second]);
  });
});

test.each([
  ['2021/05-May/a.jpg', false],
  ['..2021/...jpg', false],
  ['.hidden/a.jpg', false],
  ['2021/.photokeep', false],
  ['/etc/passwd', true],
  ['../a.jpg', true],
  ['2021/../../a.jpg', true],
  ['2021//a.jpg', true],
  ['2021/./a.jpg', true],
  ['', true],
  ['a\0.jpg', true],
  ['.photokeep/config.yaml', true],
])('%j leads out of the Gallery: %p', (path, expected) => {
  expect(leadsOut(path)).toBe(expected);
});
