import { Chalk } from 'chalk';
import { describe, expect, test } from '@jest/globals';
import type { AdoptEvent, AdoptSummary } from '../../src/report/adopt-report.js';
import { createAdoptTally } from '../../src/report/adopt-report.js';
import { adoptWording } from '../../src/report/adopt-wording.js';

const words = adoptWording('/Photos/Gallery')(new Chalk({ level: 0 }));

function summary(given: Partial<AdoptSummary>): AdoptSummary {
  return {
    ...{ event: 'summary', command: 'adopt', run: 'r', dryRun: false, exitCode: 0, seconds: 1 },
    ...createAdoptTally().counts(),
    ...given,
  };
}

describe('the summary', () => {
  test.each<[Partial<AdoptSummary>, string]>([
    [{}, 'The Gallery holds no files.'],
    [{ adopted: 1, bytes: 1 }, '1 file read (1 byte).'],
    [
      { adopted: 12, bytes: 3_400_000, known: 3, forgotten: 2 },
      '12 files read (3.4 MB), 3 known already, 2 gone since and forgotten.',
    ],
    [
      { adopted: 12, bytes: 3_400_000, forgotten: 2, dryRun: true },
      '12 files would be read (3.4 MB), 2 gone since and would be forgotten.',
    ],
    [{ known: 3 }, '3 known already.'],
    [{ known: 3, failed: 1, exitCode: 3 }, '3 known already, 1 failed.'],
    [
      { adopted: 1, bytes: 1, failed: 1, exitCode: 130 },
      '1 file read (1 byte). Interrupted; run it again for the rest.',
    ],
    [
      { known: 3, skipped: 3, skippedBecause: { symlink: 1, empty: 2 } },
      '3 known already.\nLeft out: 1 symbolic links, 2 empty files.',
    ],
  ])('%j', (given, text) => {
    expect(words.summary(summary(given))).toBe(text);
  });

  test('is news where nobody watches when the catalog or the ledger learned something', () => {
    const isNews = [
      { known: 5, skipped: 1 },
      { adopted: 1 },
      { forgotten: 1 },
      { recorded: 1 },
      { failed: 1 },
    ].map((given) => words.isNews(summary(given)));
    expect(isNews).toEqual([false, true, true, true, true]);
  });
});

describe('a file', () => {
  const event = (given: Partial<AdoptEvent>): AdoptEvent => ({
    ...{ event: 'file', status: 'done', action: 'adopt', path: '/Photos/Gallery/2021/a.jpg' },
    ...given,
  });

  test.each<[Partial<AdoptEvent>, string]>([
    [{}, 'read  2021/a.jpg'],
    [{ action: 'forget' }, 'gone  2021/a.jpg'],
    [{ action: 'skip', status: 'skipped', reason: 'empty' }, 'left  2021/a.jpg  (empty)'],
    [{ path: '/Photos/Gallery/\u001b[2J' }, 'read  \\u{1b}[2J'],
  ])('is told with -v only: %j', (given, text) => {
    expect(words.lines(event(given), { verbose: true, dryRun: false })).toEqual([{ kind: 'result', text }]);
    expect(words.lines(event(given), { verbose: false, dryRun: true })).toEqual([]);
  });

  test('that failed is told always', () => {
    const failed = event({ action: 'skip', status: 'failed', reason: 'unreadable' });
    expect(words.lines(failed, { verbose: false, dryRun: false })).toEqual([
      {
        kind: 'trouble',
        text: 'failed  2021/a.jpg: could not be read; the catalog does not know its content',
      },
    ]);
  });
});
