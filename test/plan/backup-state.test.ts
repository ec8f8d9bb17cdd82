import { describe, expect, test } from '@jest/globals';
import type { ManifestEntry } from '../../src/plan/backup-facts.js';
import { endOfRun, findKeptContents, type Moment, stateAt } from '../../src/plan/backup-state.js';
import { entry, may, runOf } from './backup-fixtures.js';

const now: Moment = { at: 'now', includeDeleted: false };
const withDeleted: Moment = { at: 'now', includeDeleted: true };
const on = (day: number): Moment => ({ at: 'time', time: may(day, '12:00:00') });

/** One file that stayed, one that was edited, one that was deleted, one that was moved. */
const manifest: readonly ManifestEntry[] = [
  entry('stays.jpg', 'stays'),
  entry('edited.jpg', 'before', 1, { endedAt: may(3), version: `${runOf(3)}-1` }),
  entry('edited.jpg', 'after', 3),
  entry('deleted.jpg', 'gone', 1, { endedAt: may(4) }),
  entry('old/moved.jpg', 'moves', 1, { endedAt: may(5) }),
  entry('album/moved.jpg', 'moves', 5),
];

function contentsOf(moment: Moment, entries = manifest): Record<string, string> {
  return Object.fromEntries(
    stateAt(entries, moment).map(({ path, fingerprint }) => [path, fingerprint.hash]),
  );
}

describe('the state of the Gallery', () => {
  test.each<[string, Moment, Record<string, string>]>([
    [
      'as it is now: what has not ended',
      now,
      { 'stays.jpg': 'stays', 'edited.jpg': 'after', 'album/moved.jpg': 'moves' },
    ],
    [
      'with what was deleted; what was moved is not deleted, what was edited not either',
      withDeleted,
      { 'stays.jpg': 'stays', 'edited.jpg': 'after', 'album/moved.jpg': 'moves', 'deleted.jpg': 'gone' },
    ],
    [
      'before the edit',
      on(2),
      { 'stays.jpg': 'stays', 'edited.jpg': 'before', 'old/moved.jpg': 'moves', 'deleted.jpg': 'gone' },
    ],
    [
      'after the edit, before the deletion',
      on(3),
      { 'stays.jpg': 'stays', 'edited.jpg': 'after', 'old/moved.jpg': 'moves', 'deleted.jpg': 'gone' },
    ],
    [
      'after the deletion, before the move',
      on(4),
      { 'stays.jpg': 'stays', 'edited.jpg': 'after', 'old/moved.jpg': 'moves' },
    ],
    ['before the first backup: nothing', { at: 'time', time: '2024-04-30T00:00:00.000Z' }, {}],
  ])('%s', (_, moment, expected) => {
    expect(contentsOf(moment)).toEqual(expected);
  });

  test('has the last content of a path that was deleted twice', () => {
    const entries = [
      entry('a.jpg', 'first', 1, { endedAt: may(2), version: `${runOf(4)}-1` }),
      entry('a.jpg', 'second', 4, { endedAt: may(6) }),
    ];
    expect(contentsOf(withDeleted, entries)).toEqual({ 'a.jpg': 'second' });
  });
});

describe('where a content lies', () => {
  const { placeOf } = {
    placeOf: (path: string, hash: string) => {
      const wanted = manifest.find((each) => each.path === path && each.fingerprint.hash === hash)!;
      return findKeptContents(manifest).placeOf(wanted);
    },
  };

  test.each([
    ['current: under its path', 'stays.jpg', 'stays', { version: undefined, path: 'stays.jpg' }],
    ['replaced: in the versions', 'edited.jpg', 'before', { version: `${runOf(3)}-1`, path: 'edited.jpg' }],
    [
      'deleted at a target that does not mirror: under its path',
      'deleted.jpg',
      'gone',
      { version: undefined, path: 'deleted.jpg' },
    ],
    ['moved: under its new path', 'old/moved.jpg', 'moves', { version: undefined, path: 'album/moved.jpg' }],
  ])('%s', (_, path, hash, expected) => {
    expect(placeOf(path, hash)).toEqual(expected);
  });

  test('moved and then deleted: where it was last', () => {
    const [first, second] = [
      entry('a.jpg', 'x', 1, { endedAt: may(2) }),
      entry('b.jpg', 'x', 2, { endedAt: may(3) }),
    ];
    expect(findKeptContents([first, second]).placeOf(first)).toEqual({ version: undefined, path: 'b.jpg' });
  });

  test('moved away, where another file has come since: by its content, or nowhere', () => {
    const [moved, newcomer] = [entry('a.jpg', 'x', 1, { endedAt: may(2) }), entry('a.jpg', 'y', 3)];
    expect(findKeptContents([moved, newcomer]).placeOf(moved)).toBeUndefined();
    const elsewhere = entry('b.jpg', 'x', 2, { endedAt: may(4), version: `${runOf(4)}-1` });
    expect(findKeptContents([moved, newcomer, elsewhere]).placeOf(moved)).toEqual({
      version: `${runOf(4)}-1`,
      path: 'b.jpg',
    });
  });
});

describe('the end of a run', () => {
  test.each<[string, string, string | undefined]>([
    ['lies directly before the next one that is known', runOf(1), '2024-05-02T23:59:59.999Z'],
    ['is known by the beginning of its id', '20240503', '2024-05-04T23:59:59.999Z'],
    ['is now for the last', runOf(5), may(9)],
    ['is not known of a run that sent nothing', runOf(2), undefined],
  ])('%s', (_, run, expected) => {
    expect(endOfRun(manifest, run, may(9))).toBe(expected);
  });
});
