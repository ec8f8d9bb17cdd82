import { describe, expect, test } from '@jest/globals';
import type { BackupPlan, Sending } from '../../src/plan/backup-facts.js';
import { byReason, fitToRoom } from '../../src/plan/choose-sends.js';
import { createOmission } from '../../src/scan/omission.js';

const sending = (path: string, size = 1000): Sending => ({
  source: { path, size, mtimeMs: 0, ctimeMs: 0, ino: 1, hash: undefined },
  reason: 'new',
});

function planOf(...sends: readonly Sending[]): BackupPlan {
  return {
    ...{ id: 'x', moves: [], sends, gone: [], present: [], refreshed: [], doubtful: [], uncovered: [] },
    ...{ bytes: 0, unchanged: 0, held: undefined },
  };
}

const byPath = ({ path }: { readonly path: string }): string => path;
const paths = ({ sends }: BackupPlan): string[] => sends.map(({ source }) => source.path);

describe('what is sent to a place that may be too small', () => {
  const plan = planOf(sending('2020'), sending('2022'), sending('2021'));

  test('comes in the order that was asked for', () => {
    expect(paths(fitToRoom(plan, 'newest', undefined, byPath))).toEqual(['2022', '2021', '2020']);
    expect(paths(fitToRoom(plan, 'oldest', undefined, byPath))).toEqual(['2020', '2021', '2022']);
  });

  test('is what there is room for, encrypted, and smaller files take what a large one leaves', () => {
    const some = planOf(sending('3 large', 5e6), sending('2 small', 1e6), sending('1 small', 1e6));
    const fitted = fitToRoom(some, 'newest', 20e6 + 2e6 + 1000, byPath);
    expect(paths(fitted)).toEqual(['2 small', '1 small']);
    expect(fitted.bytes).toBe(2e6);
    expect(fitted.uncovered).toEqual([{ source: some.sends[0]?.source, reason: 'no-room' }]);
    expect(paths(fitToRoom(some, 'newest', 20e6 + 2e6, byPath))).toEqual(['2 small']);
  });

  test('is nothing where all is taken', () => {
    expect(paths(fitToRoom(plan, 'newest', 0, byPath))).toEqual([]);
  });

  test('is told by reason, with as many paths as somebody may read', () => {
    const uncovered = Array.from({ length: 1500 }, (_, index) => ({
      source: sending(String(index)).source,
      reason: 'not-yet' as const,
    }));
    expect(byReason(uncovered)).toMatchObject({ 'not-yet': { files: 1500, bytes: 1_500_000 } });
    expect(byReason(uncovered)['not-yet']?.paths).toHaveLength(1000);
    expect(byReason([])).toEqual({});
  });
});

describe('what is not for a target', () => {
  const why = createOmission({ include: ['2021', '*.jpg'], exclude: ['Screenshots'], maxFileSize: 5000 });

  test.each([
    ['2021/a.mp4', 1, undefined],
    ['2020/a.JPG', 1, undefined],
    ['2020/a.mp4', 1, 'excluded'],
    ['2021/Screenshots/a.jpg', 1, 'excluded'],
    ['2021/a.mp4', 5000, undefined],
    ['2021/a.mp4', 5001, 'too-large'],
  ])('%s of %i bytes: %s', (path, size, is) => {
    expect(why({ path, size })).toBe(is);
  });

  test('is nothing where nothing is said', () => {
    const takesAll = createOmission({ include: [], exclude: [], maxFileSize: undefined });
    expect(takesAll({ path: 'a', size: 1e15 })).toBeUndefined();
  });
});
