import { describe, expect, test } from '@jest/globals';
import type { ManifestEntry } from '../../src/plan/backup-facts.js';
import type { KeptAt } from '../../src/plan/backup-state.js';
import { isDecayed, type Listing, planVerify, type SampleSize } from '../../src/plan/plan-verify.js';
import { entry, may, runOf } from './backup-fixtures.js';

const all: SampleSize = { share: 1, atLeast: 1 };

/** What a target lists: the sizes of its files. Those of the versions stand below `versions/`. */
function listingOf(sizes: Readonly<Record<string, number>>): Listing {
  const pathOf = ({ version, path }: KeptAt): string =>
    version === undefined ? path : `versions/${version}/${path}`;
  return {
    fileAt(at) {
      const size = sizes[pathOf(at)];
      return size === undefined ? undefined : { size, mtimeMs: 1_000 };
    },
    galleryPaths: Object.keys(sizes).filter((path) => !path.startsWith('versions/')),
  };
}

function planOf(entries: readonly ManifestEntry[], sizes: Readonly<Record<string, number>>, sample = all) {
  const plan = planVerify(entries, listingOf(sizes), sample);
  const paths = (contents: typeof plan.toRead): string[] => contents.map(({ at }) => at.path);
  return {
    ...{ missing: paths(plan.missing), changed: paths(plan.changed), extra: plan.extra, lost: plan.lost },
    toRead: paths(plan.toRead),
  };
}

const nothingWrong = { missing: [], changed: [], extra: [] };

describe('what the target lists is compared with the manifest', () => {
  test.each<[string, readonly ManifestEntry[], Readonly<Record<string, number>>, object]>([
    ['all is there: it is read', [entry('a', 'xx')], { a: 2 }, { ...nothingWrong, toRead: ['a'] }],
    ['a file is gone', [entry('a', 'xx')], {}, { ...nothingWrong, missing: ['a'], toRead: [] }],
    [
      'a file has another size: that need not be read',
      [entry('a', 'xx')],
      { a: 3 },
      { ...nothingWrong, changed: ['a'], toRead: [] },
    ],
    [
      'a file that nobody sent',
      [entry('a', 'xx')],
      { a: 2, b: 1 },
      { ...nothingWrong, extra: ['b'], toRead: ['a'] },
    ],
    [
      'a file deleted in the Gallery and kept at the target is read too',
      [entry('a', 'xx', 1, { endedAt: may(2) })],
      { a: 2 },
      { ...nothingWrong, toRead: ['a'] },
    ],
    [
      'the same, and gone',
      [entry('a', 'xx', 1, { endedAt: may(2) })],
      {},
      { ...nothingWrong, missing: ['a'], toRead: [] },
    ],
    [
      'the path that a file was moved away from is empty, and nothing is missing',
      [entry('a', 'xx', 1, { endedAt: may(2), movedTo: 'b' }), entry('b', 'xx', 2)],
      { b: 2 },
      { ...nothingWrong, toRead: ['b'] },
    ],
    [
      'a version is gone',
      [entry('a', 'xx', 1, { endedAt: may(2), version: `${runOf(2)}-1` }), entry('a', 'yyy', 2)],
      { a: 3 },
      { ...nothingWrong, missing: ['a'], toRead: ['a'] },
    ],
    [
      'an old version that was found wrong before is told once',
      [entry('a', 'xx', 1, { endedAt: may(2), version: `${runOf(2)}-1`, wrongAt: may(3) })],
      { [`versions/${runOf(2)}-1/a`]: 2 },
      { ...nothingWrong, toRead: [], lost: 1 },
    ],
    [
      'a file that was found wrong and sent again is not lost',
      [
        entry('a', 'xx', 1, { endedAt: may(2), version: `${runOf(2)}-1`, wrongAt: may(1) }),
        entry('a', 'xx', 2),
      ],
      { a: 2 },
      { ...nothingWrong, toRead: ['a'] },
    ],
    [
      'a file that vanished, and whose place another content took',
      [entry('a', 'xx', 1, { endedAt: may(2) }), entry('a', 'yyy', 2)],
      { a: 3 },
      { ...nothingWrong, toRead: ['a'], lost: 1 },
    ],
    [
      'the same, with its content in another place',
      [entry('a', 'xx', 1, { endedAt: may(2) }), entry('a', 'yyy', 2), entry('b', 'xx', 2)],
      { a: 3, b: 2 },
      { ...nothingWrong, toRead: ['a', 'b'] },
    ],
  ])('%s', (_, entries, sizes, expected) => {
    expect(planOf(entries, sizes)).toEqual({ lost: 0, ...expected });
  });
});

describe('what is read back', () => {
  const entries = [
    entry('proven lately', 'x', 1, { verifiedAt: may(20) }),
    entry('sent later', 'x', 9),
    entry('proven long ago', 'x', 1, { verifiedAt: may(2) }),
    entry('sent first', 'x', 5),
  ];
  const sizes = Object.fromEntries(entries.map(({ path }) => [path, 1]));

  test('comes in the order of proofs, what has none first', () => {
    expect(planOf(entries, sizes).toRead).toEqual([
      'sent first',
      'sent later',
      'proven long ago',
      'proven lately',
    ]);
  });

  test.each([
    [0.5, 1, 2],
    [0.3, 1, 2],
    [0.01, 1, 1],
    [0.01, 3, 3],
    [0.01, 20, 4],
    [0, 0, 0],
  ])('is a share of %d, %d files at least: here %d', (share, atLeast, expected) => {
    expect(planOf(entries, sizes, { share, atLeast }).toRead).toHaveLength(expected);
  });
});

describe('a file whose content is wrong', () => {
  test.each([
    ['has decayed when size and time are as they were', { size: 2, mtimeMs: 1_000 }, true],
    ['has decayed on a disk that keeps times in steps of two seconds', { size: 2, mtimeMs: 2_000 }, true],
    ['has decayed where no times are kept', { size: 2, mtimeMs: undefined }, true],
    ['was changed when its time is another', { size: 2, mtimeMs: 90_000 }, false],
    ['was changed when its size is another', { size: 3, mtimeMs: 1_000 }, false],
  ])('%s', (_, listed, expected) => {
    expect(isDecayed(listed, entry('a', 'xx'))).toBe(expected);
  });
});
