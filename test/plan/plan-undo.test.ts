import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from '../fast-check.js';
import type { Action } from '../../src/plan/actions.js';
import { statePath } from '../../src/plan/plan-asset.js';
import { createUndoPlanner, type UndoFacts, type UndoPlan } from '../../src/plan/plan-undo.js';
import { foldName } from '../../src/scan/file-name.js';
import type { FileIdentity } from '../../src/scan/identity.js';

const root = '/photos';
const drop = '/photos/images/Imports/Phone/IMG_1.jpg';
const placed = '/photos/images/Gallery/2021/01-January/IMG_1.jpg';
const other = '/photos/images/Gallery/1999/same.jpg';
const inTrash = '/photos/.photokeep/trash/R/images/Imports/Phone/IMG_1.jpg';
const card = '/media/card/DCIM/IMG_1.jpg';
const trashOf =
  (run: string) =>
  ({ path }: { readonly path: string }): string =>
    statePath(path, `/photos/.photokeep/trash/${run}`, { libraryRoot: root });

/** The files that there are: a content for each path. The files of a card are on a disk of their own. */
type Disk = ReadonlyMap<string, string>;

function disk(...paths: readonly string[]): Disk {
  return new Map(paths.map((path) => [path, 'picture']));
}

function deviceOf(path: string): number {
  return path.startsWith('/media/') ? 2 : 1;
}

function identity(path: string, content: string): FileIdentity {
  return { dev: deviceOf(path), ino: 7, size: content.length, mtimeMs: 1, ctimeMs: 2 };
}

function factsOf(files: Disk): UndoFacts {
  const folders = new Set([...files.keys()].map((path) => dirname(path)));
  return {
    isAsPlaced: ({ target, fingerprint }) => files.get(target) === fingerprint.hash,
    identityAt: (path) => {
      const content = files.get(path);
      return content === undefined ? undefined : identity(path, content);
    },
    namesIn: (folder) =>
      new Set(
        [...files.keys()].filter((path) => dirname(path) === folder).map((path) => foldName(basename(path))),
      ),
    deviceOf,
    isReachable: (folder) => folder.startsWith(root) || folders.has(folder),
  };
}

const base = {
  id: 4,
  identity: identity(drop, 'picture'),
  fingerprint: { size: 7, hash: 'picture' },
} as const;
const move: Action = { ...base, kind: 'move', source: drop, target: placed };
const copied: Action = { ...base, kind: 'copy', source: card, target: placed, removeSource: false };
const moved: Action = { ...copied, removeSource: true };
const trashed: Action = { ...base, kind: 'trash', source: drop, target: inTrash, keep: other };
/** What a backup gave back came from a working folder that is gone. */
const fromBackup: Action = { ...move, source: '/gone/.photokeep-restore/1999/IMG_1.jpg', reason: 'restored' };
const deleted: Action = { ...base, kind: 'delete', source: inTrash, keep: other };
const reflinked: Action = { ...base, kind: 'reflink', source: placed, keep: other };
const compared: Action = { ...base, kind: 'compare', source: card, keep: other };
/** A duplicate that came back from the trash of an earlier run. */
const restored: Action = {
  ...{ ...base, kind: 'move', source: inTrash, target: drop },
  undoes: { run: 'Q', action: 9, keep: other },
};

function planOf(actions: readonly Action[], files: Disk): UndoPlan {
  return createUndoPlanner(trashOf('U')).plan('R', actions, factsOf(files));
}

/** What is planned for one action, or why nothing. */
function short({ actions, skips }: UndoPlan): unknown {
  const [action] = actions;
  if (!action) return skips.map(({ reason, path }) => [reason, path])[0];
  const { kind, source, target } = action;
  if (action.kind === 'trash') return [kind, source, target, action.keep];
  return [action.kind === 'copy' && action.removeSource ? 'copy, then remove' : kind, source, target];
}

describe('what takes back', () => {
  test.each<[string, Action, Disk, unknown]>([
    ['a move: the way back', move, disk(placed), ['move', placed, drop]],
    [
      'a move whose old name was taken meanwhile: a free one beside it',
      move,
      disk(placed, drop),
      ['move', placed, '/photos/images/Imports/Phone/IMG_1 (2).jpg'],
    ],
    [
      'a move whose old name differs in case from one that came meanwhile: they were two files before, too',
      move,
      disk(placed, '/photos/images/Imports/Phone/img_1.JPG'),
      ['move', placed, drop],
    ],
    ['a move of what was changed since: nothing', move, new Map([[placed, 'edited!']]), ['changed', placed]],
    ['a move of what is no longer there: nothing', move, disk(), ['gone', placed]],
    [
      'a move from another disk: a copy back',
      moved,
      disk(placed, '/media/card/DCIM/x'),
      ['copy, then remove', placed, card],
    ],
    [
      'a move from a folder outside the library that is gone, as of a card that is not mounted: nothing',
      moved,
      disk(placed),
      ['folder-gone', placed],
    ],
    [
      'a copy whose source is there: the copy goes to the trash, the source stays',
      copied,
      disk(placed, card),
      ['trash', placed, '/photos/.photokeep/trash/U/images/Gallery/2021/01-January/IMG_1.jpg', card],
    ],
    [
      'what came from a backup: it goes to the trash',
      fromBackup,
      disk(placed),
      ['move', placed, '/photos/.photokeep/trash/U/images/Gallery/2021/01-January/IMG_1.jpg'],
    ],
    ['a copy whose source is gone: it stays', copied, disk(placed), ['source-gone', placed]],
    [
      'a copy whose source was changed since: it stays',
      copied,
      new Map([
        [placed, 'picture'],
        [card, 'another picture'],
      ]),
      ['source-changed', placed],
    ],
    [
      'a copy that was changed since: it stays',
      copied,
      new Map([
        [placed, 'edited!'],
        [card, 'picture'],
      ]),
      ['changed', placed],
    ],
    ['a copy that is no longer there: nothing', copied, disk(card), ['gone', placed]],
    ['a removal: back from the trash', trashed, disk(inTrash, other), ['move', inTrash, drop]],
    [
      'a removal, also when the copy that stayed is gone since',
      trashed,
      disk(inTrash),
      ['move', inTrash, drop],
    ],
    [
      'a removal from a folder on another disk',
      { ...trashed, source: card },
      disk(inTrash, '/media/card/DCIM/x'),
      ['copy, then remove', inTrash, card],
    ],
    ['a removal that has expired from the trash since: nothing', trashed, disk(other), ['gone', inTrash]],
    ['a deletion: nothing', deleted, disk(other), ['deleted', inTrash]],
    ['shared blocks: nothing', reflinked, disk(placed, other), ['shares-blocks', placed]],
    ['a comparison: nothing, and nothing to say', compared, disk(other), undefined],
    [
      'a restoration: to the trash again, after both were compared again',
      restored,
      disk(drop, other),
      ['trash', drop, '/photos/.photokeep/trash/U/images/Imports/Phone/IMG_1.jpg', other],
    ],
    [
      'a restoration of what was changed since: nothing',
      restored,
      new Map([[drop, 'edited!']]),
      ['changed', drop],
    ],
  ])('%s', (_, action, files, expected) => {
    expect(short(planOf([action], files))).toEqual(expected);
  });
});

test('an action says what it takes back, and carries what is known of the file', () => {
  const takenAt = { local: '2021-01-02T03:04:05', source: 'ExifIFD:DateTimeOriginal' };
  expect(planOf([{ ...move, takenAt }], disk(placed)).actions).toEqual([
    {
      ...{ kind: 'move', id: 1, source: placed, target: drop, takenAt },
      ...{ identity: identity(placed, 'picture'), fingerprint: base.fingerprint },
      undoes: { run: 'R', action: 4 },
    },
  ]);
});

test('what comes back from the trash remembers the copy that had stayed', () => {
  expect(planOf([trashed], disk(inTrash)).actions[0]?.undoes).toEqual({ run: 'R', action: 4, keep: other });
});

test('what came last goes first, and the numbers of two runs do not meet', () => {
  const planner = createUndoPlanner(trashOf('U'));
  const facts = factsOf(disk(placed, inTrash));
  const actions = [
    ...planner.plan('R', [move, { ...trashed, id: 5, source: '/photos/b.jpg' }], facts).actions,
    ...planner.plan('Q', [{ ...move, source: '/photos/c.jpg' }], facts).actions,
  ];
  expect(actions.map(({ id, undoes }) => [id, undoes?.run, undoes?.action])).toEqual([
    [1, 'R', 5],
    [2, 'R', 4],
    [3, 'Q', 4],
  ]);
});

test('the files of an asset stay together: where one name is taken, all get a free one', () => {
  const folder = '/photos/images/Imports/Phone';
  const names = ['IMG_1234.HEIC', 'IMG_1234.MOV', 'IMG_E1234.HEIC', 'IMG_1234.HEIC.xmp'];
  const asset = { number: 7, role: 'still', key: 'IMG_1' } as const;
  const moves = names.map((name, index): Action => {
    return {
      ...move,
      id: index,
      asset,
      source: join(folder, name),
      target: join('/photos/images/Gallery', name),
    };
  });
  const files = moves.map((action) => (action as { target: string }).target);
  const stranger = { ...move, id: 9, source: join(folder, 'IMG_2.JPG') };

  const { actions } = planOf([...moves, stranger], disk(...files, placed, join(folder, 'IMG_1234.MOV')));

  expect(actions.map(({ target }) => basename(target)).toReversed()).toEqual([
    ...['IMG_1234 (2).HEIC', 'IMG_1234 (2).MOV', 'IMG_E1234 (2).HEIC', 'IMG_1234 (2).HEIC.xmp', 'IMG_2.JPG'],
  ]);
  expect(actions.slice(1).every((action) => action.asset?.number === 7)).toBe(true);
});

test('two files that wish for one name get two', () => {
  const again = { ...trashed, id: 5, target: `${inTrash}.again` };
  const { actions } = planOf([trashed, again], disk(inTrash, again.target));
  expect(actions.map(({ target }) => basename(target))).toEqual(['IMG_1.jpg', 'IMG_1 (2).jpg']);
});

test('what gave way to a file from a backup gets its own place again, for that one leaves it first', () => {
  const away: Action = { ...base, kind: 'move', source: placed, target: inTrash };
  const back: Action = { ...fromBackup, id: 5, target: placed };
  const { actions } = planOf([away, back], disk(placed, inTrash));
  expect(actions.map(({ source, target }) => [source, target])).toEqual([
    [placed, '/photos/.photokeep/trash/U/images/Gallery/2021/01-January/IMG_1.jpg'],
    [inTrash, placed],
  ]);
});

/** Carries a plan out on the model. @throws when it would overwrite something or lose its footing */
function carryOut(files: Disk, actions: readonly Action[]): Map<string, string> {
  const after = new Map(files);
  for (const action of actions) {
    const content = after.get(action.source);
    if (content === undefined) throw new Error(`no ${action.source}`);
    if ('keep' in action && after.get(action.keep) !== content)
      throw new Error(`${action.keep} does not hold the same`);
    if ('target' in action) {
      if (after.has(action.target)) throw new Error(`${action.target} is taken`);
      after.set(action.target, content);
    }
    const stays = action.kind === 'compare' || (action.kind === 'copy' && !action.removeSource);
    if (!stays) after.delete(action.source);
  }
  return after;
}

/** A run over some files: each moved, copied, or, where an earlier one has the same content, trashed. */
const runs = fc
  .uniqueArray(
    fc.record({
      path: fc.constantFrom('a', 'A', 'b', 'c', 'd', 'é').map((name) => `${name}.jpg`),
      folder: fc.constantFrom('/photos/drop', '/photos/drop/x', '/media/card'),
      content: fc.constantFrom('1', '2', '3', '4', '5', '6'),
      kind: fc.constantFrom('move', 'copy', 'copy and remove'),
    }),
    { selector: ({ path, folder }) => join(folder, path), maxLength: 15 },
  )
  .map((items) => {
    const files = new Map<string, string>(
      items.map(({ folder, path, content }) => [join(folder, path), content]),
    );
    // The card stays mounted, whatever leaves it.
    files.set('/media/card/index', 'of the camera');
    const kept = new Map<string, string>();
    const actions = items.map(({ folder, path, content, kind }, index): Action => {
      const source = join(folder, path);
      const action = {
        ...{ id: index + 1, source, identity: identity(source, content) },
        fingerprint: { size: content.length, hash: content },
      };
      const keep = kept.get(content);
      if (keep !== undefined)
        return { ...action, kind: 'trash', keep, target: join('/photos/trash/R', source) };
      const target = join('/photos/Gallery', content, `${String(index)}.jpg`);
      kept.set(content, target);
      return kind === 'move'
        ? { ...action, kind, target }
        : { ...action, kind: 'copy', target, removeSource: kind !== 'copy' };
    });
    return { files, actions };
  });

/** Everything but the trash, which keeps what undo took out of the Gallery. */
function seen(files: Disk): Record<string, string> {
  return Object.fromEntries([...files].filter(([path]) => !path.includes('/trash/')).sort());
}

test('for any run: to do it and to undo it changes nothing, and to undo that does it again', () => {
  fc.assert(
    fc.property(runs, ({ files, actions }) => {
      const done = carryOut(files, actions);
      const undo = createUndoPlanner(trashOf('U')).plan('R', actions, factsOf(done));
      expect(undo.skips).toEqual([]);
      const undone = carryOut(done, undo.actions);
      expect(seen(undone)).toEqual(seen(files));

      const redo = createUndoPlanner(trashOf('V')).plan('U', undo.actions, factsOf(undone));
      expect(redo.skips).toEqual([]);
      expect(seen(carryOut(undone, redo.actions))).toEqual(seen(done));
    }),
  );
});

test('for any run, whatever others did since: nothing is overwritten, each content survives, each action is accounted for', () => {
  const others = fc.array(fc.tuple(fc.nat(29), fc.constantFrom('remove', 'edit')), { maxLength: 8 });
  const newcomers = fc.array(fc.nat(14), { maxLength: 5 });
  fc.assert(
    fc.property(runs, others, newcomers, ({ files, actions }, changes, taken) => {
      const now = carryOut(files, actions);
      for (const [which, what] of changes) {
        const path = [...now.keys()][which];
        if (path === undefined) continue;
        if (what === 'remove') now.delete(path);
        else now.set(path, 'edited');
      }
      for (const which of taken) {
        const source = actions[which]?.source;
        if (source !== undefined && !now.has(source)) now.set(source, 'a newcomer');
      }
      const { actions: undo, skips } = createUndoPlanner(trashOf('U')).plan('R', actions, factsOf(now));
      expect(undo.length + skips.length).toBe(actions.length);
      const after = carryOut(now, undo);
      expect(new Set(after.values())).toEqual(new Set(now.values()));
    }),
  );
});
