import { Chalk } from 'chalk';
import { describe, expect, test } from '@jest/globals';
import {
  createGalleryVerifyTally,
  type GalleryVerifyEvent,
  type GalleryVerifySummary,
} from '../../src/report/verify-report.js';
import { verifyWording } from '../../src/report/verify-wording.js';

const words = verifyWording('/Photos/Gallery')(new Chalk({ level: 0 }));
const coverage = { files: 1200, verified30: 100, verified90: 300, verified365: 1200 };
const proven = 'Verified: 8.3% in the last 30 days, 25% in 90, 100% in 365.';

function summary(given: Partial<GalleryVerifySummary>): GalleryVerifySummary {
  return {
    ...{ event: 'summary', command: 'verify', run: 'R', dryRun: false, exitCode: 0, seconds: 1 },
    ...{ ...createGalleryVerifyTally().counts(), coverage, ...given },
  };
}

describe('the summary', () => {
  const read = { read: 100, bytes: 3_400_000 };
  test.each<[Partial<GalleryVerifySummary>, string[]]>([
    [{ ...read, right: 100 }, ['100 of 1200 files read (3.4 MB), all right.', proven]],
    [
      { read: 1200, bytes: 5, right: 1198, learnt: 2, forgotten: 1 },
      [
        '1200 files read (5 bytes), all right.',
        'The catalog has learnt: 2 new or edited since, 1 gone since.',
        proven,
      ],
    ],
    [
      { ...read, rotten: 1, unclear: 2, failed: 1, exitCode: 3 },
      [
        '100 of 1200 files read (3.4 MB), 1 rotten, 2 unclear, 1 failed.',
        proven,
        'None of them is backed up over a good copy. To bring them back: photokeep verify --repair',
      ],
    ],
    [
      { ...read, repaired: 1 },
      [
        '100 of 1200 files read (3.4 MB), all right.',
        proven,
        '1 file brought back; the bad ones are in the trash. To take that back: photokeep undo R',
      ],
    ],
    [
      { ...read, exitCode: 130 },
      [
        '100 of 1200 files read (3.4 MB), all right.',
        proven,
        'Interrupted; what was read is known, the next time goes on with the rest.',
      ],
    ],
    [
      { ...read, dryRun: true, skipped: 1, skippedBecause: { empty: 1 } },
      [
        '100 of 1200 files read (3.4 MB), all right.',
        proven,
        'Left out: 1 empty files.',
        'A dry run: nothing was recorded.',
      ],
    ],
    [{ trusted: 2 }, ['2 files trusted; the next backup sends them as edits.']],
    [
      { coverage: { files: 0, verified30: 0, verified90: 0, verified365: 0 } },
      ['0 files read (0 bytes), all right.', 'The Gallery holds no files.'],
    ],
  ])('%j', (given, lines) => {
    expect(words.summary(summary(given)).split('\n')).toEqual(lines);
  });

  test('is told under cron only when something was done, or went wrong', () => {
    expect(words.isNews(summary({ read: 5, learnt: 5 }))).toBe(false);
    expect(words.isNews(summary({ repaired: 1 }))).toBe(true);
  });
});

describe('the line of a file', () => {
  const file = { event: 'file', path: '/Photos/Gallery/2021/a\u001b.jpg' } as const;
  const said = (event: Omit<GalleryVerifyEvent, 'event' | 'path'>, verbose = false) =>
    words.lines({ ...file, ...event }, { verbose, dryRun: false });
  const goodAt = [{ target: 'hdd', provenAt: '2024-05-01T02:31:07.123Z' }, { target: 'pi2' }];

  test.each<[Omit<GalleryVerifyEvent, 'event' | 'path'>, string]>([
    [
      { action: 'verify', status: 'failed', reason: 'rotten', goodAt },
      'rotten  2021/a\\u{1b}.jpg: its bytes are not what they were, and nobody wrote to it;' +
        ' as it was at hdd (proven 2024-05-01), pi2',
    ],
    [
      { action: 'verify', status: 'failed', reason: 'unclear', goodAt: [] },
      'unclear  2021/a\\u{1b}.jpg: its bytes are not what they were, and whether somebody wrote to it cannot be told;' +
        ' no backup has it as it was',
    ],
    [
      { action: 'verify', status: 'failed', reason: 'io-error' },
      'failed  2021/a\\u{1b}.jpg: input/output error',
    ],
    [
      { action: 'repair', status: 'failed', reason: 'damaged' },
      'failed  2021/a\\u{1b}.jpg: not brought back: no backup that was reached has it as it was',
    ],
    [
      { action: 'repair', status: 'failed', reason: 'no-space' },
      'failed  2021/a\\u{1b}.jpg: not brought back: no space left on the disk',
    ],
  ])('is trouble: %j', (event, text) => {
    expect(said(event)).toEqual([{ kind: 'trouble', text }]);
  });

  test('tells repairs always, and everything else when asked to', () => {
    expect(said({ action: 'repair', status: 'done', target: 'hdd' })).toEqual([
      { kind: 'result', text: 'repaired  2021/a\\u{1b}.jpg from hdd' },
    ]);
    expect(said({ action: 'repair', status: 'planned', target: 'hdd' })).toEqual([
      { kind: 'result', text: 'would be repaired  2021/a\\u{1b}.jpg from hdd' },
    ]);
    expect(said({ action: 'verify', status: 'done' })).toEqual([]);
    expect(said({ action: 'learn', status: 'done' }, true)).toEqual([
      { kind: 'result', text: 'learnt  2021/a\\u{1b}.jpg' },
    ]);
    expect(said({ action: 'skip', status: 'skipped', reason: 'empty' }, true)).toEqual([
      { kind: 'result', text: 'left  2021/a\\u{1b}.jpg  (empty)' },
    ]);
  });
});

test('a file that was repaired is no longer counted among those that are wrong', () => {
  const tally = createGalleryVerifyTally();
  const file = { event: 'file', size: 10 } as const;
  tally.count({ ...file, action: 'verify', status: 'failed', path: 'a', reason: 'rotten' });
  tally.count({ ...file, action: 'verify', status: 'failed', path: 'b', reason: 'io-error' });
  tally.count({ ...file, action: 'verify', status: 'failed', path: 'c', reason: 'unclear' });
  tally.count({ ...file, action: 'verify', status: 'done', path: 'd' });
  tally.count({ ...file, action: 'learn', status: 'done', path: 'e' });
  expect([tally.wrong(), tally.counts()]).toEqual([
    3,
    expect.objectContaining({ read: 4, bytes: 40, right: 1, learnt: 1, rotten: 1, unclear: 1, failed: 1 }),
  ]);
  tally.count({ ...file, action: 'repair', status: 'done', path: 'a' });
  tally.count({ ...file, action: 'repair', status: 'done', path: 'b' });
  tally.count({ ...file, action: 'repair', status: 'failed', path: 'c', reason: 'damaged' });
  expect([tally.wrong(), tally.counts()]).toEqual([
    1,
    expect.objectContaining({ rotten: 0, unclear: 1, failed: 0, repaired: 2 }),
  ]);
});
