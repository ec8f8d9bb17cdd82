import { describe, expect, test } from '@jest/globals';
import type { Action } from '../../src/plan/actions.js';
import type { AssetEvent } from '../../src/report/reporter.js';
import { assetEvent, failureEvent, groupByAsset, skipEvent } from '../../src/report/asset-events.js';

const undated = {
  ...{ id: 1, source: '/drop/a.jpg' },
  identity: { dev: 1, ino: 2, size: 3, mtimeMs: 4, ctimeMs: 5 },
  fingerprint: { size: 3, hash: '00000000000000ff' },
};
const base = {
  ...undated,
  takenAt: { local: '2021-01-02T03:04:05', offsetMinutes: 60, source: 'ExifIFD:DateTimeOriginal' },
};
const target = '/gallery/2021/01-January/a.jpg';
const keep = '/gallery/1999/b.jpg';
const dated = { takenAt: '2021-01-02T03:04:05+01:00', dateSource: 'ExifIFD:DateTimeOriginal' };
const plannedEvent = (action: Action): AssetEvent => assetEvent([{ action, status: 'planned' }]);
const common = { event: 'asset', path: '/drop/a.jpg', companions: [], bytes: 3, ...dated };

const move: Action = { ...base, kind: 'move', target };
const copy: Action = { ...base, kind: 'copy', target, removeSource: false };
const moveAcross: Action = { ...base, kind: 'copy', target, removeSource: true };
const trash: Action = { ...base, kind: 'trash', target: '/trash/a.jpg', keep };
const compare: Action = { ...base, kind: 'compare', keep };
const elsewhere: Action = { ...base, kind: 'compare', keep, reason: 'duplicate-elsewhere' };

describe('a dry run and a real run say the same of', () => {
  test.each<[string, Action, object]>([
    ['a move', move, { action: 'move', to: target }],
    ['a move to another disk', moveAcross, { action: 'move', to: target }],
    ['a copy', copy, { action: 'copy', to: target }],
    ['a duplicate that goes to the trash: the copy that stays', trash, { action: 'duplicate', to: keep }],
    ['a duplicate in a source that is copied from', compare, { action: 'duplicate', to: keep }],
  ])('%s', (_, action, said) => {
    expect(plannedEvent(action)).toEqual({ ...common, ...said, status: 'planned' });
    expect(assetEvent([{ action, status: 'done' }])).toEqual({ ...common, ...said, status: 'done' });
  });

  test('a duplicate that is left on its disk', () => {
    const said = {
      ...common,
      action: 'duplicate',
      to: keep,
      status: 'skipped',
      reason: 'duplicate-elsewhere',
    };

    expect(plannedEvent(elsewhere)).toEqual(said);
    expect(assetEvent([{ action: elsewhere, status: 'done' }])).toEqual(said);
  });
});

test.each([move, copy, trash, compare, elsewhere])('a $kind that failed says why', (action) => {
  expect(assetEvent([{ action, status: 'failed', reason: 'no-space' }])).toMatchObject({
    ...{ status: 'failed', reason: 'no-space', path: '/drop/a.jpg' },
  });
});

test('an offset that is not known is not invented, and an undated file has no date', () => {
  const { local, source } = base.takenAt;

  expect(plannedEvent({ ...move, takenAt: { local, source } }).takenAt).toBe('2021-01-02T03:04:05');
  expect(plannedEvent({ ...undated, kind: 'move', target })).toEqual({
    ...{ event: 'asset', status: 'planned', action: 'move', path: '/drop/a.jpg', to: target, companions: [] },
    bytes: 3,
  });
});

test('notes are handed on', () => {
  expect(plannedEvent({ ...move, notes: ['its content is JPEG; the name is kept'] }).notes).toEqual([
    'its content is JPEG; the name is kept',
  ]);
});

test('files that are left and files that failed', () => {
  expect(skipEvent({ path: '/drop/.hidden', reason: 'hidden' })).toEqual({
    ...{ event: 'asset', status: 'skipped', action: 'skip', path: '/drop/.hidden', companions: [] },
    reason: 'hidden',
  });
  expect(failureEvent({ path: '/drop/a.jpg', reason: 'unreadable' })).toEqual({
    ...{ event: 'asset', status: 'failed', action: 'skip', path: '/drop/a.jpg', companions: [] },
    reason: 'unreadable',
  });
});

test('the files of an asset are one event: the main file, and its companions', () => {
  const events: AssetEvent[] = [];
  const grouped = groupByAsset((event) => events.push(event));
  const part = (number: number) => ({ asset: { number, role: 'still' as const, key: 'A' } });
  grouped.add({ action: { ...move, ...part(1) }, status: 'done' });
  grouped.add({ action: { ...trash, ...part(1), source: '/drop/a.mov' }, status: 'done' });
  grouped.add({
    action: { ...move, ...part(2), source: '/drop/b.jpg' },
    status: 'failed',
    reason: 'no-space',
  });
  grouped.end();

  expect(events).toEqual([
    {
      ...{ ...common, action: 'move', to: target, status: 'done' },
      companions: [{ action: 'duplicate', path: '/drop/a.mov', to: keep, bytes: 3, status: 'done' }],
    },
    { ...common, action: 'move', path: '/drop/b.jpg', to: target, status: 'failed', reason: 'no-space' },
  ]);
});

test('what was imported before and is gone: held back, or let in again', () => {
  expect(plannedEvent({ ...move, reason: 'held', target: '/held/a.jpg' })).toMatchObject({ action: 'hold' });
  expect(plannedEvent({ ...move, reason: 'again' })).toMatchObject({ action: 'move', again: true });
});
