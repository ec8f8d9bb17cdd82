import { expect, test } from '@jest/globals';
import type { AssetEvent } from '../../src/report/reporter.js';
import { createTally } from '../../src/report/tally.js';

function event(given: Pick<AssetEvent, 'status' | 'action' | 'reason' | 'bytes'>): AssetEvent {
  return { event: 'asset', path: '/a.jpg', companions: [], ...given };
}

test('nothing happened', () => {
  expect(createTally().counts()).toEqual({
    ...{ moved: 0, copied: 0, duplicates: 0, held: 0, again: 0, skipped: 0, failed: 0, bytes: 0 },
    skippedBecause: {},
  });
});

test('each event counts once, and the bytes of what was placed', () => {
  const tally = createTally();
  tally.count(event({ status: 'done', action: 'move', bytes: 1000 }));
  tally.count(event({ status: 'done', action: 'move', bytes: 200 }));
  tally.count(event({ status: 'done', action: 'copy', bytes: 30 }));
  tally.count(event({ status: 'done', action: 'duplicate', bytes: 4_000_000 }));
  tally.count(event({ status: 'skipped', action: 'skip', reason: 'hidden', bytes: 0 }));
  tally.count(event({ status: 'skipped', action: 'skip', reason: 'hidden', bytes: 0 }));
  tally.count(
    event({ status: 'skipped', action: 'duplicate', reason: 'duplicate-elsewhere', bytes: 5_000_000 }),
  );
  tally.count(event({ status: 'failed', action: 'move', reason: 'no-space', bytes: 6_000_000 }));
  tally.count(event({ status: 'failed', action: 'skip', reason: 'unreadable', bytes: 0 }));

  expect(tally.failed).toBe(2);
  expect(tally.counts()).toEqual({
    ...{ moved: 2, copied: 1, duplicates: 1, held: 0, again: 0, skipped: 3, failed: 2, bytes: 1230 },
    skippedBecause: { hidden: 2, 'duplicate-elsewhere': 1 },
  });
});

test('a dry run counts what it would do in the same way', () => {
  const [dry, real] = [createTally(), createTally()];
  for (const action of ['move', 'copy', 'duplicate'] as const) {
    dry.count(event({ status: 'planned', action, bytes: 10 }));
    real.count(event({ status: 'done', action, bytes: 10 }));
  }

  expect(dry.counts()).toEqual(real.counts());
});

test('companions count as files of their own, and what comes once more is told', () => {
  const tally = createTally();
  tally.count({
    ...event({ status: 'done', action: 'move', bytes: 100 }),
    again: true,
    companions: [
      { status: 'done', action: 'move', path: '/a.mov', bytes: 30 },
      { status: 'failed', action: 'move', path: '/a.xmp', bytes: 4, reason: 'no-space' },
    ],
  });
  tally.count(event({ status: 'done', action: 'hold', bytes: 9 }));

  expect(tally.files).toBe(4);
  expect(tally.counts()).toMatchObject({ moved: 2, again: 1, held: 1, failed: 1, bytes: 130 });
});
