import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { Journal, type JournalEnd, openJournalPath, readJournal } from '../../src/library/journal.js';
import { libraryPaths, type LibraryPaths } from '../../src/library/paths.js';
import { readHistory, type RunHistory } from '../../src/library/run-history.js';
import type { Action, Outcome } from '../../src/plan/actions.js';
import { temporaryFolder } from '../temporary-folder.js';
import { thrownBy } from '../thrown-by.js';

const at = temporaryFolder();
const identity = { dev: 1, ino: 5, size: 3, mtimeMs: 1, ctimeMs: 2 };
const fingerprint = { size: 3, hash: '00000000000000ff' };
/** Runs in the order of time. */
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((letter) => `20210102-030405-${letter.repeat(4)}`) as [
  string,
  string,
  string,
  string,
];

let paths: LibraryPaths;

beforeEach(() => {
  paths = libraryPaths(at(), 'library');
  mkdirSync(paths.openJournals, { recursive: true });
});

function move(id: number, source: string, target: string, undoes?: Action['undoes']): Action {
  return { kind: 'move', id, source, target, identity, fingerprint, ...(undoes && { undoes }) };
}

/** What import does, and what takes it back. */
const imported = (id: number): Action => move(id, `/drop/${String(id)}.jpg`, `/gallery/${String(id)}.jpg`);
const back = (id: number, run: string, action: Action, to = action.source): Action =>
  move(id, (action as { target: string }).target, to, { run, action: action.id });

function done(action: Action): Outcome {
  return { action, status: 'done', placed: { ...identity, ino: action.id } };
}

function record(
  run: string,
  command: string,
  outcomes: readonly Outcome[],
  end: JournalEnd | 'open' = 'finished',
): void {
  const startedAt = '2021-01-02T03:04:05.000Z';
  const journal = Journal.start(paths, { run, command, args: ['--yes'], startedAt, pid: 1 });
  journal.announce(outcomes.map(({ action }) => action));
  journal.record(outcomes);
  if (end !== 'open') journal.close({ end });
}

function undoneStates({ runs }: RunHistory): Record<string, string> {
  return Object.fromEntries(runs.map(({ run, undone }) => [run, undone]));
}

test('tells the runs oldest first, with what they did and how they ended', () => {
  record(b, 'dedupe', [{ action: imported(1), status: 'failed', reason: 'changed' }], 'interrupted');
  record(a, 'import', [done(imported(1)), done(imported(2))]);
  record(c, 'import', [done(imported(3))], 'open');
  const none = { moved: 0, copied: 0, trashed: 0, deleted: 0, reflinked: 0, failed: 0 };
  expect(readHistory(paths).runs).toMatchObject([
    { run: a, command: 'import', args: ['--yes'], end: 'finished', counts: { ...none, moved: 2 } },
    { run: b, command: 'dedupe', end: 'interrupted', counts: { ...none, failed: 1 } },
    { run: c, command: 'import', end: 'open', counts: { ...none, moved: 1 } },
  ]);
});

test('a library without runs has an empty history', () => {
  expect(readHistory(libraryPaths(at('new'), 'library')).runs).toEqual([]);
});

describe('a journal whose last line does not tell', () => {
  test('is added up: one of an older photokeep', () => {
    record(a, 'import', [done(imported(1))], 'open');
    appendFileSync(openJournalPath(paths, a), '{"end":"finished"}\n');
    expect(readHistory(paths).runs).toMatchObject([{ end: 'finished', counts: { moved: 1 }, undoes: [] }]);
  });

  test('has nothing to tell: one that a power cut left empty', () => {
    writeFileSync(openJournalPath(paths, a), '');
    expect(readHistory(paths).runs).toMatchObject([
      { run: a, command: '', end: 'open', counts: { moved: 0 } },
    ]);
  });
});

test('the words of a very long command line are told', () => {
  const args = Array.from({ length: 2000 }, (_, n) => `/media/card/DCIM/IMG_${String(n)}.JPG`);
  Journal.start(paths, { run: a, command: 'import', args, startedAt: '', pid: 1 }).close({ end: 'finished' });
  expect(readHistory(paths).runs[0]).toMatchObject({ command: 'import', args });
});

test('the journal of a newer photokeep is refused', () => {
  writeFileSync(openJournalPath(paths, a), '{"format":"photokeep journal","version":2}\n');
  expect(thrownBy(() => readHistory(paths))).toMatchObject({ kind: 'usage', remedy: 'update photokeep' });
});

test('runs of one second are told in the order in which they began, not by their ids', () => {
  for (const [run, ms] of [
    [a, '9'],
    [b, '1'],
    [c, '5'],
  ] as const) {
    const startedAt = `2021-01-02T03:04:05.${ms}00Z`;
    Journal.start(paths, { run, command: 'import', args: [], startedAt, pid: 1 }).close({ end: 'finished' });
  }
  expect(readHistory(paths).runs.map(({ run }) => run)).toEqual([b, c, a]);
});

describe('a run is undone', () => {
  const actions = [imported(1), imported(2)] as const;
  const takenBack = actions.map((action) => done(back(action.id + 10, a, action)));

  beforeEach(() => {
    record(a, 'import', actions.map(done));
  });

  test('not, when nothing took it back', () => {
    expect(undoneStates(readHistory(paths))).toEqual({ [a]: 'no' });
  });

  test('by an undo that came to its end, also when that had to leave something', () => {
    record(b, 'undo', takenBack.slice(0, 1));
    expect(undoneStates(readHistory(paths))).toEqual({ [a]: 'yes', [b]: 'no' });
  });

  test.each<[string, JournalEnd]>([
    ['interrupted', 'interrupted'],
    ['cut off', 'recovered'],
  ])('partly, by one that was %s', (_, end) => {
    record(b, 'undo', takenBack.slice(0, 1), end);
    expect(undoneStates(readHistory(paths))).toMatchObject({ [a]: 'partly' });
  });

  test('by one that was cut off when it had done everything', () => {
    record(b, 'undo', takenBack, 'recovered');
    expect(undoneStates(readHistory(paths))).toMatchObject({ [a]: 'yes' });
  });

  test('by two that together took everything back', () => {
    record(b, 'undo', takenBack.slice(0, 1), 'recovered');
    record(c, 'undo', takenBack.slice(1));
    expect(undoneStates(readHistory(paths))).toMatchObject({ [a]: 'yes' });
  });

  test('also when the clock was set back in between, so that the undo seems older', () => {
    const earlier = '20200101-000000-zzzz';
    record(earlier, 'undo', takenBack);
    expect(undoneStates(readHistory(paths))).toEqual({ [earlier]: 'no', [a]: 'yes' });
  });

  test('partly, by an undo in which something failed', () => {
    const failed = { action: takenBack[1]!.action, status: 'failed', reason: 'no-space' } as const;
    record(b, 'undo', [takenBack[0]!, failed]);
    expect(undoneStates(readHistory(paths))).toMatchObject({ [a]: 'partly' });
  });

  test('partly, by a restoration of one file from the trash', () => {
    record(b, 'trash restore', takenBack.slice(0, 1));
    expect(undoneStates(readHistory(paths))).toMatchObject({ [a]: 'partly' });
  });

  test('no longer, when the undo was undone; and again, when that was undone', () => {
    record(b, 'undo', takenBack);
    const again = takenBack.map(({ action }) => done(back(action.id + 10, b, action)));
    record(c, 'undo', again);
    expect(undoneStates(readHistory(paths))).toEqual({ [a]: 'no', [b]: 'yes', [c]: 'no' });
    record(
      d,
      'undo',
      again.map(({ action }) => done(back(action.id + 10, c, action))),
    );
    expect(undoneStates(readHistory(paths))).toEqual({ [a]: 'yes', [b]: 'no', [c]: 'yes', [d]: 'no' });
  });

  test('never, when it only deleted or compared', () => {
    const deletion: Action = { kind: 'delete', id: 1, source: '/trash/a.jpg', identity, fingerprint };
    record(b, 'trash empty', [done(deletion)]);
    expect(undoneStates(readHistory(paths))).toMatchObject({ [b]: 'no' });
  });
});

describe('how things stand with what a run did', () => {
  const action = imported(1);

  function standing(): unknown[] {
    const history = readHistory(paths);
    return history
      .standingsOf(a)
      .map((each) => [each.isUndone, (each.action as { target: string }).target, each.placed?.ino]);
  }

  beforeEach(() => {
    record(a, 'import', [done(action), { action: imported(2), status: 'failed', reason: 'changed' }]);
  });

  test('as it did it', () => {
    expect(standing()).toEqual([[false, '/gallery/1.jpg', 1]]);
  });

  test('undone: it is where it was put back', () => {
    record(b, 'undo', [done(back(11, a, action, '/drop/1 (2).jpg'))]);
    expect(standing()).toEqual([[true, '/drop/1 (2).jpg', 11]]);
  });

  test('done again, under another name: that is where it is now', () => {
    const undo = back(11, a, action);
    record(b, 'undo', [done(undo)]);
    record(c, 'undo', [done(back(21, b, undo, '/gallery/1 (2).jpg'))]);
    expect(standing()).toEqual([[false, '/gallery/1 (2).jpg', 21]]);
    const redone = readHistory(paths).standingsOf(c);
    record(d, 'undo', [done(back(31, c, redone[0]!.action))]);
    expect(standing()).toEqual([[true, '/drop/1.jpg', 31]]);
  });

  test('undone, done again, and undone once more by its own name', () => {
    const undo = back(11, a, action);
    record(b, 'undo', [done(undo)]);
    record(c, 'undo', [done(back(21, b, undo))]);
    record(d, 'undo', [done(back(31, a, action, '/drop/1 (3).jpg'))]);
    expect(standing()).toEqual([[true, '/drop/1 (3).jpg', 31]]);
  });
});

test('the journal of a run under way can be read as well', () => {
  record(a, 'import', [done(imported(1))], 'open');
  expect(readHistory(paths).journalOf(a)).toEqual(readJournal(openJournalPath(paths, a)));
});
