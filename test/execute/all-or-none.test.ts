import { cpSync, existsSync, linkSync, mkdirSync, readFileSync, renameSync, unlinkSync } from 'node:fs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { workingNames } from '../../src/execute/operations.js';
import { recover } from '../../src/execute/recover.js';
import { Journal, openJournalPath, readJournal } from '../../src/library/journal.js';
import { libraryPaths } from '../../src/library/paths.js';
import type { Action, DeleteAction, TrashAction } from '../../src/plan/actions.js';
import { contentsOf, filesBelow } from '../contents.js';
import { temporaryFolder } from '../temporary-folder.js';
import { carryOut, deleteOf, endsOf, file, type Meanwhile, overwrite, trashOf } from './carry-out.js';

// The files of an asset: all of them go, or none.

const at = temporaryFolder();
const names = ['a.heic', 'a.mov', 'a.xmp'] as const;
const inTrash = (name: string): string => at('.photokeep/trash/r/copy', name);

beforeEach(() => {
  for (const folder of ['keep', 'copy']) for (const name of names) file(at(folder, name), `${name}, content`);
});

function trashLot(together = 1): TrashAction[] {
  return names.map((name) => ({ ...trashOf(at('copy', name), inTrash(name), at('keep', name)), together }));
}

function deleteLot(together = 1): DeleteAction[] {
  return names.map((name) => ({ ...deleteOf(at('copy', name), at('keep', name)), together }));
}

/** All files but the journals, and those that stay. */
function tree(): string[] {
  return filesBelow(at())
    .map((path) => path.slice(at().length + 1))
    .filter((path) => !/^(keep|\.photokeep\/journals)\//.test(path));
}

async function ends(actions: readonly Action[], meanwhile?: Meanwhile): Promise<string[]> {
  return endsOf(await carryOut(at(), actions, meanwhile));
}

/** Does it when the executor comes to the action of this number. */
function before(number: number, happens: () => void): Meanwhile {
  let asked = 0;
  return {
    isInterrupted: () => {
      if (++asked === number) happens();
      return false;
    },
  };
}

const copies = names.map((name) => `copy/${name}`);

describe.each([
  ['trashed', trashLot],
  ['deleted', deleteLot],
])('the files of an asset that is to be %s', (_, lot) => {
  test('all go', async () => {
    expect(await ends(lot())).toEqual(['done', 'done', 'done']);
    expect(copies.filter((path) => existsSync(at(path)))).toEqual([]);
  });

  test.each([0, 1, 2])('all stay when file %d of them is not the same any more', async (which) => {
    const actions = lot();
    const changed = names[which]!;
    const swap = before(which + 1, () => {
      overwrite(at('keep', changed), 'CONTENT');
    });
    const reasons = await ends(actions, swap);
    expect(reasons).toEqual(names.map((name) => (name === changed ? 'not-identical' : 'companion-failed')));
    expect(tree()).toEqual(copies);
  });

  test('all stay when the last is changed between the search and now', async () => {
    const actions = lot();
    overwrite(at('copy/a.xmp'), 'A');
    expect(await ends(actions)).toEqual(['companion-failed', 'companion-failed', 'changed']);
    expect(tree()).toEqual(copies);
  });

  test('all stay when the run is interrupted between them', async () => {
    let asked = 0;
    const isInterrupted = (): boolean => ++asked > 2;
    expect(await ends(lot(), { isInterrupted })).toEqual(['interrupted', 'interrupted', 'interrupted']);
    expect(tree()).toEqual(copies);
  });

  test('and what becomes of one asset is nothing to the next', async () => {
    const actions = [...lot(1).slice(0, 2), ...lot(2).slice(2)];
    unlinkSync(at('keep/a.mov'));
    expect(await ends(actions)).toEqual(['companion-failed', 'keep-missing', 'done']);
    expect(copies.map((path) => existsSync(at(path)))).toEqual([true, true, false]);
  });

  test('that are names of one file all go', async () => {
    for (const name of ['a.mov', 'a.xmp'] as const) {
      unlinkSync(at('copy', name));
      linkSync(at('copy/a.heic'), at('copy', name));
      file(at('keep', name), 'a.heic, content');
    }
    expect(await ends(lot())).toEqual(['done', 'done', 'done']);
    expect(copies.filter((path) => existsSync(at(path)))).toEqual([]);
  });

  test('come in one batch, however many there are', async () => {
    const many = Array.from({ length: 70 }, (__, n) => {
      const [keep, copy] = ['keep', 'copy'].map((folder) => file(at(folder, `${String(n)}.jpg`), String(n)));
      const action = lot()[0]!;
      return {
        ...action,
        ...trashOf(copy!, inTrash(`${String(n)}.jpg`), keep!),
        kind: action.kind,
      };
    });
    unlinkSync(at('keep/69.jpg'));
    const reasons = await ends(many);
    expect(new Set(reasons.slice(0, 69))).toEqual(new Set(['companion-failed']));
    expect(filesBelow(at('copy'))).toHaveLength(73);
  });
});

describe('the copy that stays is let go by somebody else', () => {
  test('before a deletion is final: nothing is deleted', async () => {
    const [first] = deleteLot();
    const { ino } = first!.identity;
    const identity = {
      ...first!.identity,
      // The last look at the file, when it is out of the way.
      get ino() {
        if (!existsSync(at('copy/a.heic'))) unlinkSync(at('keep/a.heic'));
        return ino;
      },
    };
    expect(await ends([{ ...first!, identity }])).toEqual(['keep-missing']);
    expect(readFileSync(at('copy/a.heic'), 'utf8')).toBe('a.heic, content');
  });

  test('or replaced by another file: nothing is deleted either', async () => {
    const [first] = deleteLot();
    const { ino } = first!.identity;
    const identity = {
      ...first!.identity,
      get ino() {
        if (!existsSync(at('copy/a.heic'))) renameSync(file(at('new'), 'another'), at('keep/a.heic'));
        return ino;
      },
    };
    expect(await ends([{ ...first!, identity }])).toEqual(['keep-missing']);
    expect(readFileSync(at('copy/a.heic'), 'utf8')).toBe('a.heic, content');
  });

  test('two runs that each want to keep what the other lets go: one of them gets its way', async () => {
    const mine = deleteOf(at('copy/a.heic'), at('keep/a.heic'));
    const theirs = deleteOf(at('keep/a.heic'), at('copy/a.heic'));
    const other = carryOut(at('other'), [theirs]);
    const [first, second] = await Promise.all([carryOut(at(), [mine]), other]);
    expect([...endsOf(first), ...endsOf(second)].filter((end) => end === 'done')).toHaveLength(1);
    expect(contentsOf(at('copy'), at('keep'))).toHaveLength(5);
  });
});

describe('a kill', () => {
  const run = '20210102-030405-abcd';
  let journal: Journal;

  function announce(actions: readonly Action[]): void {
    const paths = libraryPaths(at(), 'library');
    mkdirSync(paths.openJournals, { recursive: true });
    journal = Journal.start(paths, { run, command: 'dedupe', args: [], startedAt: '', pid: 1 });
    journal.announce(actions);
  }

  function recovered(): string[] {
    const outcomes = recover(readJournal(openJournalPath(libraryPaths(at(), 'library'), run)));
    journal.record(outcomes);
    return endsOf(outcomes);
  }

  function move({ source, target }: TrashAction): void {
    mkdirSync(at('.photokeep/trash/r/copy'), { recursive: true });
    renameSync(source, target);
  }

  function setAside({ id, source }: DeleteAction): string {
    const { aside } = workingNames(run, id, source, source);
    renameSync(source, aside);
    return aside;
  }

  test('between the files of an asset on their way to the trash: they come back', () => {
    const actions = trashLot();
    announce(actions);
    actions.slice(0, 2).forEach(move);
    expect(recovered()).toEqual(['interrupted', 'interrupted', 'interrupted']);
    expect(tree()).toEqual(copies);
    expect(recovered()).toEqual([]);
  });

  test('so does one of which it is on record that it went', () => {
    const actions = trashLot();
    announce(actions);
    actions.slice(0, 2).forEach(move);
    journal.record([{ action: actions[0]!, status: 'done' }]);
    expect(recovered()).toEqual(['interrupted', 'interrupted', 'interrupted']);
    expect(tree()).toEqual(copies);
  });

  test('after the last of them: they have gone', () => {
    const actions = trashLot();
    announce(actions);
    actions.forEach(move);
    expect(recovered()).toEqual(['done', 'done', 'done']);
    expect(tree()).toEqual(names.map((name) => `.photokeep/trash/r/copy/${name}`));
  });

  test.each([1, 2, 3])(
    'when %d files of an asset are out of the way to be deleted: they come back',
    (count) => {
      const actions = deleteLot();
      announce(actions);
      actions.slice(0, count).forEach(setAside);
      expect(recovered()).toEqual(['interrupted', 'interrupted', 'interrupted']);
      expect(tree()).toEqual(copies);
    },
  );

  test.each([1, 2, 3])('when %d files of an asset are deleted: the others follow', (count) => {
    const actions = deleteLot();
    announce(actions);
    actions
      .map(setAside)
      .slice(0, count)
      .forEach((aside) => {
        unlinkSync(aside);
      });
    expect(recovered()).toEqual(['done', 'done', 'done']);
    expect(tree()).toEqual([]);
  });

  test('the others stay where the copy that was to stay is no longer the same', () => {
    const actions = deleteLot();
    announce(actions);
    unlinkSync(setAside(actions[0]!));
    actions.slice(1).forEach(setAside);
    cpSync(at('keep/a.xmp'), at('keep/a.mov'));
    expect(recovered()).toEqual(['done', 'interrupted', 'done']);
    expect(readFileSync(at('copy/a.mov'), 'utf8')).toBe('a.mov, content');
  });
});
