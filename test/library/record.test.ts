import { describe, expect, test } from '@jest/globals';
import { Catalog } from '../../src/library/catalog.js';
import { ledgerEntries, recordInCatalog } from '../../src/library/record.js';
import type { Action, Outcome } from '../../src/plan/actions.js';

const identity = { dev: 66, ino: 5, size: 3, mtimeMs: 1_612_100_000_123.5, ctimeMs: 1_612_100_000_999.25 };
const placed = { ...identity, ctimeMs: identity.ctimeMs + 5 };
const fingerprint = { size: 3, hash: '00000000000000ff' };
const base = { source: '/drop/caf\udce9.jpg', identity, fingerprint };
const gallery = '/photos/Gallery';

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
  test('gets a line for what came into the Gallery, under the name it came with, and for nothing else', () => {
    const outcomes = [...[move, copy, trash, compare, elsewhere].map(done), failed({ ...move, id: 6 })];
    const line = { event: 'imported', fingerprint, name: 'caf\udce9.jpg', run: 'r' };
    expect(ledgerEntries('r', outcomes)).toEqual([
      { ...line, action: 1 },
      { ...line, action: 2 },
    ]);
  });
});

describe('the catalog', () => {
  function recorded(...outcomes: readonly Outcome[]): Catalog {
    const catalog = Catalog.open(':memory:');
    recordInCatalog(catalog, gallery, outcomes);
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
