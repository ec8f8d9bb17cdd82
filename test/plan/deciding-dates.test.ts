import { describe, expect, test } from '@jest/globals';
import { formContenders } from '../../src/plan/contender.js';
import { decidingDates } from '../../src/plan/deciding-dates.js';
import { clusterOf, type Given, nameOf, old, planOf, rulesOf } from './dedupe-fixtures.js';

const march = '2021/03-March';
const april = '2021/04-April';

function asked(given: Given, protect: (name: string) => boolean = () => false): string[][] {
  return decidingDates(formContenders(clusterOf(given), rulesOf({ protect }))).map((group) =>
    group.map(({ path }) => nameOf(path)),
  );
}

describe('a date is asked for', () => {
  test('where copies lie in different months', () => {
    expect(asked({ [`${april}/a.jpg`]: {}, [`${march}/b.jpg`]: {}, [`${march}/c.jpg`]: {} })).toEqual([
      [`${march}/b.jpg`, `${march}/c.jpg`, `${april}/a.jpg`],
    ]);
  });

  test('of the pictures of assets, not of what belongs to them', () => {
    const pair = (folder: string): Given => ({
      [`${folder}/a.HEIC`]: { content: 'still' },
      [`${folder}/a.MOV`]: { content: 'video' },
    });
    expect(asked({ ...pair(march), ...pair(april) })).toEqual([[`${march}/a.HEIC`, `${april}/a.HEIC`]]);
  });
});

describe('no date is asked for', () => {
  test.each<[string, Given]>([
    ['in one month', { [`${march}/a.jpg`]: {}, [`${march}/b.jpg`]: {} }],
    ['where the other is in an album', { [`${march}/a.jpg`]: {}, ['Holidays/a.jpg']: {} }],
    ['where the order of folders decides', { [`${march}/a.jpg`]: {}, [`${old}/${april}/a.jpg`]: {} }],
    [
      'where companions decide',
      { [`${march}/a.jpg`]: {}, [`${april}/a.jpg`]: {}, [`${april}/a.xmp`]: { content: 'tags' } },
    ],
  ])('%s', (_, given) => {
    expect(asked(given)).toEqual([]);
  });

  test('where one must stay', () => {
    const given = { [`${march}/a.jpg`]: {}, [`${april}/a.jpg`]: {} };
    expect(asked(given, (name) => name.startsWith(march))).toEqual([]);
  });

  test('about what a run has left', () => {
    const given = { [`${march}/a.jpg`]: {}, [`${april}/b.jpg`]: {}, ['Holidays/c.jpg']: {} };
    const gone = new Set(planOf(given).actions.map(({ source }) => nameOf(source)));
    expect(asked(Object.fromEntries(Object.entries(given).filter(([name]) => !gone.has(name))))).toEqual([]);
  });
});
