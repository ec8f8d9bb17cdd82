import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { lookAhead } from '../../src/app/look-ahead.js';

async function all<R>(results: AsyncGenerator<R>): Promise<R[]> {
  const collected: R[] = [];
  for await (const result of results) collected.push(result);
  return collected;
}

/** Work that is finished when the test says so. */
function controlled(): {
  work: (value: number) => Promise<number>;
  started: number[];
  finish: (value: number) => void;
  fail: (value: number, error: Error) => void;
} {
  const open = new Map<number, { resolve: (value: number) => void; reject: (error: Error) => void }>();
  const started: number[] = [];
  return {
    work(value) {
      started.push(value);
      return new Promise((resolve, reject) => open.set(value, { resolve, reject }));
    },
    started,
    finish: (value) => open.get(value)?.resolve(value * 10),
    fail: (value, error) => open.get(value)?.reject(error),
  };
}

test.each([0, 1, 2, 10])('results come in the order of the values, %d ahead', async (depth) => {
  const values = [5, 1, 4, 2, 3];
  const work = async (value: number): Promise<number> => {
    for (let turn = 0; turn < value; turn++) await setImmediate();
    return value * 10;
  };

  expect(await all(lookAhead(values, depth, work))).toEqual([50, 10, 40, 20, 30]);
});

test('nothing to do: no result, no work', async () => {
  const { work, started } = controlled();

  expect(await all(lookAhead([], 2, work))).toEqual([]);
  expect(started).toEqual([]);
});

test('a result that is not a value, too, is handed on', async () => {
  expect(await all(lookAhead([1, 2], 1, () => Promise.resolve(undefined)))).toEqual([undefined, undefined]);
});

test('a later result waits for an earlier one', async () => {
  const { work, finish } = controlled();
  const results = lookAhead([1, 2, 3], 2, work);
  const first = results.next();
  finish(3);
  finish(2);
  finish(1);

  expect([await first, await results.next(), await results.next(), await results.next()]).toEqual([
    { value: 10, done: false },
    { value: 20, done: false },
    { value: 30, done: false },
    { value: undefined, done: true },
  ]);
});

describe.each([0, 1, 3])('with a depth of %d', (depth) => {
  test('never more than that is under way or waiting, beyond the one that is used', async () => {
    const { work, started, finish } = controlled();
    const values = Array.from({ length: 10 }, (_, index) => index);
    const results = lookAhead(values, depth, work);
    for (const value of values) {
      const next = results.next();
      await setImmediate();
      expect(started).toEqual(values.slice(0, value + 1 + depth));

      finish(value);
      await next;
      await setImmediate();
      expect(started).toEqual(values.slice(0, value + 1 + depth));
    }
    expect((await results.next()).done).toBe(true);
  });
});

describe('a failure', () => {
  test('is thrown when its turn comes, after the results before it', async () => {
    const { work, finish, fail } = controlled();
    const results = lookAhead([1, 2, 3], 2, work);
    const first = results.next();
    // Now, long before its turn: nobody listens yet, and that must not end the process.
    fail(2, new Error('disk on fire'));
    await setImmediate();
    finish(1);

    expect(await first).toEqual({ value: 10, done: false });
    await expect(results.next()).rejects.toThrow('disk on fire');
    expect((await results.next()).done).toBe(true);
  });

  test('ends the work: nothing more is started', async () => {
    const { work, started, fail } = controlled();
    const results = lookAhead([1, 2, 3, 4, 5], 1, work);
    const first = results.next();
    fail(1, new Error('disk on fire'));

    await expect(first).rejects.toThrow('disk on fire');
    expect(started).toEqual([1, 2]);
  });
});

test('whoever stops listening stops the work', async () => {
  const { work, started, finish } = controlled();
  const results = lookAhead([1, 2, 3, 4, 5], 1, work);
  const first = results.next();
  finish(1);
  await first;
  await results.return(undefined);

  expect((await results.next()).done).toBe(true);
  expect(started).toEqual([1, 2]);
});
