import { expect, test } from '@jest/globals';
import type { AssetEvent } from '../../src/report/reporter.js';
import { createTally } from '../../src/report/tally.js';

function event(given: Pick<AssetEvent, 'status' | 'action' | 'reason'>): AssetEvent {
  return { event: 'asset', path: '/a.jpg', companions: [], ...given };
}

test('nothing happened', () => {
  expect(createTally().counts()).toEqual({
    ...{ moved: 0, copied: 0, duplicates: 0, skipped: 0, failed: 0, bytes: 0 },
    skippedBecause: {},
  });
});

test('each event counts once, and the bytes of what was placed', () => {
  const tally = createTally();
  tally.count(event({ status: 'done', action: 'move' }), 1000);
  tally.count(event({ status: 'done', action: 'move' }), 200);
  tally.count(event({ status: 'done', action: 'copy' }), 30);
  tally.count(event({ status: 'done', action: 'duplicate' }), 4_000_000);
  tally.count(event({ status: 'skipped', action: 'skip', reason: 'hidden' }), 0);
  tally.count(event({ status: 'skipped', action: 'skip', reason: 'hidden' }), 0);
  tally.count(event({ status: 'skipped', action: 'duplicate', reason: 'duplicate-elsewhere' }), 5_000_000);
  tally.count(event({ status: 'failed', action: 'move', reason: 'no-space' }), 6_000_000);
  tally.count(event({ status: 'failed', action: 'skip', reason: 'unreadable' }), 0);

  expect(tally.failed).toBe(2);
  expect(tally.counts()).toEqual({
    ...{ moved: 2, copied: 1, duplicates: 1, skipped: 3, failed: 2, bytes: 1230 },
    skippedBecause: { hidden: 2, 'duplicate-elsewhere': 1 },
  });
});

test('a dry run counts what it would do in the same way', () => {
  const [dry, real] = [createTally(), createTally()];
  for (const action of ['move', 'copy', 'duplicate'] as const) {
    dry.count(event({ status: 'planned', action }), 10);
    real.count(event({ status: 'done', action }), 10);
  }

  expect(dry.counts()).toEqual(real.counts());
});
