import { describe, expect, test } from '@jest/globals';
import { type Given, type GivenRules, nameOf, old, phone, planOf, taken } from './dedupe-fixtures.js';

const march = '2021/03-March';
const april = '2021/04-April';
const card = `${phone}/IMG_1.jpg`;

/** What is decided about the only content: which copy stays and why, which go, which are left and why. */
function decided(given: Given, rules?: GivenRules): unknown {
  const { groups } = planOf(given, rules);
  const [group, ...others] = groups;
  expect(others).toEqual([]);
  if (!group) return 'no duplicates';
  const left = group.left.map(({ copy, reason }) => [nameOf(copy.path), reason]);
  return [
    nameOf(group.keep.path),
    group.reason,
    group.spare.map(({ copy }) => nameOf(copy.path)),
    ...(left.length > 0 ? [Object.fromEntries(left) as unknown] : []),
  ];
}

/** Each case is asked twice, the files in both orders. */
function expectDecided(given: Given, rules: GivenRules | undefined, expected: unknown): void {
  expect(decided(given, rules)).toEqual(expected);
  expect(decided(Object.fromEntries(Object.entries(given).reverse()), rules)).toEqual(expected);
}

type Case = [title: string, given: Given, expected: unknown, rules?: GivenRules];

function testCases(cases: readonly Case[]): void {
  test.each(cases.map(([title, ...asked]) => [title, asked] as const))(
    '%s',
    (_, [given, expected, rules]) => {
      expectDecided(given, rules, expected);
    },
  );
}

describe('of two copies stays', () => {
  testCases([
    [
      'the one in the Gallery, before a drop folder, though it is the younger one',
      { [`${march}/IMG_1 (2).jpg`]: { mtime: 9 }, [card]: { mtime: 1 } },
      [`${march}/IMG_1 (2).jpg`, 'gallery', [card]],
    ],
    [
      'the one in the folder that was named first',
      { [`${old}/IMG_1.jpg`]: { mtime: 1 }, [`${march}/IMG_1 (2).jpg`]: { mtime: 9 } },
      [`${march}/IMG_1 (2).jpg`, 'root', [`${old}/IMG_1.jpg`]],
    ],
    [
      'any other before one in a drop folder',
      { [`${old}/IMG_1 (2).jpg`]: { mtime: 9 }, [card]: { mtime: 1 } },
      [`${old}/IMG_1 (2).jpg`, 'gallery', [card]],
    ],
    [
      'the one with a companion',
      {
        [`${march}/IMG_1.jpg`]: { mtime: 1 },
        [`${april}/IMG_1 (2).jpg`]: {},
        [`${april}/IMG_1 (2).xmp`]: { content: 'x' },
      },
      [`${april}/IMG_1 (2).jpg`, 'complete', [`${march}/IMG_1.jpg`]],
    ],
    [
      'the one in the folder of its date',
      {
        [`${march}/IMG_1.jpg`]: { mtime: 1, takenAt: taken('2021-04-30T23:59:59') },
        [`${april}/IMG_1 (2).jpg`]: { mtime: 9, takenAt: taken('2021-04-30T23:59:59') },
      },
      [`${april}/IMG_1 (2).jpg`, 'date', [`${march}/IMG_1.jpg`]],
    ],
    [
      'the one with the plainer name, where its date is only that of its last change',
      {
        [`${march}/IMG_1.jpg`]: { mtime: 9, takenAt: { local: '2021-04-30', source: 'FileModifyDate' } },
        [`${april}/IMG_1 (2).jpg`]: { mtime: 1, takenAt: { local: '2021-04-30', source: 'FileModifyDate' } },
      },
      [`${march}/IMG_1.jpg`, 'name', [`${april}/IMG_1 (2).jpg`]],
    ],
    [
      'the one with the plainer name, in one folder',
      { [`${march}/IMG_1.jpg`]: { mtime: 9 }, [`${march}/IMG_1-copy.jpg`]: { mtime: 1 } },
      [`${march}/IMG_1.jpg`, 'name', [`${march}/IMG_1-copy.jpg`]],
    ],
    [
      'the one before a conflict',
      {
        [`${march}/b.jpg`]: { mtime: 9 },
        [`${march}/a.sync-conflict-20240518-101112-ABCDEFG.jpg`]: { mtime: 1 },
      },
      [`${march}/b.jpg`, 'name', [`${march}/a.sync-conflict-20240518-101112-ABCDEFG.jpg`]],
    ],
    [
      'the oldest',
      { [`${march}/a.jpg`]: { mtime: 2 }, [`${march}/bbb.jpg`]: { mtime: 1 } },
      [`${march}/bbb.jpg`, 'oldest', [`${march}/a.jpg`]],
    ],
    [
      'the oldest by a nanosecond',
      { [`${march}/a.jpg`]: { ns: 2 }, [`${march}/bbb.jpg`]: { ns: 1 } },
      [`${march}/bbb.jpg`, 'oldest', [`${march}/a.jpg`]],
    ],
    [
      'the one with the shortest path',
      { [`${march}/aa.jpg`]: {}, [`${march}/b.jpg`]: {} },
      [`${march}/b.jpg`, 'shortest', [`${march}/aa.jpg`]],
    ],
    [
      'the first in the alphabet',
      { [`${march}/b.jpg`]: {}, [`${march}/a.jpg`]: {} },
      [`${march}/a.jpg`, 'path', [`${march}/b.jpg`]],
    ],
    [
      'the protected one',
      { [`${march}/a.jpg`]: { mtime: 1 }, [`${march}/z (2).jpg`]: { mtime: 9 } },
      [`${march}/z (2).jpg`, 'must-stay', [`${march}/a.jpg`]],
      { protect: (name) => name.endsWith('z (2).jpg') },
    ],
  ]);
});

describe('--keep', () => {
  const given = {
    [`${march}/IMG_1.jpg`]: { mtime: 5 },
    [`${april}/x.jpg`]: { mtime: 9 },
    [`${old}/IMG_1 (2).jpg`]: { mtime: 1 },
  };
  const [plain, short, oldest] = Object.keys(given);

  test.each<[keep: NonNullable<GivenRules['keep']>, expected: unknown]>([
    ['first-root', [plain, 'oldest', [short, oldest]]],
    ['oldest', [oldest, 'oldest', [plain, short]]],
    ['newest', [short, 'newest', [plain, oldest]]],
    ['shortest', [oldest, 'shortest', [short, plain]]],
  ])('%s counts before all other rules', (keep, expected) => {
    expectDecided(given, { keep }, expected);
  });

  test.each(['oldest', 'newest', 'shortest'] as const)(
    '%s never lets a copy in a drop folder, or one without a companion, make the other go',
    (keep) => {
      const other = `${'long/'.repeat(9)}IMG_1.jpg`;
      expectDecided(
        { [`${march}/IMG_1.jpg`]: {}, [card]: { mtime: keep === 'oldest' ? 1 : 1e9 } },
        { keep },
        [...[`${march}/IMG_1.jpg`, 'gallery', [card]]],
      );
      const complete = `${old}/${other}`;
      const mtime = keep === 'oldest' ? 1e9 : 1;
      const pair = {
        [`${march}/IMG_1.jpg`]: {},
        [complete]: { mtime },
        [`${complete}.xmp`]: { content: 'x' },
      };
      expectDecided(pair, { keep }, [`${march}/IMG_1.jpg`, undefined, [], { [complete]: 'companions' }]);
    },
  );
});

describe('albums', () => {
  const album = 'Holidays/best one.jpg';

  testCases([
    [
      'a copy in an album stays, and makes no copy in a month go',
      { [album]: { mtime: 1 }, [`${march}/IMG_1 (2).jpg`]: { mtime: 9 } },
      [`${march}/IMG_1 (2).jpg`, undefined, [], { [album]: 'album' }],
    ],
    [
      'beside it, copies in months are decided about as ever',
      { [album]: { mtime: 1 }, [`${march}/IMG_1.jpg`]: {}, [`${march}/IMG_1 (2).jpg`]: {} },
      [`${march}/IMG_1.jpg`, 'name', [`${march}/IMG_1 (2).jpg`], { [album]: 'album' }],
    ],
    [
      'two albums may hold the same',
      { [album]: {}, ['2021/Summer/a.jpg']: {} },
      ['2021/Summer/a.jpg', undefined, [], { [album]: 'album' }],
    ],
    [
      'a copy in an album makes one in a drop folder, or in another folder that was named, go',
      { [album]: { mtime: 9 }, [card]: { mtime: 1 }, [`${old}/a.jpg`]: {} },
      [album, 'root', [`${old}/a.jpg`, card]],
    ],
    [
      '--albums lets them go, for a copy in its month',
      {
        [album]: { mtime: 1, takenAt: taken('2021-03-05') },
        [`${march}/IMG_1 (2).jpg`]: { mtime: 9, takenAt: taken('2021-03-05') },
      },
      [`${march}/IMG_1 (2).jpg`, 'date', [album]],
      { albums: true },
    ],
    [
      'what could not be dated is no album',
      { ['unknown/a.jpg']: {}, ['unknown/b.jpg']: {} },
      ['unknown/a.jpg', 'path', ['unknown/b.jpg']],
    ],
    [
      'a protected copy in an album makes none in a month go either',
      { [album]: {}, [`${march}/a.jpg`]: {} },
      [`${march}/a.jpg`, undefined, [], { [album]: 'protected' }],
      { protect: (name) => name === album },
    ],
  ]);
});

describe('what is protected', () => {
  testCases([
    [
      'stays, and the others go for it',
      { [`${march}/a.jpg`]: {}, [`${march}/b.jpg`]: {}, [`${march}/c.jpg`]: {} },
      [`${march}/b.jpg`, 'must-stay', [`${march}/a.jpg`, `${march}/c.jpg`]],
      { protect: (name) => name.endsWith('b.jpg') },
    ],
    [
      'stays even twice',
      { [`${march}/a.jpg`]: {}, [`${march}/b.jpg`]: {}, [`${march}/c.jpg`]: {} },
      [`${march}/b.jpg`, 'must-stay', [`${march}/a.jpg`], { [`${march}/c.jpg`]: 'protected' }],
      { protect: (name) => !name.endsWith('a.jpg') },
    ],
    [
      'makes nothing in the Gallery go while it is in a drop folder',
      { [`${march}/a.jpg`]: {}, [card]: {} },
      [`${march}/a.jpg`, undefined, [], { [card]: 'protected' }],
      { protect: (name) => name === card },
    ],
  ]);
});

describe('names of one file', () => {
  testCases([
    [
      'are no duplicates',
      { [`${march}/a.jpg`]: { file: '1' }, [`${april}/a.jpg`]: { file: '1' } },
      'no duplicates',
    ],
    [
      'go together',
      {
        [`${march}/a.jpg`]: {},
        [`${march}/b.jpg`]: { file: '1', mtime: 2e6 },
        [`${april}/b.jpg`]: { file: '1', mtime: 2e6 },
      },
      [`${march}/a.jpg`, 'oldest', [`${march}/b.jpg`, `${april}/b.jpg`]],
    ],
    [
      'stay together, also where one of them only is an album',
      {
        [`${march}/a.jpg`]: {},
        [`${march}/b.jpg`]: { file: '1', mtime: 2e6 },
        ['Best/b.jpg']: { file: '1' },
      },
      [`${march}/a.jpg`, undefined, [], { [`${march}/b.jpg`]: 'hard-link', ['Best/b.jpg']: 'album' }],
    ],
    [
      'are told beside the one that stays',
      { [`${march}/a.jpg`]: { file: '1' }, [`${april}/a.jpg`]: { file: '1' }, [`${march}/b.jpg`]: {} },
      [`${march}/a.jpg`, 'path', [`${march}/b.jpg`], { [`${april}/a.jpg`]: 'hard-link' }],
    ],
  ]);
});

test('blocks can be shared on one disk only', () => {
  expectDecided(
    { [`${march}/a.jpg`]: {}, [`${old}/a.jpg`]: { dev: 2 }, [`${march}/b.jpg`]: {} },
    { action: 'reflink' },
    [`${march}/a.jpg`, 'path', [`${march}/b.jpg`], { [`${old}/a.jpg`]: 'other-device' }],
  );
});
