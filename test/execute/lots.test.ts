import { linkSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { recover } from '../../src/execute/recover.js';
import { Journal, openJournalPath, readJournal } from '../../src/library/journal.js';
import { libraryPaths } from '../../src/library/paths.js';
import type { Action } from '../../src/plan/actions.js';
import { filesBelow } from '../contents.js';
import { listing } from '../folder-listing.js';
import { temporaryFolder } from '../temporary-folder.js';
import { carryOut, deleteOf, endsOf, file, overwrite, trashOf } from './carry-out.js';

const at = temporaryFolder();
const names = ['IMG_1.HEIC', 'IMG_1.MOV', 'IMG_1.xmp'];

/** An asset in a folder, with the same files as in all others. */
function asset(folder: string): string[] {
  return names.map((name) => file(at(folder, name), `content of ${name}`));
}

function together(actions: readonly Action[], lot: number): Action[] {
  return actions.map((action) => ({ ...action, together: lot }));
}

function trashing(files: readonly string[], kept: readonly string[], lot = 1): Action[] {
  const actions = files.map((path, index) => trashOf(path, at('trash', path), kept[index]!));
  return together(actions, lot);
}

function deleting(files: readonly string[], kept: readonly string[]): Action[] {
  return together(
    files.map((path, index) => deleteOf(path, kept[index])),
    1,
  );
}

async function ends(actions: readonly Action[], isInterrupted?: () => boolean): Promise<string[]> {
  return endsOf(await carryOut(at('state'), actions, isInterrupted && { isInterrupted }));
}

describe('files that go together', () => {
  test('all go', async () => {
    const [kept, spare] = [asset('kept'), asset('spare')];
    expect(await ends(trashing(spare, kept))).toEqual(['done', 'done', 'done']);
    expect(readdirSync(at('spare'))).toEqual([]);
  });

  test.each([0, 1, 2])('all stay when number %d differs from the copy that would stay', async (which) => {
    const [kept, spare] = [asset('kept'), asset('spare')];
    const actions = trashing(spare, kept);
    overwrite(kept[which]!, 'X');
    const inodes = spare.map((path) => lstatSync(path).ino);

    const expected = names.map((_, index) => (index === which ? 'not-identical' : 'companion-failed'));
    expect(await ends(actions)).toEqual(expected);
    expect(spare.map((path) => lstatSync(path).ino)).toEqual(inodes);
    expect(lstatSync(spare[0]!).nlink).toBe(1);
  });

  test('are all compared before the first is deleted', async () => {
    const [kept, spare] = [asset('kept'), asset('spare')];
    const actions = deleting(spare, kept);
    overwrite(kept[2]!, 'X');
    const before = listing(at('spare'));
    expect(await ends(actions)).toEqual(['companion-failed', 'companion-failed', 'not-identical']);
    expect(listing(at('spare'))).toEqual(before);
  });

  test('come back when the run is interrupted between them', async () => {
    const [kept, spare] = [asset('kept'), asset('spare')];
    let asked = 0;
    const reasons = await ends(trashing(spare, kept), () => ++asked > 2);
    expect(reasons).toEqual(['interrupted', 'interrupted', 'interrupted']);
    expect(readdirSync(at('spare')).sort()).toEqual(names);
  });

  test('leave others alone, before and after them', async () => {
    const [kept, first, second, third] = ['kept', 'first', 'second', 'third'].map(asset);
    const actions = [
      ...trashing(first!, kept!, 1),
      ...trashing(second!, kept!, 2),
      ...trashing(third!, kept!, 3),
    ];
    rmSync(second![1]!);
    expect(await ends(actions)).toEqual([
      ...['done', 'done', 'done'],
      ...['companion-failed', 'vanished', 'companion-failed'],
      ...['done', 'done', 'done'],
    ]);
    expect(readdirSync(at('second')).sort()).toEqual([names[0], names[2]]);
  });

  test('all stay when another name of the last one was removed from under it', async () => {
    const [kept, spare] = [asset('kept'), asset('spare')];
    linkSync(spare[2]!, at('other-name'));
    const actions = trashing(spare, kept);
    rmSync(kept[2]!);
    expect(await ends(actions)).toEqual(['companion-failed', 'companion-failed', 'keep-missing']);
    expect(lstatSync(spare[2]!).nlink).toBe(2);
  });

  test('are not parted by the size of a batch', async () => {
    const kept = asset('kept');
    const assets = Array.from({ length: 30 }, (_, index) => asset(`spare ${String(index)}`));
    const actions = assets.flatMap((spare, index) => trashing(spare, kept, index));
    // The 64th file is the first of an asset.
    overwrite(assets[21]![2]!, 'X');
    const reasons = await ends(actions);
    expect(reasons.slice(63, 66)).toEqual(['companion-failed', 'companion-failed', 'changed']);
    expect(reasons.filter((reason) => reason !== 'done')).toHaveLength(3);
    expect(readdirSync(at('spare 21')).sort()).toEqual(names);
  });
});

test('after a crash between them, recovery brings back what had gone', () => {
  const [kept, spare] = [asset('kept'), asset('spare')];
  const paths = libraryPaths(at('state'), 'library');
  mkdirSync(paths.openJournals, { recursive: true });
  const journal = Journal.start(paths, { run: 'R', command: 'dedupe', args: [], startedAt: '', pid: 1 });
  const actions = trashing(spare, kept);
  journal.announce(actions);
  for (const action of actions.slice(0, 2)) {
    if (action.kind !== 'trash') continue;
    mkdirSync(dirname(action.target), { recursive: true });
    renameSync(action.source, action.target);
  }

  const outcomes = recover(readJournal(openJournalPath(paths, 'R')));

  expect(endsOf(outcomes)).toEqual(['interrupted', 'interrupted', 'interrupted']);
  expect(readdirSync(at('spare')).sort()).toEqual(names);
  expect(filesBelow(at('trash'))).toEqual([]);
});
