import { Chalk } from 'chalk';
import { describe, expect, test } from '@jest/globals';
import type { VerifyFileEvent, VerifySummary } from '../../src/report/backup-verify-report.js';
import { createVerifyTally } from '../../src/report/backup-verify-report.js';
import { backupVerifyWording } from '../../src/report/backup-verify-wording.js';

const words = backupVerifyWording('Europe/Madrid')(new Chalk({ level: 0 }));
const summary: VerifySummary = {
  ...{ event: 'summary', command: 'backup verify', run: 'R', dryRun: false, target: 'hdd', seconds: 1 },
  ...{ read: 20, of: 2000, right: 20, bytes: 3_000_000, lost: 0, exitCode: 0 },
  ...{ missing: 0, changed: 0, rotten: 0, extra: 0, unreadable: 0 },
  coverage: {
    ...{ files: 2000, proven30: 1999, proven90: 2000, proven365: 2000 },
    oldest: { path: '2014/a.jpg', since: '2024-05-18T10:11:12.000Z', wasProven: true },
  },
};

function event(rest: Partial<VerifyFileEvent>): VerifyFileEvent {
  return { event: 'file', action: 'verify', target: 'hdd', status: 'done', path: 'Gallery/a.jpg', ...rest };
}

describe('the summary of a verification', () => {
  test('says what was read, how much is proven, and what waits longest', () => {
    expect(words.summary(summary).split('\n')).toEqual([
      'hdd: 20 of 2000 files read back (3.0 MB), all right.',
      'Proven of 2000 files: 99.9% in the last 30 days, 100% in 90, 100% in 365.',
      'Longest not read back: 2014/a.jpg, since 2024-05-18 12:11.',
    ]);
  });

  test('never rounds up to all', () => {
    const coverage = { files: 100_000, proven30: 99_999, proven90: 0, proven365: 100_000 };
    expect(words.summary({ ...summary, coverage })).toContain(
      '99.9% in the last 30 days, 0% in 90, 100% in 365',
    );
  });

  test.each<[string, Partial<VerifySummary>, string]>([
    ['what is wrong', { missing: 1, rotten: 2, exitCode: 3 }, '(3.0 MB), 1 missing, 2 rotten.'],
    [
      'what mends it',
      { rotten: 2, exitCode: 3 },
      'The next backup sends again what the Gallery still has: photokeep backup local hdd',
    ],
    [
      'what is lost since before',
      { lost: 2 },
      'Found wrong before, and no good copy is left: 2 older or deleted.',
    ],
    [
      'that it was interrupted',
      { exitCode: 130 },
      'Interrupted; what was proven is on record, the next time goes on with the rest.',
    ],
    [
      'which file was never read back',
      {
        coverage: {
          ...summary.coverage,
          oldest: { path: 'n.jpg', since: '2024-05-18T10:11:12.000Z', wasProven: false },
        },
      },
      'Never read back: n.jpg, sent 2024-05-18 12:11.',
    ],
    [
      'that there is nothing yet',
      { coverage: { files: 0, proven30: 0, proven90: 0, proven365: 0 } },
      'Nothing is backed up there yet.',
    ],
  ])('says %s', (_, rest, text) => {
    expect(words.summary({ ...summary, ...rest })).toContain(text);
  });

  test('is news only when something is wrong', () => {
    expect([summary, { ...summary, extra: 1 }].map((each) => words.isNews(each))).toEqual([false, true]);
  });
});

describe('a file', () => {
  test('that is right has a line with --verbose only', () => {
    const lines = (verbose: boolean) => words.lines(event({}), { verbose, dryRun: false });
    expect([lines(false), lines(true)]).toEqual([[], [{ kind: 'result', text: 'right  Gallery/a.jpg' }]]);
  });

  test('that is wrong is trouble, and its name cannot reach into the terminal', () => {
    const [line] = words.lines(
      event({ status: 'failed', reason: 'missing', path: 'Gallery/\u001b[2J.jpg' }),
      {
        verbose: false,
        dryRun: false,
      },
    );
    expect(line).toEqual({ kind: 'trouble', text: 'missing  hdd: Gallery/\\u{1b}[2J.jpg is missing' });
  });

  test('is counted as read only when its bytes were', () => {
    const tally = createVerifyTally();
    for (const reason of [undefined, 'rotten', 'missing', 'changed', 'extra', 'unreadable'] as const)
      tally.count(event({ status: reason ? 'failed' : 'done', size: 10, ...(reason && { reason }) }));
    expect(tally.counts()).toEqual({
      ...{ read: 2, right: 1, bytes: 20 },
      ...{ missing: 1, changed: 1, rotten: 1, extra: 1, unreadable: 1 },
    });
    expect(tally.wrong()).toBe(5);
  });
});
