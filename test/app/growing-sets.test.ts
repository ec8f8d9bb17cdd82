import { expect, test } from '@jest/globals';
import { growingSets } from '../../src/app/growing-sets.js';
import fc from '../fast-check.js';

test('numbers that were united, directly or by way of others, are in one set, and all sets come in order', () => {
  const cases = fc.integer({ min: 1, max: 40 }).chain((count) =>
    fc.record({
      count: fc.constant(count),
      unions: fc.array(fc.array(fc.nat(count - 1), { minLength: 1, maxLength: 4 })),
    }),
  );
  fc.assert(
    fc.property(cases, ({ count, unions }) => {
      const sets = growingSets(count);
      let expected = Array.from({ length: count }, (_, number) => [number]);
      for (const union of unions) {
        sets.unite(union);
        const joined = expected.filter((set) => set.some((number) => union.includes(number)));
        expected = [...expected.filter((set) => !joined.includes(set)), joined.flat().sort((a, b) => a - b)];
      }
      expected.sort(([a = 0], [b = 0]) => a - b);
      expect([...sets.all()]).toEqual(expected);
      expect([...sets.all()]).toEqual(expected);
    }),
  );
});
