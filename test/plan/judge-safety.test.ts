import { describe, expect, test } from '@jest/globals';
import {
  type ContentFacts,
  type CopyThere,
  type DatedSafety,
  judgeSafety,
  safeUntil,
  type UnsafeReason,
} from '../../src/plan/judge-safety.js';
import fc from '../fast-check.js';

const day = 86_400_000;
const nowMs = Date.UTC(2026, 5, 1);

const proven: CopyThere = {
  ...{ target: 'hdd', apart: ['disk A'], reached: 'now', provenMs: nowMs - day, isWrong: false },
};
const held = (...copies: readonly CopyThere[]): ContentFacts => ({ gallery: 'held', copies });

describe('a content is safe', () => {
  test.each<[string, ContentFacts, number]>([
    ['in the Gallery and read back from another disk', held(proven), 1],
    ['in one that is away, and was reached lately', held({ ...proven, reached: 'lately' }), 1],
    [
      'in two on different disks, where two are asked for',
      held(proven, { ...proven, target: 'pi', apart: ['machine pi'] }),
      2,
    ],
    ['with a proof of almost a year', held({ ...proven, provenMs: nowMs - 364 * day }), 1],
    ['when one of several copies is good', held({ ...proven, isWrong: true }, proven), 1],
  ])('%s', (_, facts, copies) => {
    expect(judgeSafety(facts, { copies, nowMs })).toEqual({ is: 'safe' });
  });
});

describe('a content is not safe', () => {
  test.each<[string, ContentFacts, UnsafeReason, number?]>([
    ['while it waits in the drop folder', { gallery: 'none', copies: [], waits: 'drop-folder' }, 'waiting'],
    [
      'while it is held back, whatever a backup has',
      { gallery: 'none', copies: [proven], waits: 'held' },
      'held',
    ],
    [
      'in a folder of files, never imported',
      { gallery: 'none', copies: [proven], waits: 'folder' },
      'not-imported',
    ],
    [
      'deleted or edited in the Gallery, whatever a backup has',
      { gallery: 'none', copies: [proven] },
      'not-in-gallery',
    ],
    ['rotten or in doubt in the Gallery', { gallery: 'doubtful', copies: [proven] }, 'doubtful'],
    ['unreadable in the Gallery', { gallery: 'unreadable', copies: [proven] }, 'unreadable'],
    ['being the file in the Gallery itself', { gallery: 'same-file', copies: [proven] }, 'same-file'],
    ['in no backup', held(), 'not-sent'],
    ['only on the disk of the Gallery', held({ ...proven, apart: undefined }), 'same-disk'],
    ['sent, and never read back', held({ ...proven, provenMs: undefined }), 'not-proven'],
    ['found wrong at the backup', held({ ...proven, isWrong: true }), 'wrong'],
    [
      'gone at the backup, whatever its manifest says',
      held({ ...proven, reached: 'missing' }),
      'missing-there',
    ],
    ['in a backup that nobody reached for long', held({ ...proven, reached: 'long ago' }), 'not-reached'],
    ['proven more than a year ago', held({ ...proven, provenMs: nowMs - 366 * day }), 'proof-too-old'],
    ['proven in the future', held({ ...proven, provenMs: nowMs + 2 * day }), 'not-proven'],
    ['in one backup where two are asked for', held(proven), 'not-sent', 2],
    [
      'twice on one disk where two are asked for',
      held(proven, { ...proven, target: 'other' }),
      'not-sent',
      2,
    ],
    [
      'on two disks that share one, where two are asked for',
      held(proven, { ...proven, target: 'raid', apart: ['disk A', 'disk B'] }),
      'not-sent',
      2,
    ],
    [
      'proven on one, sent to another, where two are asked for',
      held(proven, { ...proven, target: 'pi', apart: ['machine pi'], provenMs: undefined }),
      'not-proven',
      2,
    ],
  ])('%s', (_, facts, reason, copies = 1) => {
    expect(judgeSafety(facts, { copies, nowMs })).toMatchObject({ is: 'unsafe', reason });
  });

  test('where the clock is not to be trusted: no proof has an age', () => {
    expect(judgeSafety(held(proven), { copies: 1, nowMs: undefined })).toMatchObject({ is: 'unsafe' });
  });

  test('the backup that came nearest is named', () => {
    const sent = { ...proven, target: 'pi', provenMs: undefined };
    expect(judgeSafety(held({ ...proven, apart: undefined }, sent), { copies: 1, nowMs })).toMatchObject({
      ...{ reason: 'not-proven', target: 'pi' },
    });
  });
});

test('nothing is safe without a Gallery file, and a copy apart that was read back within a year and is not wrong', () => {
  const copy = fc.record({
    target: fc.constantFrom('a', 'b'),
    apart: fc.constantFrom(undefined, ['disk A'], ['disk B']),
    reached: fc.constantFrom('now' as const, 'lately' as const, 'long ago' as const, 'missing' as const),
    provenMs: fc.option(fc.integer({ min: nowMs - 800 * day, max: nowMs + 10 * day }), { nil: undefined }),
    isWrong: fc.boolean(),
  });
  const gallery = fc.constantFrom(
    'held' as const,
    'doubtful' as const,
    'unreadable' as const,
    'none' as const,
    'same-file' as const,
  );
  fc.assert(
    fc.property(
      gallery,
      fc.array(copy, { maxLength: 5 }),
      fc.integer({ min: 1, max: 3 }),
      (is, copies, wanted) => {
        const good = copies.filter(
          ({ apart, reached, provenMs, isWrong }) =>
            apart !== undefined &&
            (reached === 'now' || reached === 'lately') &&
            !isWrong &&
            provenMs !== undefined &&
            provenMs <= nowMs + day &&
            provenMs >= nowMs - 365 * day,
        );
        const isSafe = is === 'held' && new Set(good.map(({ apart }) => apart?.[0])).size >= wanted;
        expect(judgeSafety({ gallery: is, copies }, { copies: wanted, nowMs }).is === 'safe').toBe(isSafe);
      },
    ),
  );
});

describe('the date up to which all is safe', () => {
  const safe = (date: string | undefined): DatedSafety => ({ safety: { is: 'safe' }, day: date });
  const not = (reason: UnsafeReason, date?: string): DatedSafety => ({
    safety: { is: 'unsafe', reason },
    day: date,
  });
  test.each<[string, DatedSafety[], string | undefined]>([
    ['is that of the last, where all is safe', [safe('2024-05-01'), safe('2024-06-01')], '2024-06-01'],
    [
      'is two days before the first that is not',
      [safe('2024-05-01'), not('not-proven', '2024-05-20'), safe('2024-06-01')],
      '2024-05-18',
    ],
    ['does not go beyond what is safe', [safe('2024-05-01'), not('waiting', '2024-09-20')], '2024-05-01'],
    ['is none where the first is not safe', [safe('2024-05-20'), not('waiting', '2024-05-01')], undefined],
    [
      'is none where two days before lies before all',
      [safe('2024-05-20'), not('waiting', '2024-05-21')],
      undefined,
    ],
    ['is none where one that is not may be of any day', [safe('2024-05-01'), not('waiting')], undefined],
    ['is none where nothing is known', [], undefined],
    ['is none where nothing is safe', [not('not-sent', '2024-05-01')], undefined],
    [
      'leaves out what was deleted on purpose, which is named',
      [safe('2024-05-01'), not('not-in-gallery')],
      '2024-05-01',
    ],
    [
      'leaves out what is held back, which is named',
      [safe('2024-05-01'), not('held', '2020-01-01')],
      '2024-05-01',
    ],
  ])('%s', (_, judged, until) => {
    expect(safeUntil(judged)).toBe(until);
  });
});
