import { describe, expect, test } from '@jest/globals';
import { Catalog } from '../../src/library/catalog.js';
import { ledgerEntries, recordInCatalog } from '../../src/library/record.js';
import type { Action, Outcome } from '../../src/plan/actions.js';

const identity = { dev: 66, ino: 5, size: 3, mtimeMs: 1_612_100_000_123.5, ctimeMs: 1_612_100_000_999.25 };
const placed = { ...identity, ctimeMs: identity.ctimeMs + 5 };
const fingerprint = { size: 3, hash: '00000000000000ff' };
const base = { source: '/drop/caf\udce9.jpg', identity, fingerprint };
const gallery = '/photos/Gallery';
const paths = { gallery, state: '/photos/.photokeep' };

const move: Action = { ...base, id: 1, kind: 'move', target: `${gallery}/2021/a.jpg` };
const copy: Action = { ...base, id: 2, kind: 'copy', target: `${gallery}/2021/b.jpg`, removeSource: false };
const trash: Action = {
  ...base,
  id: 3,
  kind: 'trash',
  target: '/trash/a.jpg',
  keep: `${gallery}/2021/a.jpg`,
};
const compare: Action = { ...base, id: 4, kind: 'compare', keep: `${gallery}/2021/a.jpg` };
const elsewhere: Action = { ...compare, id: 5, kind: 'compare', reason: 'duplicate-elsewhere' };

function done(action: Action): Outcome {
  return { action, status: 'done', placed };
}

function failed(action: Action): Outcome {
  return { action, status: 'failed', reason: 'changed' };
}

describe('the ledger', () => {
  test('gets a line for what came into the Gallery, or came again, under the name and from the folder it came with', () => {
    const outcomes = [...[move, copy, trash, compare, elsewhere].map(done), failed({ ...move, id: 6 })];
    const line = { event: 'imported', fingerprint, name: 'caf\udce9.jpg', from: '/drop', run: 'r' };
    expect(ledgerEntries(paths, 'r', outcomes)).toEqual([
      { ...line, action: 1 },
      { ...line, action: 2 },
      { ...line, event: 'received', action: 3 },
    ]);
  });

  test('names a folder in the library as it is called from there on', () => {
    const source = '/photos/images/Imports/Phone/DCIM/a.jpg';
    expect(ledgerEntries(paths, 'r', [done({ ...move, source })])).toMatchObject([
      { name: 'a.jpg', from: 'images/Imports/Phone/DCIM' },
    ]);
  });

  const undoes = { run: 'r', action: 1 };
  const back: Action = { ...move, source: move.target, target: '/drop/caf\udce9 (2).jpg', undoes };
  const withdrawn: Action = {
    ...trash,
    source: copy.target,
    target: '/photos/.photokeep/trash/u/b.jpg',
    keep: '/card/b.jpg',
    undoes: { run: 'r', action: 2 },
  };

  test.each<[string, Action, { event: string; name: string; from?: string } | undefined]>([
    ['back in the drop folder', back, { event: 'undone', name: 'caf\udce9 (2).jpg' }],
    ['only the memory card has it again', withdrawn, { event: 'undone', name: 'b.jpg' }],
    [
      'the same, done again',
      { ...back, source: back.target, target: move.target, kind: 'move' },
      { event: 'imported', name: 'caf\udce9 (2).jpg', from: '/drop' },
    ],
    [
      'back in the drop folder from the trash, where it was a duplicate',
      { ...back, source: trash.target },
      undefined,
    ],
    [
      'back in the Gallery from the trash',
      { ...move, source: trash.target, undoes },
      { event: 'imported', name: 'a.jpg', from: '/trash' },
    ],
    ['moved within the Gallery', { ...move, source: `${gallery}/2020/a.jpg` }, undefined],
    [
      'a duplicate in the Gallery that went to the trash',
      { ...trash, source: `${gallery}/b.jpg` },
      undefined,
    ],
  ])('%s', (_, action, line) => {
    const { id, fingerprint: content } = action;
    expect(ledgerEntries(paths, 'u', [done(action)])).toEqual(
      line ? [{ ...line, fingerprint: content, run: 'u', action: id }] : [],
    );
  });

  test('takes the state of a Gallery alone, which lies inside it, for what it is', () => {
    const alone = { gallery: '/g', state: '/g/.photokeep' };
    const restored: Action = {
      ...move,
      source: '/g/.photokeep/trash/r/a.jpg',
      target: '/drop/a.jpg',
      undoes,
    };
    expect(ledgerEntries(alone, 'u', [done(restored)])).toEqual([]);
  });
});

describe('the catalog', () => {
  function recorded(...outcomes: readonly Outcome[]): Catalog {
    const catalog = Catalog.open(':memory:');
    recordInCatalog(catalog, paths, outcomes);
    return catalog;
  }

  test('learns the file at the target as it is after the move, not as it was before', () => {
    const catalog = recorded(done(move));
    const { ino, size, mtimeMs, ctimeMs } = placed;
    expect(catalog.byPath('2021/a.jpg')).toEqual({
      path: '2021/a.jpg',
      identity: { ino, size, mtimeMs, ctimeMs },
      hash: fingerprint.hash,
      key: 'A',
    });
    catalog.close();
  });

  test.each<[string, Action]>([
    ['moved back to the drop folder', { ...move, source: move.target, target: '/drop/a.jpg' }],
    [
      'copied back to another disk',
      { ...copy, source: move.target, target: '/card/a.jpg', removeSource: true },
    ],
    ['to the trash', { ...trash, source: move.target, keep: '/card/a.jpg' }],
    ['for good', { kind: 'delete', ...base, id: 9, source: move.target, keep: copy.target }],
  ])('forgets a file that left the Gallery: %s', (_, action) => {
    const catalog = recorded(done(move), done(copy));
    recordInCatalog(catalog, paths, [done(action)]);
    expect(catalog.bySize(3).map(({ path }) => path)).toEqual(['2021/b.jpg']);
    catalog.close();
  });

  test('keeps the row of a file that could not leave, and of one that was only copied from', () => {
    const catalog = recorded(done(move));
    const away: Action = { ...move, source: move.target, target: '/drop/a.jpg' };
    recordInCatalog(catalog, paths, [
      failed(away),
      done({ ...copy, source: move.target, target: '/usb/a.jpg' }),
    ]);
    expect(catalog.bySize(3).map(({ path }) => path)).toEqual(['2021/a.jpg']);
    catalog.close();
  });

  test('follows a file that moves within the Gallery, also to where another one was', () => {
    const catalog = recorded(done(move), done(copy));
    const further: Action = { ...move, source: copy.target, target: `${gallery}/2022/b.jpg` };
    const after: Action = { ...move, source: move.target, target: copy.target };
    recordInCatalog(catalog, paths, [done(further), done(after)]);
    expect(catalog.bySize(3).map(({ path }) => path)).toEqual(['2021/b.jpg', '2022/b.jpg']);
    catalog.close();
  });

  test('learns nothing of what failed, was compared or went to the trash', () => {
    const catalog = recorded(failed(move), failed(copy), done(trash), done(compare));
    expect(catalog.bySize(3)).toEqual([]);
    expect(catalog.remembered(base.source)).toBeUndefined();
    catalog.close();
  });

  test('remembers a duplicate that stays on another disk, and what it equals', () => {
    const catalog = recorded(done(elsewhere));
    expect(catalog.remembered(base.source)).toMatchObject({
      reason: 'duplicate-elsewhere',
      keep: '2021/a.jpg',
    });
    catalog.close();
  });

  test('does not remember one that turned out to differ', () => {
    const catalog = recorded(failed(elsewhere));
    expect(catalog.remembered(base.source)).toBeUndefined();
    catalog.close();
  });
});
