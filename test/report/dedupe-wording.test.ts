import { Chalk } from 'chalk';
import { describe, expect, test } from '@jest/globals';
import type { DedupeAction } from '../../src/plan/dedupe-rules.js';
import { createDedupeTally, type DedupeSummary, groupEvent } from '../../src/report/dedupe-report.js';
import { dedupeWording } from '../../src/report/dedupe-wording.js';
import { bytesFreed, type TreatedGroup } from '../../src/report/treated-group.js';
import type { FoundCopy } from '../../src/plan/duplicates.js';

function words(action: DedupeAction = 'trash') {
  return dedupeWording({ root: '/Photos', action, undoOption: '' })(new Chalk({ level: 0 }));
}

function copy(name: string, ino = 7): FoundCopy {
  const identity = { dev: 1, ino, size: 1000, mtimeMs: 1, ctimeMs: 1 };
  return { path: `/Photos/${name}`, identity, root: 0, fingerprint: undefined };
}

function group(given: Partial<TreatedGroup> = {}): TreatedGroup {
  return {
    ...{ status: 'done', size: 1000, hash: '00', keep: copy('a.jpg', 1), reason: 'oldest' },
    ...{
      removed: [copy('b.jpg', 2), copy('c.jpg', 3)],
      left: [{ copy: copy('d.jpg'), reason: 'album' }],
      failed: [],
    },
    ...given,
  };
}

function summary(given: Partial<DedupeSummary>): DedupeSummary {
  return {
    ...{
      event: 'summary',
      command: 'dedupe',
      action: 'trash',
      run: 'R',
      dryRun: false,
      exitCode: 0,
      seconds: 1,
    },
    ...createDedupeTally().counts(),
    declined: false,
    ...given,
  };
}

describe('the summary', () => {
  test.each<[Partial<DedupeSummary>, string]>([
    [{}, 'No duplicates.'],
    [
      { groups: 2, left: 3, leftBecause: { album: 2, companions: 1 } },
      'No duplicates that may go.\nLeft: 2 in folders of your own (--albums), 1 with companions that the copy which stays lacks.',
    ],
    [
      { groups: 1, removed: 1, bytesFreed: 1 },
      '1 duplicate went to the trash (1 byte).\nTo take that back: photokeep undo R',
    ],
    [
      { groups: 9, removed: 12, bytesFreed: 3_400_000, dryRun: true },
      '12 duplicates would go to the trash (3.4 MB).',
    ],
    [{ groups: 1, failed: 2, exitCode: 3 }, '2 failed.'],
    [
      { groups: 9, removed: 1, bytesFreed: 2000, failed: 1, exitCode: 130 },
      '1 duplicate went to the trash (2.0 kB).\nInterrupted; the next run does the rest.\nTo take that back: photokeep undo R',
    ],
    [
      { similar: 2 },
      'No duplicates.\n2 pictures in versions that differ in their metadata only; nothing is done about those.',
    ],
    [{ failed: 3, exitCode: 130 }, 'Interrupted; the next run does the rest.'],
    [{ declined: true }, 'Nothing was changed.'],
  ])('%j', (given, text) => {
    expect(words().summary(summary(given))).toBe(text);
  });

  test.each<[DedupeAction, string, string]>([
    [
      'delete',
      '2 duplicates would be deleted for good, which would free 2.0 kB.',
      '2 duplicates deleted for good, which freed 2.0 kB.',
    ],
    [
      'reflink',
      '2 duplicates would share the space of what stays, which would free 2.0 kB.',
      '2 duplicates share the space of what stays, which freed 2.0 kB.',
    ],
    [
      'report',
      '2 duplicates found (2.0 kB); nothing was changed.',
      '2 duplicates found (2.0 kB); nothing was changed.',
    ],
  ])('of --action %s', (action, planned, done) => {
    const counts = { groups: 1, removed: 2, bytesFreed: 2000 };
    expect(words(action).summary(summary({ ...counts, dryRun: true }))).toBe(planned);
    expect(words(action).summary(summary(counts))).toBe(done);
  });

  test('is news where nobody watches when something went or failed', () => {
    const given = [{ groups: 5, left: 9 }, { removed: 1 }, { failed: 1 }];
    expect(given.map((one) => words().isNews(summary(one)))).toEqual([false, true, true]);
  });
});

describe('a group', () => {
  const quiet = { verbose: false, dryRun: false };

  test('is shown where it is only planned, or asked for', () => {
    const text = [
      'keep  a.jpg  (the oldest; 1.0 kB)',
      '  trash  b.jpg',
      '  trash  c.jpg',
      '  left  d.jpg  (album)',
    ].join('\n');
    const lines = [{ kind: 'result', text }];
    expect(words().lines(groupEvent(group({ status: 'planned' })), quiet)).toEqual(lines);
    expect(words().lines(groupEvent(group()), { verbose: true, dryRun: false })).toEqual(lines);
    expect(words().lines(groupEvent(group()), quiet)).toEqual([]);
  });

  test('tells what failed, but not what an interruption left', () => {
    const failed = [
      { copy: copy('b.jpg'), reason: 'not-identical' },
      { copy: copy('c.jpg'), reason: 'interrupted' },
    ] as const;
    expect(words().lines(groupEvent(group({ status: 'failed', removed: [], failed })), quiet)).toEqual([
      {
        kind: 'trouble',
        text: 'failed  b.jpg: differs from the copy that would stay; it was left where it is',
      },
    ]);
  });

  test('counts by reason, and bytes once for all names of one file', () => {
    const tally = createDedupeTally();
    const linked = group({ removed: [copy('b.jpg', 2), copy('c.jpg', 2)] });
    expect(bytesFreed(linked)).toBe(1000);
    tally.countGroup(linked);
    tally.countGroup(
      group({ removed: [], reason: undefined, failed: [{ copy: copy('e.jpg'), reason: 'changed' }] }),
    );
    tally.countUncompared({ event: 'file', status: 'skipped', action: 'skip', path: '/x', reason: 'empty' });
    tally.countUncompared({
      event: 'file',
      status: 'failed',
      action: 'skip',
      path: '/y',
      reason: 'unreadable',
    });
    expect(tally.counts()).toEqual({
      ...{ groups: 2, removed: 2, bytesFreed: 1000, left: 2, failed: 2 },
      ...{ keptBecause: { oldest: 1 }, leftBecause: { album: 2 }, skippedBecause: { empty: 1 } },
    });
  });
});

test('a file that could not be read is told, one that is left only when asked for', () => {
  const event = { event: 'file', action: 'skip', path: '/Photos/x' } as const;
  const view = { verbose: false, dryRun: false };
  expect(words().lines({ ...event, status: 'failed', reason: 'unreadable' }, view)).toEqual([
    { kind: 'trouble', text: 'failed  x: could not be read; it was not compared' },
  ]);
  expect(words().lines({ ...event, status: 'skipped', reason: 'hidden' }, view)).toEqual([]);
  expect(
    words().lines({ ...event, status: 'skipped', reason: 'hidden' }, { ...view, verbose: true }),
  ).toEqual([{ kind: 'result', text: 'left  x  (hidden)' }]);
});

test('versions of a picture are told apart from duplicates, with what is written in each', () => {
  const details = (people: readonly string[]) => ({
    people,
    keywords: [...people, 'sea'],
    hasPosition: false,
  });
  const version = (name: string, people: readonly string[]) => ({
    ...{ size: 2000, details: details(people), files: [{ path: `/Photos/${name}`, mtimeMs: 1 }] },
  });
  const versions = [version('a.jpg', ['Ana']), version('b.jpg', [])];
  const lines = words().lines(
    { event: 'similar', image: 'JPEG 00', versions },
    { verbose: false, dryRun: false },
  );
  expect(lines.map(({ text }) => text.split('\n'))).toEqual([
    ['same picture  a.jpg  (2.0 kB; Ana, sea)', '        other  b.jpg  (2.0 kB; sea)'],
  ]);
});
