import { expect, test } from '@jest/globals';
import fc from '../fast-check.js';
import type { PageCopy, PageGroup } from '../../src/report/duplicate-card.js';
import { createPageGroups } from '../../src/report/page-groups.js';

const fates = (...list: readonly PageCopy['fate'][]): PageCopy[] =>
  list.map((fate, index) => ({ path: `/p/copy ${String(index)}.jpg`, mtimeMs: 0, fate }));

function group(name: string, size: number, copies: readonly PageCopy[]): PageGroup {
  const frees = size * copies.filter(({ fate }) => fate === 'goes').length;
  return { size, keep: { path: `/p/${name}`, mtimeMs: 0 }, keptBecause: 'the oldest', copies, frees };
}

const names = (groups: readonly PageGroup[]): string[] => groups.map(({ keep }) => keep.path.slice(3));

test('all groups are counted, those that are shown and those that are not', () => {
  const groups = createPageGroups({ groups: 1, copies: 1 });
  groups.add(group('a', 100, fates('goes', 'goes', 'left')));
  groups.add(group('b', 10, fates('goes', 'failed')));
  groups.add(group('c', 1, fates('left')));

  expect(groups.totals()).toEqual({ groups: 3, removed: 3, bytesFreed: 210, left: 2, failed: 1 });
  expect(names(groups.shown())).toEqual(['b']);
});

test('failures come first, then what frees most, then what would', () => {
  const groups = createPageGroups();
  groups.add(group('small', 1, fates('goes')));
  groups.add(group('left', 50, fates('left')));
  groups.add(group('failed', 2, fates('failed')));
  groups.add(group('large', 20, fates('goes', 'goes')));

  expect(names(groups.shown())).toEqual(['failed', 'large', 'small', 'left']);
});

test('of a group with very many copies some are shown, the failed ones first', () => {
  const groups = createPageGroups({ groups: 10, copies: 2 });
  groups.add(group('many', 1, fates('goes', 'goes', 'left', 'failed')));
  const [shown] = groups.shown();

  expect(shown?.copies.map(({ fate }) => fate)).toEqual(['failed', 'goes']);
  expect(shown?.moreCopies).toBe(2);
});

test('what is shown does not depend on the order in which groups come', () => {
  const some = fc.uniqueArray(
    fc.record({
      name: fc.string({ minLength: 1 }),
      size: fc.integer({ min: 1, max: 5 }),
      failed: fc.boolean(),
    }),
    { selector: ({ name }) => name, maxLength: 30 },
  );
  const shownOf = (given: readonly PageGroup[]): string[] => {
    const groups = createPageGroups({ groups: 5, copies: 5 });
    for (const one of given) groups.add(one);
    return names(groups.shown());
  };
  fc.assert(
    fc.property(
      some.chain((list) =>
        fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
      ),
      ([list, shuffled]) => {
        const made = list.map(({ name, size, failed }) =>
          group(name, size, fates(failed ? 'failed' : 'goes')),
        );
        const again = shuffled.map(({ name }) => made.find(({ keep }) => keep.path === `/p/${name}`)!);

        expect(shownOf(again)).toEqual(shownOf(made));
      },
    ),
  );
});
