import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { Action } from '../../src/plan/actions.js';
import { openRuns, readJournal } from '../../src/library/journal.js';
import { libraryPaths } from '../../src/library/paths.js';
import { identityAt } from '../../src/scan/identity.js';
import { contentsOf, filesBelow } from '../contents.js';
import { temporaryFolder } from '../temporary-folder.js';
import {
  carryOut,
  copyOf,
  deleteOf,
  endsOf,
  file,
  type Meanwhile,
  moveOf,
  overwrite,
  trashOf,
} from './carry-out.js';

const at = temporaryFolder();

function text(path: string): string {
  return readFileSync(path, 'utf8');
}

/** All files but those of the state. */
function tree(): string[] {
  return filesBelow(at())
    .filter((path) => !path.startsWith(at('.photokeep/journals')))
    .map((path) => path.slice(at().length + 1));
}

async function ends(actions: readonly Action[], meanwhile?: Meanwhile): Promise<string[]> {
  return endsOf(await carryOut(at(), actions, meanwhile));
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('a move', () => {
  test('keeps inode, times and content, and tells where the file is now', async () => {
    const source = file(at('drop/a.jpg'), 'picture');
    utimesSync(source, 1_500_000_000.123456, 1_600_000_000.654321);
    const before = lstatSync(source);
    const target = at('gallery/2021/01-January/a.jpg');

    const outcomes = await carryOut(at(), [moveOf(source, target)]);

    const after = lstatSync(target);
    expect([after.ino, after.mtimeMs, after.mode, after.nlink]).toEqual([
      before.ino,
      before.mtimeMs,
      before.mode,
      1,
    ]);
    expect(text(target)).toBe('picture');
    expect(tree()).toEqual(['gallery/2021/01-January/a.jpg']);
    // What the catalog is to hold must be what the next run will find, ctime included.
    expect(outcomes).toMatchObject([{ status: 'done', placed: identityAt(target) }]);
    expect(openRuns(libraryPaths(at(), 'library'))).toEqual([]);
  });

  test('of a name that is not UTF-8 works like any other', async () => {
    const source = file(at('drop/caf\udce9.jpg'), 'picture');
    expect(await ends([moveOf(source, at('gallery/caf_.jpg'))])).toEqual(['done']);
    expect(tree()).toEqual(['gallery/caf_.jpg']);
  });

  test('onto a name that was taken meanwhile fails, and both files are as they were', async () => {
    const source = file(at('drop/a.jpg'), 'picture');
    const action = moveOf(source, at('gallery/a.jpg'));
    file(at('gallery/a.jpg'), 'of somebody else');

    expect(await ends([action])).toEqual(['target-taken']);

    expect(text(source)).toBe('picture');
    expect(text(at('gallery/a.jpg'))).toBe('of somebody else');
    expect(tree()).toEqual(['drop/a.jpg', 'gallery/a.jpg']);
  });

  test.each([
    ['an empty folder', (): unknown => mkdirSync(at('gallery/a.jpg'), { recursive: true })],
    [
      'a dangling symbolic link',
      (): void => {
        symlinkSync(at('nowhere'), at('gallery/a.jpg'));
      },
    ],
  ])('does not replace %s either', async (_, take) => {
    const source = file(at('drop/a.jpg'), 'picture');
    mkdirSync(at('gallery'));
    take();
    const before = lstatSync(at('gallery/a.jpg')).ino;
    expect(await ends([moveOf(source, at('gallery/a.jpg'))])).toEqual(['target-taken']);
    expect(text(source)).toBe('picture');
    expect(lstatSync(at('gallery/a.jpg')).ino).toBe(before);
  });

  test('into a folder whose name a file has fails, and the others go on', async () => {
    const sources = ['a.jpg', 'b.jpg'].map((name) => file(at('drop', name), name));
    file(at('gallery/2021'), 'a file where a folder should be');
    const actions = [moveOf(sources[0]!, at('gallery/2021/a.jpg')), moveOf(sources[1]!, at('gallery/b.jpg'))];
    expect(await ends(actions)).toEqual(['target-taken', 'done']);
    expect(tree()).toEqual(['drop/a.jpg', 'gallery/2021', 'gallery/b.jpg']);
  });

  test('leaves a source that was written to since the plan', async () => {
    const source = file(at('drop/a.jpg'), 'picture');
    const action = moveOf(source, at('gallery/a.jpg'));
    overwrite(source, 'PICTURE');
    expect(await ends([action])).toEqual(['changed']);
    expect(text(source)).toBe('PICTURE');
    expect(tree()).toEqual(['drop/a.jpg']);
  });

  test('leaves a source whose content was changed and whose time was set back', async () => {
    const source = file(at('drop/a.jpg'), 'picture');
    utimesSync(source, 1_600_000_000, 1_600_000_000);
    const action = moveOf(source, at('gallery/a.jpg'));
    overwrite(source, 'PICTURE');
    utimesSync(source, 1_600_000_000, 1_600_000_000);
    expect(await ends([action])).toEqual(['changed']);
    expect(text(source)).toBe('PICTURE');
  });

  test('leaves another file that took the name of the source, same size and time included', async () => {
    const source = file(at('drop/a.jpg'), 'picture');
    utimesSync(source, 1_600_000_000, 1_600_000_000);
    const action = moveOf(source, at('gallery/a.jpg'));
    file(at('drop/new'), 'another');
    utimesSync(at('drop/new'), 1_600_000_000, 1_600_000_000);
    renameSync(at('drop/new'), source);
    expect(await ends([action])).toEqual(['changed']);
    expect(text(source)).toBe('another');
    expect(tree()).toEqual(['drop/a.jpg']);
  });

  test('of a source that is gone fails and makes nothing', async () => {
    const source = file(at('drop/a.jpg'), 'picture');
    const action = moveOf(source, at('gallery/a.jpg'));
    unlinkSync(source);
    expect(await ends([action])).toEqual(['vanished']);
    expect(tree()).toEqual([]);
  });

  test('of a file that took the source’s name at the last moment leaves no trace of it in the Gallery', async () => {
    const source = file(at('drop/a.jpg'), 'picture');
    const action = moveOf(source, at('gallery/2021/a.jpg'));
    // The folder of the target is made between the check of the source and the move.
    jest.spyOn(process as { getuid: () => number }, 'getuid').mockImplementation(() => {
      renameSync(file(at('drop/new'), 'another picture'), source);
      return 1000;
    });
    expect(await ends([action])).toEqual(['changed']);
    expect(text(source)).toBe('another picture');
    expect(tree()).toEqual(['drop/a.jpg']);
  });

  test('of hard-linked sources takes both names out and keeps the content', async () => {
    const first = file(at('drop/a.jpg'), 'picture');
    linkSync(first, at('drop/b.jpg'));
    const actions = [
      moveOf(first, at('gallery/a.jpg')),
      trashOf(at('drop/b.jpg'), at('.photokeep/trash/r/b.jpg'), at('gallery/a.jpg')),
    ];
    expect(await ends(actions)).toEqual(['done', 'done']);
    expect(tree()).toEqual(['.photokeep/trash/r/b.jpg', 'gallery/a.jpg']);
    expect(text(at('gallery/a.jpg'))).toBe('picture');
  });

  test('of two names of one file both go, although the first changes the ctime of the second', async () => {
    const first = file(at('drop/a.jpg'), 'picture');
    linkSync(first, at('drop/b.jpg'));
    const actions = [moveOf(first, at('back/a.jpg')), moveOf(at('drop/b.jpg'), at('back/b.jpg'))];
    expect(await ends(actions)).toEqual(['done', 'done']);
    expect(lstatSync(at('back/a.jpg'))).toMatchObject({ ino: lstatSync(at('back/b.jpg')).ino, nlink: 2 });
  });

  test('of a second name of a file that somebody wrote to after the first had gone is left', async () => {
    const first = file(at('drop/a.jpg'), 'picture');
    linkSync(first, at('drop/b.jpg'));
    const actions = [moveOf(first, at('back/a.jpg')), moveOf(at('drop/b.jpg'), at('back/b.jpg'))];
    let asked = 0;
    const isInterrupted = (): boolean => {
      if (++asked === 2) overwrite(at('drop/b.jpg'), 'PICTURE');
      return false;
    };
    expect(await ends(actions, { isInterrupted })).toEqual(['done', 'changed']);
    expect(tree()).toEqual(['back/a.jpg', 'drop/b.jpg']);
  });

  test('that is not reached before the interruption is left', async () => {
    const sources = ['a.jpg', 'b.jpg', 'c.jpg'].map((name) => file(at('drop', name), name));
    let asked = 0;
    const isInterrupted = (): boolean => ++asked > 1;
    const actions = sources.map((source) => moveOf(source, source.replace('/drop/', '/gallery/')));
    expect(await ends(actions, { isInterrupted })).toEqual(['done', 'interrupted', 'interrupted']);
    expect(tree()).toEqual(['drop/b.jpg', 'drop/c.jpg', 'gallery/a.jpg']);
  });
});

describe('a trash action', () => {
  const trash = (name: string): string => at('.photokeep/trash/r', name);

  test('moves a duplicate to the trash after every byte was compared', async () => {
    const keep = file(at('gallery/a.jpg'), 'picture');
    const source = file(at('drop/a.jpg'), 'picture');
    expect(await ends([trashOf(source, trash('drop/a.jpg'), keep)])).toEqual(['done']);
    expect(tree()).toEqual(['.photokeep/trash/r/drop/a.jpg', 'gallery/a.jpg']);
  });

  test('believes bytes, not fingerprints: a forged equal hash moves nothing', async () => {
    const keep = file(at('gallery/a.jpg'), 'picture');
    const source = file(at('drop/a.jpg'), 'PICTURE');
    const { fingerprint } = moveOf(keep, '');
    const action = { ...trashOf(source, trash('a.jpg'), keep), fingerprint };
    expect(await ends([action])).toEqual(['not-identical']);
    expect(tree()).toEqual(['drop/a.jpg', 'gallery/a.jpg']);
    expect([text(source), text(keep)]).toEqual(['PICTURE', 'picture']);
  });

  test.each([
    ['longer', 'picture and more'],
    ['shorter', 'pict'],
    ['empty', ''],
  ])('moves nothing when the copy that would stay is %s', async (_, content) => {
    const keep = file(at('gallery/a.jpg'), content);
    const source = file(at('drop/a.jpg'), 'picture');
    expect(await ends([trashOf(source, trash('a.jpg'), keep)])).toEqual(['not-identical']);
    expect(text(source)).toBe('picture');
  });

  test('finds a difference in the last byte of a large file', async () => {
    const content = 'x'.repeat(2_000_000);
    const keep = file(at('gallery/a.mp4'), `${content}1`);
    const source = file(at('drop/a.mp4'), `${content}2`);
    expect(await ends([trashOf(source, trash('a.mp4'), keep)])).toEqual(['not-identical']);
    expect(tree()).toEqual(['drop/a.mp4', 'gallery/a.mp4']);
  });

  test('moves nothing when the copy that would stay is gone', async () => {
    const keep = file(at('gallery/a.jpg'), 'picture');
    const source = file(at('drop/a.jpg'), 'picture');
    const action = trashOf(source, trash('a.jpg'), keep);
    unlinkSync(keep);
    expect(await ends([action])).toEqual(['keep-missing']);
    expect(tree()).toEqual(['drop/a.jpg']);
  });

  test('moves nothing when the source changed or is gone', async () => {
    const keep = file(at('gallery/a.jpg'), 'picture');
    const sources = ['b.jpg', 'c.jpg'].map((name) => file(at('drop', name), 'picture'));
    const actions = sources.map((source) => trashOf(source, trash(source), keep));
    overwrite(sources[0]!, 'PICTURE');
    unlinkSync(sources[1]!);
    expect(await ends(actions)).toEqual(['changed', 'vanished']);
    expect(tree()).toEqual(['drop/b.jpg', 'gallery/a.jpg']);
  });

  test('replaces nothing in the trash', async () => {
    const keep = file(at('gallery/a.jpg'), 'picture');
    const source = file(at('drop/a.jpg'), 'picture');
    file(trash('a.jpg'), 'removed earlier');
    expect(await ends([trashOf(source, trash('a.jpg'), keep)])).toEqual(['target-taken']);
    expect(text(trash('a.jpg'))).toBe('removed earlier');
    expect(text(source)).toBe('picture');
  });

  test('counts on what an earlier action of the same plan brought', async () => {
    const [first, second] = ['a.jpg', 'b.jpg'].map((name) => file(at('drop', name), 'picture'));
    const actions = [
      moveOf(first!, at('gallery/a.jpg')),
      trashOf(second!, trash('b.jpg'), at('gallery/a.jpg')),
    ];
    expect(await ends(actions)).toEqual(['done', 'done']);
    expect(tree()).toEqual(['.photokeep/trash/r/b.jpg', 'gallery/a.jpg']);
  });

  test('does not count on an earlier action that failed', async () => {
    const [first, second] = ['a.jpg', 'b.jpg'].map((name) => file(at('drop', name), 'picture'));
    const actions = [
      moveOf(first!, at('gallery/a.jpg')),
      trashOf(second!, trash('b.jpg'), at('gallery/a.jpg')),
    ];
    file(at('gallery/a.jpg'), 'of somebody else');
    expect(await ends(actions)).toEqual(['target-taken', 'not-identical']);
    expect(tree()).toEqual(['drop/a.jpg', 'drop/b.jpg', 'gallery/a.jpg']);
  });

  test('never takes a file for its own copy, met by another way', async () => {
    // As a bind mount or a case-insensitive disk would show it: two paths, one name.
    const keep = file(at('gallery/a.jpg'), 'picture');
    symlinkSync(at('gallery'), at('other-way'));
    expect(await ends([trashOf(at('other-way/a.jpg'), trash('a.jpg'), keep)])).toEqual(['not-permitted']);
    expect(tree().filter((path) => path.endsWith('.jpg'))).toEqual(['gallery/a.jpg']);
    expect(text(keep)).toBe('picture');
  });
});

describe('a deletion', () => {
  const trashed = (content = 'picture'): string => file(at('.photokeep/trash/r/a.jpg'), content);

  test('removes a file whose every byte the copy that stays has', async () => {
    const keep = file(at('gallery/a.jpg'), 'picture');
    expect(await ends([deleteOf(trashed(), keep)])).toEqual(['done']);
    expect(tree()).toEqual(['gallery/a.jpg']);
  });

  test('removes a second name of the copy that stays', async () => {
    const keep = trashed();
    linkSync(keep, at('b.jpg'));
    expect(await ends([deleteOf(keep, at('b.jpg'))])).toEqual(['done']);
    expect(tree()).toEqual(['b.jpg']);
    expect(text(at('b.jpg'))).toBe('picture');
  });

  test.each<[string, string, () => void]>([
    [
      'not-identical',
      'the copy differs, whatever the hashes say',
      () => {
        overwrite(at('gallery/a.jpg'), 'PICTURE');
      },
    ],
    [
      'keep-missing',
      'the copy is gone',
      () => {
        unlinkSync(at('gallery/a.jpg'));
      },
    ],
    [
      'changed',
      'the file was written to',
      () => {
        overwrite(at('.photokeep/trash/r/a.jpg'), 'PICTURE');
      },
    ],
  ])('removes nothing: %s, because %s', async (reason, _, meanwhile) => {
    const action = deleteOf(trashed(), file(at('gallery/a.jpg'), 'picture'));
    meanwhile();
    const contents = contentsOf(at());
    expect(await ends([action])).toEqual([reason]);
    expect(contentsOf(at('.photokeep/trash'), at('gallery')).every((each) => contents.includes(each))).toBe(
      true,
    );
    expect(tree()).toContain('.photokeep/trash/r/a.jpg');
  });

  test('never removes a file that is its own copy, met by another way', async () => {
    trashed();
    symlinkSync(at('.photokeep/trash/r'), at('other-way'));
    expect(await ends([deleteOf(at('other-way/a.jpg'), at('.photokeep/trash/r/a.jpg'))])).toEqual([
      'not-permitted',
    ]);
    expect(text(at('.photokeep/trash/r/a.jpg'))).toBe('picture');
  });

  test('of the last copy happens only as it was looked at', async () => {
    const action = deleteOf(trashed());
    overwrite(action.source, 'PICTURE');
    expect(await ends([action])).toEqual(['changed']);
    expect(await ends([deleteOf(action.source)])).toEqual(['done']);
    expect(tree()).toEqual([]);
  });
});

describe('the folders of the targets', () => {
  test('are announced before they are made, parents first, and only those that are not there', async () => {
    mkdirSync(at('gallery'));
    const sources = ['a.jpg', 'b.jpg'].map((name) => file(at('drop', name), name));
    const actions = sources.map((source) => moveOf(source, source.replace('/drop/', '/gallery/2021/01/')));
    await carryOut(at(), actions);
    const paths = libraryPaths(at(), 'library');
    const [run = ''] = readdirSync(paths.journals).filter((name) => name.endsWith('.jsonl'));
    expect(readJournal(`${paths.journals}/${run}`).madeFolders).toEqual([
      at('gallery/2021'),
      at('gallery/2021/01'),
    ]);
  });
});

describe('a comparison', () => {
  function compareOf(source: string, keep: string): Action {
    const { id, identity, fingerprint } = moveOf(source, '');
    return { id, source, identity, fingerprint, kind: 'compare', keep };
  }

  test('confirms a duplicate and moves nothing', async () => {
    const keep = file(at('gallery/a.jpg'), 'picture');
    const source = file(at('card/a.jpg'), 'picture');
    expect(await ends([compareOf(source, keep)])).toEqual(['done']);
    expect(tree()).toEqual(['card/a.jpg', 'gallery/a.jpg']);
  });

  test.each([
    ['not-identical', 'PICTURE'],
    ['keep-missing', undefined],
  ])('says %s rather than letting a picture pass as safe', async (reason, content) => {
    const keep = file(at('gallery/a.jpg'), 'picture');
    const source = file(at('card/a.jpg'), 'picture');
    const action = compareOf(source, keep);
    if (content === undefined) unlinkSync(keep);
    else overwrite(keep, content);
    expect(await ends([action])).toEqual([reason]);
    expect(text(source)).toBe('picture');
  });
});

test('hundreds of actions in many batches each have one outcome, in their order', async () => {
  const sources = Array.from({ length: 150 }, (_, n) =>
    file(at('drop', `${String(n)}.jpg`), `picture ${String(n)}`),
  );
  const before = contentsOf(at('drop'));
  const actions = sources.map((source, n) => {
    const target = source.replace('/drop/', '/gallery/');
    return n % 3 === 0 ? copyOf(source, target, true) : moveOf(source, target);
  });

  const outcomes = await carryOut(at(), actions);

  expect(outcomes.map(({ action }) => action)).toEqual(actions);
  expect(new Set(endsOf(outcomes))).toEqual(new Set(['done']));
  expect(contentsOf(at('gallery'))).toEqual(before);
  expect(contentsOf(at('drop'))).toEqual([]);
});

test('a folder that vanishes under a batch costs its own files only', async () => {
  const sources = ['one/a.jpg', 'two/b.jpg'].map((name) => file(at('drop', name), name));
  const actions = sources.map((source) => moveOf(source, source.replace('/drop/', '/gallery/')));
  rmSync(dirname(sources[0]!), { recursive: true });
  expect(await ends(actions)).toEqual(['vanished', 'done']);
  expect(tree()).toEqual(['gallery/two/b.jpg']);
});
