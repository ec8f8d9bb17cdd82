import { expect, test } from '@jest/globals';
import { equalRuns } from '../../src/content/equal-runs.js';
import fc from '../fast-check.js';

test('puts together what is equal, also where keys are equal by chance', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(12)), (kinds) => {
      const numbers = Uint32Array.from(kinds.keys());
      const runs = equalRuns(
        numbers,
        (number) => kinds[number]! % 4,
        (a, b) => kinds[a] === kinds[b],
      );
      const expected = new Map<number, number[]>();
      for (const [number, kind] of kinds.entries())
        expected.set(kind, [...(expected.get(kind) ?? []), number]);
      expect([...runs].sort(byFirst)).toEqual(
        [...expected.values()].filter(({ length }) => length > 1).sort(byFirst),
      );
    }),
  );
});

test('keys are 32 bits of whatever number', () => {
  const sizes = [2 ** 32 + 5, 5, 2 ** 33 + 5, 5, 2 ** 32 + 5, 2 ** 31, 2 ** 31];
  const runs = equalRuns(
    Uint32Array.from(sizes.keys()),
    (number) => sizes[number]!,
    (a, b) => sizes[a] === sizes[b],
  );
  expect([...runs].sort(byFirst)).toEqual([
    [0, 4],
    [1, 3],
    [5, 6],
  ]);
});

const byFirst = ([a = 0]: number[], [b = 0]: number[]): number => a - b;
