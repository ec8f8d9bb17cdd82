import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  Journal,
  newestRunMs,
  openJournalPath,
  openRuns,
  type ReadJournal,
  readJournal,
  runId,
} from '../../src/library/journal.js';
import { libraryPaths, type LibraryPaths } from '../../src/library/paths.js';
import type { Action } from '../../src/plan/actions.js';
import { temporaryFolder } from '../temporary-folder.js';
import { thrownBy } from '../thrown-by.js';

const at = temporaryFolder();
const run = '20210102-030405-abcd';
const identity = {
  dev: 66,
  ino: 5,
  size: 3,
  mtimeMs: 1_612_100_000_123.4567,
  ctimeMs: 1_612_100_000_999.0001,
};
let paths: LibraryPaths;

beforeEach(() => {
  paths = libraryPaths(at(), 'library');
  mkdirSync(paths.openJournals, { recursive: true });
});

function move(id: number, source = `/drop/${String(id)}.jpg`): Action {
  const fingerprint = { size: 3, hash: '00000000000000ff' };
  return { kind: 'move', id, source, target: `/gallery/${String(id)}.jpg`, identity, fingerprint };
}

function start(): Journal {
  const startedAt = '2021-01-02T03:04:05.000Z';
  return Journal.start(paths, { run, command: 'import', args: ['--settle', '0'], startedAt, pid: 42 });
}

function read(): ReadJournal {
  return readJournal(openJournalPath(paths, run));
}

describe('a journal under way', () => {
  test('tells what was announced, what was settled and how, and who ran', () => {
    const journal = start();
    journal.helperStarted({ name: 'exiftool', pid: 43, startTicks: '991' });
    journal.announce([move(1), move(2), move(3)]);
    journal.reserved(2, '18446744073709551615');
    journal.record([
      { action: move(1), status: 'done', placed: identity },
      { action: move(2), status: 'failed', reason: 'target-taken' },
    ]);

    const { header, actions, outcomes, reservations, helpers } = read();

    expect(header).toMatchObject({ run, command: 'import', args: ['--settle', '0'], pid: 42 });
    expect(actions).toEqual([move(1), move(2), move(3)]);
    expect([...outcomes.values()]).toEqual([
      { action: move(1), status: 'done', placed: identity },
      { action: move(2), status: 'failed', reason: 'target-taken' },
    ]);
    expect([...reservations]).toEqual([[2, '18446744073709551615']]);
    expect(helpers).toEqual([{ name: 'exiftool', pid: 43, startTicks: '991' }]);
  });

  test('is among the open runs until it is closed, and then among the journals', () => {
    const journal = start();
    expect(openRuns(paths)).toEqual([run]);
    journal.announce([move(1)]);
    journal.close({ end: 'finished' });
    expect(openRuns(paths)).toEqual([]);
    expect(readdirSync(paths.journals).sort()).toEqual([`${run}.jsonl`, 'open']);
    expect(readFileSync(at('.photokeep', 'journals', `${run}.jsonl`), 'utf8')).toMatch(
      /\{"end":"finished",.*\}\n$/,
    );
  });

  test('is gone on with after a crash, and keeps what was there', () => {
    start().announce([move(1), move(2)]);
    const again = Journal.reopen(paths, read());
    again.record([{ action: move(1), status: 'done' }]);
    expect(read().actions).toHaveLength(2);
    expect([...read().outcomes.keys()]).toEqual([1]);
    again.close({ end: 'recovered', finished: 1, rolledBack: 1 });
    expect(openRuns(paths)).toEqual([]);
  });

  test('tells the folders that it makes, and those that it will remove', () => {
    const journal = start();
    journal.announce([move(1)], ['/gallery', '/gallery/caf\udce9']);
    journal.announceRemoval(['/drop/empty']);
    expect(read()).toMatchObject({
      actions: [move(1)],
      madeFolders: ['/gallery', '/gallery/caf\udce9'],
      removedFolders: ['/drop/empty'],
    });
  });

  test('adds up in its last line what was done, in all parts of its life', () => {
    const undoes = { run: '20200101-000000-zzzz', action: 7 };
    const trash: Action = {
      ...move(2),
      kind: 'trash',
      target: '/trash/2.jpg',
      keep: '/gallery/1.jpg',
      undoes,
    };
    start().record([]);
    const journal = Journal.reopen(paths, read());
    journal.announce([move(1), trash, move(3), move(4)]);
    journal.record([{ action: move(1), status: 'done' }]);
    const again = Journal.reopen(paths, read());
    again.record([
      { action: trash, status: 'done' },
      { action: move(3), status: 'failed', reason: 'changed' },
      { action: move(4), status: 'failed', reason: 'interrupted' },
    ]);
    again.close({ end: 'recovered' });
    const lines = readFileSync(at('.photokeep', 'journals', `${run}.jsonl`), 'utf8')
      .trimEnd()
      .split('\n');
    expect(JSON.parse(lines.at(-1) as string)).toEqual({
      end: 'recovered',
      counts: { moved: 1, copied: 0, trashed: 1, deleted: 0, reflinked: 0, failed: 1 },
      undoes: ['20200101-000000-zzzz'],
    });
  });

  test('carries names that are not UTF-8 exactly', () => {
    const action = move(1, '/drop/caf\udce9/\udcff\udc80 🦤 ñ\n.jpg');
    start().announce([action]);
    expect(read().actions).toEqual([action]);
    // JSON stays readable by other programs: no lone surrogate as such reaches the file.
    expect(readFileSync(openJournalPath(paths, run), 'utf8')).not.toContain('\ufffd');
  });

  test('carries inode numbers and fractions of milliseconds exactly', () => {
    const action = { ...move(1), identity: { ...identity, ino: Number.MAX_SAFE_INTEGER } };
    start().announce([action]);
    expect(read().actions).toEqual([action]);
  });

  test('open runs are told oldest first; other files are not runs', () => {
    for (const name of ['20220101-000000-aaaa.jsonl', '20210101-000000-zzzz.jsonl', 'notes.txt'])
      writeFileSync(at('.photokeep', 'journals', 'open', name), '');
    expect(openRuns(paths)).toEqual(['20210101-000000-zzzz', '20220101-000000-aaaa']);
  });

  test('a library without journals has no open runs', () => {
    expect(openRuns(libraryPaths(at('elsewhere'), 'library'))).toEqual([]);
  });
});

describe('a journal that a power cut tore', () => {
  test('loses its torn last line only', () => {
    start().announce([move(1), move(2)]);
    appendFileSync(openJournalPath(paths, run), '{"done":1,"placed":{"dev":6');
    expect(read().actions).toEqual([move(1), move(2)]);
    expect(read().outcomes.size).toBe(0);
  });

  test('is empty: nothing was announced, so there is nothing to settle', () => {
    writeFileSync(openJournalPath(paths, run), '');
    expect(read()).toMatchObject({ header: { run }, actions: [] });
  });

  test('has half a header: likewise', () => {
    writeFileSync(openJournalPath(paths, run), '{"format":"photokeep jour');
    expect(read()).toMatchObject({ header: { run }, actions: [] });
  });
});

test('the journal of a newer photokeep is refused and left as it is', () => {
  const text = '{"format":"photokeep journal","version":2}\n{"action":{"kind":"teleport"}}\n';
  writeFileSync(openJournalPath(paths, run), text);
  expect(thrownBy(read)).toMatchObject({ kind: 'usage', remedy: 'update photokeep' });
  expect(readFileSync(openJournalPath(paths, run), 'utf8')).toBe(text);
  expect(existsSync(openJournalPath(paths, run))).toBe(true);
});

describe('the time of the newest run', () => {
  const names = ['20210102-030405-zzzz', '20231231-235959-aaaa', '20220101-000000-bbbb'];

  test('comes from closed and open journals alike', () => {
    writeFileSync(at('.photokeep', 'journals', `${names[0] as string}.jsonl`), '');
    expect(newestRunMs(paths)).toBe(Date.UTC(2021, 0, 2, 3, 4, 5));
    writeFileSync(at('.photokeep', 'journals', 'open', `${names[1] as string}.jsonl`), '');
    writeFileSync(at('.photokeep', 'journals', `${names[2] as string}.jsonl`), '');
    expect(newestRunMs(paths)).toBe(Date.UTC(2023, 11, 31, 23, 59, 59));
  });

  test('is unknown in a new library', () => {
    expect(newestRunMs(paths)).toBeUndefined();
  });

  test('is what its id says', () => {
    const now = new Date('2024-02-29T23:59:58.765Z');
    expect(runId(now, 'a1b2')).toBe('20240229-235958-a1b2');
  });
});
