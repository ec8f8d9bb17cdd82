import { describe, expect, test } from '@jest/globals';
import fc from '../fast-check.js';
import { type GalleryReading, judgeReading, type Look } from '../../src/plan/judge-reading.js';

const before: Look = { size: 3, mtimeMs: 1, ctimeMs: 1, ino: 1 };
const good = { size: 3, hash: 'one' };
const bad = { size: 3, hash: 'two' };
const edited = { size: 3, hash: 'new' };

function judge(how: Partial<GalleryReading>): string {
  return judgeReading({
    ...{ known: { look: before, hash: good.hash }, look: before, found: good },
    ...{ doubt: undefined, isTouchedAsAWhole: false, ...how },
  }).is;
}

describe('a file that was read', () => {
  const touched = { ...before, ctimeMs: 2 };
  const rewritten = { ...before, ctimeMs: 2, ino: 2 };
  test.each<[string, Partial<GalleryReading>, string]>([
    ['holds what it held', {}, 'right'],
    ['was touched and holds what it held', { look: touched }, 'right'],
    ['lies on another disk and holds what it held', { look: rewritten, isTouchedAsAWhole: true }, 'right'],
    ['was never read before', { known: { look: before, hash: undefined } }, 'learnt'],
    ['holds something else, and nobody wrote to it', { found: bad }, 'rotten'],
    ['also where all others were touched', { found: bad, isTouchedAsAWhole: true }, 'rotten'],
    ['was edited', { look: { ...touched, mtimeMs: 2, size: 4 }, found: { size: 4, hash: 'new' } }, 'learnt'],
    ['was edited, and kept its size', { look: { ...touched, mtimeMs: 2 }, found: edited }, 'learnt'],
    ['was edited, and kept its size and time: only ctime tells', { look: touched, found: edited }, 'learnt'],
    ['was so by a program that writes a new file', { look: rewritten, found: edited }, 'learnt'],
    [
      'was copied to another disk with all the others, and holds something else',
      { look: rewritten, found: bad, isTouchedAsAWhole: true },
      'unclear',
    ],
    [
      'was touched with all the others, and holds something else',
      { look: touched, found: bad, isTouchedAsAWhole: true },
      'unclear',
    ],
    ['has another number and no new ctime', { look: { ...before, ino: 2 }, found: bad }, 'unclear'],
  ])('%s', (_what, how, expected) => {
    expect(judge(how)).toBe(expected);
  });

  const doubt = { path: 'a', kind: 'rotten', found: bad, good } as const;
  test.each<[string, Partial<GalleryReading>, string]>([
    ['is still rotten', { doubt, found: bad }, 'rotten'],
    ['is rotten after a chmod, too', { doubt, found: bad, look: touched }, 'rotten'],
    [
      'is rotten under another name',
      { doubt, found: bad, known: { look: before, hash: undefined } },
      'rotten',
    ],
    ['was brought back from a backup', { doubt, found: good, look: rewritten }, 'right'],
    ['was edited since', { doubt, found: edited, look: { ...touched, mtimeMs: 2 } }, 'learnt'],
    ['rots on', { doubt, found: edited }, 'rotten'],
    ['is right as it is, says the user', { doubt: { ...doubt, kind: 'trusted' }, found: bad }, 'right'],
    ['is still unclear', { doubt: { ...doubt, kind: 'unclear' }, found: bad, look: touched }, 'unclear'],
  ])('and was in doubt: it %s', (_what, how, expected) => {
    expect(judge(how)).toBe(expected);
  });
});

test('an untouched file is never taken for edited, and a right one never for anything else', () => {
  const look = fc.record({
    size: fc.constantFrom(3, 4),
    mtimeMs: fc.constantFrom(1, 2),
    ctimeMs: fc.constantFrom(1, 2),
    ino: fc.constantFrom(1, 2),
  });
  const hash = fc.constantFrom('one', 'two');
  fc.assert(
    fc.property(look, hash, fc.boolean(), (now, content, isTouchedAsAWhole) => {
      const found = { size: now.size, hash: content };
      const { is } = judgeReading({
        ...{ known: { look: before, hash: 'one' }, look: now, found, doubt: undefined, isTouchedAsAWhole },
      });
      const isUntouched = Object.entries(before).every(([key, value]) => now[key as keyof Look] === value);
      if (isUntouched) expect(is).toBe(content === 'one' ? 'right' : 'rotten');
      if (is === 'rotten') expect(isUntouched).toBe(true);
      if (is === 'unclear') expect([now.size, now.mtimeMs, content]).toEqual([3, 1, 'two']);
    }),
  );
});
