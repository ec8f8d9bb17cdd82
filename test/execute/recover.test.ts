import {
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  unlinkSync,
  utimesSync,
} from 'node:fs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { workingNames } from '../../src/execute/operations.js';
import { recover } from '../../src/execute/recover.js';
import { Journal, openJournalPath, readJournal } from '../../src/library/journal.js';
import { libraryPaths, type LibraryPaths } from '../../src/library/paths.js';
import type { Action, Outcome } from '../../src/plan/actions.js';
import { filesBelow } from '../contents.js';
import { temporaryFolder } from '../temporary-folder.js';
import { copyOf, deleteOf, endsOf, file, moveOf, overwrite, trashOf } from './carry-out.js';

const at = temporaryFolder();
const run = '20210102-030405-abcd';
const kinds = ['move', 'trash', 'copy', 'copy and remove'] as const;
type Kind = (typeof kinds)[number];
/** The places where an action leaves files. */
type Place = 'source' | 'target' | 'temporary' | 'aside';
type Tree = Record<string, string>;

const picture = 'the picture';
const another = 'another picture, of somebody else';
const half = 'the pi';

let paths: LibraryPaths;
let place: Record<Place, string>;
let action: Exclude<Action, { kind: 'compare' | 'delete' }>;
let journal: Journal;

/** Announces an action on a real source and gives the places of its files. */
function announce(kind: Kind): void {
  const source = file(at('drop/a.jpg'), picture);
  const target = kind === 'trash' ? at('.photokeep/trash/r/drop/a.jpg') : at('gallery/2021/a.jpg');
  mkdirSync(at(kind === 'trash' ? '.photokeep/trash/r/drop' : 'gallery/2021'), { recursive: true });
  if (kind === 'move') action = moveOf(source, target);
  else if (kind === 'trash') action = trashOf(source, target, file(at('gallery/keep.jpg'), picture));
  else action = copyOf(source, target, kind === 'copy and remove');
  journal = Journal.start(paths, { run, command: 'import', args: [], startedAt: '', pid: 1 });
  journal.announce([action]);
  place = { source, target, ...workingNames(run, action.id, source, target) };
}

const put = (where: Place, content: string): unknown => file(place[where], content);
const replaceBy = (where: Place, content: string): void => {
  renameSync(file(at('new'), content), place[where]);
};
const link = (from: Place, to: Place): void => {
  linkSync(place[from], place[to]);
};
const rename = (from: Place, to: Place): void => {
  renameSync(place[from], place[to]);
};
const remove = (where: Place): void => {
  unlinkSync(place[where]);
};
const reserve = (): void => {
  put('target', '');
  journal.reserved(action.id, String(lstatSync(place.target, { bigint: true }).ino));
};

/** What lies where; files that no action names go by their path. */
function found(): Tree {
  const names = new Map(Object.entries(place).map(([name, path]) => [path, name]));
  return Object.fromEntries(
    filesBelow(at())
      .filter((path) => !path.startsWith(paths.journals) && path !== at('gallery/keep.jpg'))
      .map((path) => [names.get(path) ?? path.slice(at().length + 1), readFileSync(path, 'utf8')]),
  );
}

/** The pictures that exist anywhere: half-written copies and empty reservations are none. */
function pictures(): Set<string> {
  const contents = filesBelow(at())
    .filter((path) => !path.startsWith(paths.journals))
    .map((path) => readFileSync(path, 'utf8'));
  return new Set(contents.filter((content) => content !== '' && content !== half));
}

function recoverNow(): Outcome[] {
  return recover(readJournal(openJournalPath(paths, run)));
}

interface State {
  readonly state: string;
  readonly of: readonly Kind[];
  /** makes on the disk what a kill, and whatever others did until the next run, left there */
  readonly arrange: () => void;
  /** what lies where after the recovery */
  readonly then: Tree;
  /** `done`, or the reason for which the action did not come to its end */
  readonly end: string;
}

const all = kinds;
const leaving: readonly Kind[] = ['move', 'trash', 'copy and remove'];
const linking: readonly Kind[] = ['move', 'trash'];

const states: readonly State[] = [
  {
    state: 'announced only',
    of: all,
    arrange: () => undefined,
    then: { source: picture },
    end: 'interrupted',
  },
  {
    state: 'announced only; the source is gone since',
    of: all,
    arrange: () => {
      remove('source');
    },
    then: {},
    end: 'vanished',
  },
  {
    state: 'announced only; another file has the name of the source since',
    of: all,
    arrange: () => {
      replaceBy('source', another);
    },
    then: { source: another },
    end: 'interrupted',
  },
  {
    state: 'announced only; the target belongs to somebody else',
    of: all,
    arrange: () => put('target', another),
    then: { source: picture, target: another },
    end: 'interrupted',
  },
  {
    state: 'announced only; the source is gone and the target belongs to somebody else',
    of: all,
    arrange: () => {
      remove('source');
      put('target', another);
    },
    then: { target: another },
    end: 'vanished',
  },

  // link, then unlink
  {
    state: 'target linked, source still there',
    of: linking,
    arrange: () => {
      link('source', 'target');
    },
    then: { target: picture },
    end: 'done',
  },
  {
    state: 'target linked, source renamed aside',
    of: linking,
    arrange: () => {
      link('source', 'target');
      rename('source', 'aside');
    },
    then: { target: picture },
    end: 'done',
  },
  {
    state: 'done but not recorded',
    of: linking,
    arrange: () => {
      rename('source', 'target');
    },
    then: { target: picture },
    end: 'done',
  },
  {
    state: 'target linked; another file has the name of the source since',
    of: linking,
    arrange: () => {
      link('source', 'target');
      replaceBy('source', another);
    },
    then: { source: another, target: picture },
    end: 'interrupted',
  },
  {
    state: 'target linked, then the file was written to',
    of: linking,
    arrange: () => {
      link('source', 'target');
      overwrite(place.source, 'THE PICTURE');
    },
    then: { source: 'THE PICTURE', target: 'THE PICTURE' },
    end: 'changed',
  },
  {
    state: 'target linked, source renamed aside; another file has the name of the source since',
    of: linking,
    arrange: () => {
      link('source', 'target');
      rename('source', 'aside');
      put('source', another);
    },
    then: { source: another, target: picture },
    end: 'interrupted',
  },

  // a source on its way out that is not what it should be
  {
    state: 'a file that took the source’s name renamed aside, not put back yet',
    of: leaving,
    arrange: () => {
      rename('source', 'target');
      put('aside', another);
    },
    then: { source: another, target: picture },
    end: 'interrupted',
  },
  {
    state: 'the same, and a third file has the name of the source since',
    of: leaving,
    arrange: () => {
      rename('source', 'target');
      put('aside', another);
      put('source', 'a third picture');
    },
    then: { source: 'a third picture', 'drop/a (2).jpg': another, target: picture },
    end: 'interrupted',
  },
  {
    state: 'putting back cut off between link and unlink',
    of: leaving,
    arrange: () => {
      rename('source', 'target');
      put('source', another);
      link('source', 'aside');
    },
    then: { source: another, target: picture },
    end: 'interrupted',
  },
  {
    state: 'source renamed aside; somebody removed the target since',
    of: leaving,
    arrange: () => {
      rename('source', 'aside');
    },
    then: { source: picture },
    end: 'interrupted',
  },
  {
    state: 'source renamed aside; somebody replaced the target since',
    of: leaving,
    arrange: () => {
      rename('source', 'aside');
      put('target', another);
    },
    then: { source: picture, target: another },
    end: 'interrupted',
  },

  // where there are no links: reserve, then rename over the reservation
  {
    state: 'name reserved',
    of: all,
    arrange: reserve,
    then: { source: picture },
    end: 'interrupted',
  },
  {
    state: 'name reserved; another empty file has it since',
    of: all,
    arrange: () => {
      reserve();
      replaceBy('target', '');
    },
    then: { source: picture, target: '' },
    end: 'interrupted',
  },
  {
    state: 'name reserved; somebody filled the file since',
    of: all,
    arrange: () => {
      reserve();
      overwrite(place.target, another);
    },
    then: { source: picture, target: another },
    end: 'interrupted',
  },
  {
    state: 'name reserved, which did not reach the journal',
    of: all,
    arrange: () => put('target', ''),
    then: { source: picture, target: '' },
    end: 'interrupted',
  },
  {
    state: 'name reserved; the source is gone since',
    of: all,
    arrange: () => {
      reserve();
      remove('source');
    },
    then: {},
    end: 'vanished',
  },
  {
    state: 'renamed over the reservation',
    of: linking,
    arrange: () => {
      reserve();
      rename('source', 'target');
    },
    then: { target: picture },
    end: 'done',
  },

  // copies; moves and trash too, when the kernel called their ends two file systems
  {
    state: 'half of a copy under its temporary name',
    of: all,
    arrange: () => put('temporary', half),
    then: { source: picture },
    end: 'interrupted',
  },
  {
    state: 'a whole copy under its temporary name',
    of: all,
    arrange: () => put('temporary', picture),
    then: { source: picture },
    end: 'interrupted',
  },
  {
    state: 'a copy that differs under its temporary name',
    of: all,
    arrange: () => put('temporary', half.padEnd(picture.length, '\0')),
    then: { source: picture },
    end: 'interrupted',
  },
  {
    state: 'half of a copy; the target belongs to somebody else since',
    of: all,
    arrange: () => {
      put('temporary', half);
      put('target', another);
    },
    then: { source: picture, target: another },
    end: 'interrupted',
  },
  {
    state: 'half of a copy; another file has the name of the source since',
    of: all,
    arrange: () => {
      put('temporary', half);
      replaceBy('source', another);
    },
    then: { source: another },
    end: 'interrupted',
  },
  {
    state: 'a whole copy under its temporary name; another file has the name of the source since',
    of: all,
    arrange: () => {
      put('temporary', picture);
      replaceBy('source', another);
    },
    then: { source: another, temporary: picture },
    end: 'interrupted',
  },
  {
    state: 'a whole copy under its temporary name; the source is gone since',
    of: all,
    arrange: () => {
      put('temporary', picture);
      remove('source');
    },
    then: { temporary: picture },
    end: 'vanished',
  },
  {
    state: 'a whole copy; the source is gone and the target belongs to somebody else since',
    of: all,
    arrange: () => {
      put('temporary', picture);
      remove('source');
      put('target', another);
    },
    then: { temporary: picture, target: another },
    end: 'vanished',
  },
  {
    state: 'a whole copy, the name of the target reserved',
    of: all,
    arrange: () => {
      put('temporary', picture);
      reserve();
    },
    then: { source: picture },
    end: 'interrupted',
  },
  {
    state: 'temporary and target linked',
    of: leaving,
    arrange: () => {
      put('temporary', picture);
      link('temporary', 'target');
    },
    then: { target: picture },
    end: 'done',
  },
  {
    state: 'temporary and target linked',
    of: ['copy'],
    arrange: () => {
      put('temporary', picture);
      link('temporary', 'target');
    },
    then: { source: picture, target: picture },
    end: 'done',
  },
  {
    state: 'temporary and target linked; another file has the name of the source since',
    of: all,
    arrange: () => {
      put('temporary', picture);
      link('temporary', 'target');
      replaceBy('source', another);
    },
    then: { source: another, target: picture },
    end: 'interrupted',
  },
  {
    state: 'target placed, source still there',
    of: leaving,
    arrange: () => put('target', picture),
    then: { target: picture },
    end: 'done',
  },
  {
    state: 'done but not recorded',
    of: ['copy'],
    arrange: () => put('target', picture),
    then: { source: picture, target: picture },
    end: 'done',
  },
  {
    state: 'done but not recorded; the memory card is gone since',
    of: ['copy'],
    arrange: () => {
      cpSync(place.source, place.target, { preserveTimestamps: true });
      remove('source');
    },
    then: { target: picture },
    end: 'done',
  },
  {
    state: 'the source is gone, and somebody else’s file of its size has the name of the target',
    of: ['copy', 'move'],
    arrange: () => {
      put('target', 'x'.repeat(picture.length));
      utimesSync(place.target, 0, 0);
      remove('source');
    },
    then: { target: 'x'.repeat(picture.length) },
    end: 'vanished',
  },
  {
    state: 'target placed; the source was written to since',
    of: all,
    arrange: () => {
      put('target', picture);
      overwrite(place.source, 'THE PICTURE');
    },
    then: { source: 'THE PICTURE', target: picture },
    end: 'interrupted',
  },
  {
    state: 'target placed, source renamed aside',
    of: leaving,
    arrange: () => {
      cpSync(place.source, place.target, { preserveTimestamps: true });
      rename('source', 'aside');
    },
    then: { target: picture },
    end: 'done',
  },
  {
    state: 'done but not recorded',
    of: ['copy and remove'],
    arrange: () => {
      cpSync(place.source, place.target, { preserveTimestamps: true });
      remove('source');
    },
    then: { target: picture },
    end: 'done',
  },
];

beforeEach(() => {
  paths = libraryPaths(at(), 'library');
  mkdirSync(paths.openJournals, { recursive: true });
});

describe.each(kinds)('a kill during a %s', (kind) => {
  test.each(states.filter(({ of }) => of.includes(kind)))('$state: $end', ({ arrange, then, end }) => {
    announce(kind);
    arrange();
    const before = pictures();

    const outcomes = recoverNow();

    expect(found()).toEqual(then);
    expect(endsOf(outcomes)).toEqual([end]);
    // A copy that differs from what was read is no picture either; every other content is still there, and no new one.
    const damaged = half.padEnd(picture.length, '\0');
    expect(pictures()).toEqual(new Set([...before].filter((content) => content !== damaged)));

    // A second kill before the outcome was recorded: the same again.
    recoverNow();
    expect(found()).toEqual(then);

    // And once it is on record nothing is left to do.
    journal.record(outcomes);
    expect(recoverNow()).toEqual([]);
    expect(found()).toEqual(then);
  });
});

describe('the trash, when the copy that stays is gone by the next run', () => {
  test.each([
    ['target linked, source still there', ['source', 'target']],
    ['source renamed aside', ['target', 'aside']],
    ['done but not recorded', ['target']],
  ])('gives the file back: %s', (_, names) => {
    announce('trash');
    for (const name of ['target', 'aside'] as const) if (names.includes(name)) link('source', name);
    if (!names.includes('source')) remove('source');
    unlinkSync(at('gallery/keep.jpg'));
    expect(endsOf(recoverNow())).toEqual(['keep-missing']);
    expect(found()).toEqual({ source: picture });
    recoverNow();
    expect(found()).toEqual({ source: picture });
  });

  test('or is another picture by then', () => {
    announce('trash');
    rename('source', 'target');
    overwrite(at('gallery/keep.jpg'), 'EDITED SINCE');
    expect(endsOf(recoverNow())).toEqual(['keep-missing']);
    expect(found()).toEqual({ source: picture });
  });
});

describe('a kill during a deletion', () => {
  const source = (): string => at('.photokeep/trash/r/a.jpg');
  const aside = (): string => workingNames(run, 1, source(), source()).aside;

  test.each<[string, () => void, readonly string[], string]>([
    ['announced only', () => undefined, [picture], 'interrupted'],
    [
      'renamed aside',
      () => {
        renameSync(source(), aside());
      },
      [picture],
      'interrupted',
    ],
    [
      'renamed aside; another file has the name since',
      () => {
        renameSync(source(), aside());
        file(source(), another);
      },
      [picture, another],
      'interrupted',
    ],
    [
      'done but not recorded',
      () => {
        unlinkSync(source());
      },
      [],
      'done',
    ],
  ])('%s: what is there stays, under its own name or beside it', (_, arrange, left, end) => {
    file(source(), picture);
    const keep = file(at('gallery/keep.jpg'), picture);
    journal = Journal.start(paths, { run, command: 'trash', args: [], startedAt: '', pid: 1 });
    journal.announce([{ ...deleteOf(source(), keep), id: 1 }]);
    arrange();

    const outcomes = recoverNow();

    expect(endsOf(outcomes)).toEqual([end]);
    const inTrash = filesBelow(at('.photokeep/trash'));
    expect(inTrash.map((path) => readFileSync(path, 'utf8')).sort()).toEqual([...left].sort());
    expect(inTrash).not.toContain(aside());
    expect(readFileSync(keep, 'utf8')).toBe(picture);
    recoverNow();
    expect(filesBelow(at('.photokeep/trash'))).toEqual(inTrash);
  });
});

test('folders that were to go at the end of a run go when it is recovered, if they are empty', () => {
  announce('move');
  journal.announceRemoval([at('a'), at('a/empty'), at('b'), at('gone')]);
  mkdirSync(at('a/empty'), { recursive: true });
  file(at('b/c.jpg'), another);
  recoverNow();
  expect(existsSync(at('a'))).toBe(false);
  expect(filesBelow(at('b'))).toEqual([at('b/c.jpg')]);
});

test('actions that are on record are not looked at again', () => {
  announce('move');
  journal.record([{ action, status: 'done' }]);
  // As it looks when a file of the same name came later.
  put('target', picture);
  expect(recoverNow()).toEqual([]);
  expect(found()).toEqual({ source: picture, target: picture });
});

test('a comparison that was cut off has nothing to settle', () => {
  announce('move');
  remove('source');
  const compare = { ...action, kind: 'compare', keep: at('gallery/a.jpg'), id: 999 } as Action;
  journal.record([{ action, status: 'failed', reason: 'vanished' }]);
  journal.announce([compare]);
  expect(endsOf(recoverNow())).toEqual(['interrupted']);
});

test('one action that cannot be settled does not keep the others from it', () => {
  announce('move');
  link('source', 'target');
  const second = moveOf(file(at('drop/b.jpg'), another), at('gallery/b.jpg'));
  // Cannot be read to compare it.
  mkdirSync(at('gallery/b.jpg'), { recursive: true });
  journal.announce([second]);
  expect(endsOf(recoverNow())).toEqual(['done', 'target-taken']);
  expect(found()).toMatchObject({ target: picture, 'drop/b.jpg': another });
});

describe('what a backup gave back, in the place of a file that was moved away', () => {
  const bad = 'thE picture';

  /** Both actions of a repair, as they are announced; what was done of them by the time of the crash is up to the test. */
  function announceRepair(): { away: Action & { target: string }; back: Action & { target: string } } {
    const path = file(at('gallery/a.jpg'), bad);
    const staged = file(at('.photokeep/repair/a.jpg'), picture);
    mkdirSync(at('.photokeep/trash/r/gallery'), { recursive: true });
    const away = moveOf(path, at('.photokeep/trash/r/gallery/a.jpg'));
    const back = { ...moveOf(staged, path), id: 2, reason: 'restored' as const };
    journal = Journal.start(paths, { run, command: 'verify', args: [], startedAt: '', pid: 1 });
    journal.announce([away, back]);
    return { away, back };
  }

  const contents = (): Tree =>
    Object.fromEntries(
      filesBelow(at())
        .filter((path) => !path.startsWith(paths.journals))
        .map((path) => [path.slice(at().length + 1), readFileSync(path, 'utf8')]),
    );
  const repaired = { '.photokeep/trash/r/gallery/a.jpg': bad, 'gallery/a.jpg': picture };

  test('is brought in when the crash came between the two', () => {
    const { away } = announceRepair();
    renameSync(away.source, away.target);
    recover(readJournal(openJournalPath(paths, run)));
    expect(contents()).toEqual(repaired);
    // Once more changes nothing.
    recover(readJournal(openJournalPath(paths, run)));
    expect(contents()).toEqual(repaired);
  });

  test('is brought in when the bad file was only linked to the trash yet', () => {
    const { away } = announceRepair();
    linkSync(away.source, away.target);
    recover(readJournal(openJournalPath(paths, run)));
    expect(contents()).toEqual(repaired);
  });

  test('waits where it is when nothing was done yet', () => {
    announceRepair();
    const before = contents();
    recover(readJournal(openJournalPath(paths, run)));
    expect(contents()).toEqual(before);
  });

  test('waits where it is when somebody else has taken the name meanwhile', () => {
    const { away, back } = announceRepair();
    renameSync(away.source, away.target);
    file(back.target, another);
    const before = contents();
    recover(readJournal(openJournalPath(paths, run)));
    expect(contents()).toEqual(before);
  });

  test('is not brought in when it is no longer what was fetched', () => {
    const { away, back } = announceRepair();
    renameSync(away.source, away.target);
    overwrite(back.source, another);
    recover(readJournal(openJournalPath(paths, run)));
    expect(contents()).toMatchObject({ '.photokeep/repair/a.jpg': another });
  });
});
