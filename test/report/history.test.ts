import { describe, expect, test } from '@jest/globals';
import type { RecordedAction, RecordedRun } from '../../src/library/run-history.js';
import type { MoveAction, TrashAction } from '../../src/plan/actions.js';
import { historyJson, historyText, runJson, runText } from '../../src/report/history.js';

const none = { moved: 0, copied: 0, trashed: 0, deleted: 0, reflinked: 0, failed: 0 };

function run(given: Partial<RecordedRun>): RecordedRun {
  return {
    ...{ run: '20240518-101112-x7k2', command: 'import', args: [], startedAt: '2024-05-18T10:11:12.345Z' },
    ...{ end: 'finished', counts: none, undoes: [], undone: 'no' },
    ...given,
  };
}

const runs = [
  run({
    run: '20240520-000000-undo',
    command: 'undo',
    counts: { ...none, moved: 21 },
    undoes: ['20240518-101112-x7k2'],
  }),
  run({ counts: { ...none, moved: 20, trashed: 1 }, undone: 'yes' }),
  run({
    run: '20240517-230500-half',
    command: 'dedupe',
    counts: { ...none, trashed: 3, failed: 1 },
    end: 'recovered',
    undone: 'partly',
  }),
  run({ run: '20240517-220000-none', end: 'interrupted' }),
  run({ run: '20240517-210000-torn', command: '', startedAt: '', end: 'open' }),
];

const action: MoveAction = {
  ...{
    kind: 'move',
    id: 1,
    source: '/Photos/images/Imports/Phone/a\u001b[2J.jpg',
    target: '/Photos/images/Gallery/2024/05-May/a.jpg',
  },
  identity: { dev: 1, ino: 2, size: 3, mtimeMs: 4, ctimeMs: 5 },
  fingerprint: { size: 3, hash: '00000000000000ff' },
};
const trash: TrashAction = {
  ...action,
  kind: 'trash',
  id: 2,
  target: '/Photos/.photokeep/trash/r/a.jpg',
  keep: action.target,
};
const actions: readonly RecordedAction[] = [
  { result: { action, status: 'done' }, isUndone: true },
  { result: { action: trash, status: 'done' }, isUndone: false },
  { result: { action, status: 'failed', reason: 'target-taken' }, isUndone: false },
  { result: { action, status: 'planned' }, isUndone: false },
];

describe('for people', () => {
  test('the runs are a table, in the time of the place', () => {
    expect(historyText(runs, 'Europe/Madrid')).toBe(
      [
        'RUN                   WHEN              COMMAND  DID',
        '20240520-000000-undo  2024-05-18 12:11  undo     21 moved             takes back 20240518-101112-x7k2',
        '20240518-101112-x7k2  2024-05-18 12:11  import   20 moved, 1 trashed  undone',
        '20240517-230500-half  2024-05-18 12:11  dedupe   3 trashed, 1 failed  partly undone; was cut off',
        '20240517-220000-none  2024-05-18 12:11  import   nothing changed      interrupted',
        '20240517-210000-torn                             nothing changed      under way or cut off',
        '',
      ].join('\n'),
    );
  });

  test('a library without runs says so', () => {
    expect(historyText([], 'UTC')).toBe('No runs yet.\n');
  });

  test('a run is what was typed, and a line for each file, safe on a terminal', () => {
    const details = {
      run: run({ args: ['--settle', '0'], counts: { ...none, moved: 1, trashed: 1 } }),
      actions,
    };
    const source = 'images/Imports/Phone/a\\u{1b}[2J.jpg';
    const target = 'images/Gallery/2024/05-May/a.jpg';
    expect(runText(details, 'UTC', '/Photos')).toBe(
      [
        'photokeep import --settle 0',
        '2024-05-18 10:11  1 moved, 1 trashed',
        '',
        `move  ${source} → ${target}  (undone)`,
        `trash  ${source} → .photokeep/trash/r/a.jpg`,
        `move  ${source} → ${target}  (failed: the target name was taken meanwhile)`,
        `move  ${source} → ${target}  (cut off)`,
        '',
      ].join('\n'),
    );
  });
});

describe('for programs', () => {
  const parse = (text: string): unknown[] =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);

  test('each run is a line between the start and the summary', () => {
    const lines = parse(historyJson(runs.slice(0, 2)));
    expect(lines).toEqual([
      { event: 'start', schema: 1, command: 'history' },
      {
        ...{ event: 'run', run: '20240520-000000-undo', command: 'undo', args: [] },
        ...{ startedAt: '2024-05-18T10:11:12.345Z', end: 'finished', ...none, moved: 21 },
        ...{ undone: 'no', undoes: ['20240518-101112-x7k2'] },
      },
      expect.objectContaining({ event: 'run', undone: 'yes', moved: 20, trashed: 1 }),
      { event: 'summary', command: 'history', runs: 2, exitCode: 0 },
    ]);
  });

  test('a run is followed by its files', () => {
    expect(parse(runJson({ run: runs[1]!, actions })).slice(2)).toEqual([
      { ...file(action), status: 'done', undone: true },
      { ...file(trash), keep: action.target, status: 'done', undone: false },
      { ...file(action), status: 'failed', reason: 'target-taken', undone: false },
      { ...file(action), status: 'planned', undone: false },
      { event: 'summary', command: 'history', run: '20240518-101112-x7k2', files: 4, exitCode: 0 },
    ]);
  });

  function file({ kind, source, target }: MoveAction | TrashAction): object {
    return { event: 'file', action: kind, path: source, to: target, size: 3 };
  }
});
