import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from '../fast-check.js';
import { sameBytes } from '../../src/content/same-bytes.js';
import { fsPath } from '../../src/system/fs-path.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();

function file(name: string, content: Buffer | string): string {
  const path = join(folder(), name);
  writeFileSync(fsPath(path), content);
  return path;
}

function same(a: Buffer | string, b: Buffer | string): boolean {
  return sameBytes(file('a', a), file('b', b));
}

const block = 512 * 1024;
const sizes = [1, 2, block - 1, block, block + 1, 2 * block, 2 * block + 1, 3 * block - 1];

describe('two files with the same bytes are the same', () => {
  test.each([0, ...sizes])('of %d bytes', (size) => {
    expect(same(Buffer.alloc(size, 'photo'), Buffer.alloc(size, 'photo'))).toBe(true);
  });

  test('under names that are not UTF-8', () => {
    expect(sameBytes(file('caf\udce9', 'x'), file('\udcff', 'x'))).toBe(true);
  });
});

describe('one bit makes the difference', () => {
  const places = sizes.flatMap((size) =>
    [...new Set([0, Math.floor(size / 2), block - 1, block, size - 1])]
      .filter((at) => at < size)
      .map((at): [number, number] => [at, size]),
  );

  test.each(places)('in byte %d of %d', (at, size) => {
    const changed = Buffer.alloc(size, 'photo');
    changed[at] = (changed[at] as number) ^ 1;

    expect(same(Buffer.alloc(size, 'photo'), changed)).toBe(false);
  });
});

describe('a file that is the beginning of another is not the same', () => {
  test.each([
    [0, 1],
    [1, 2],
    [block - 1, block],
    [block, block + 1],
    [block, 2 * block],
    [2 * block, 2 * block + 1],
  ])('%d of %d bytes', (short, long) => {
    expect(same(Buffer.alloc(short, 'photo'), Buffer.alloc(long, 'photo'))).toBe(false);
    expect(same(Buffer.alloc(long, 'photo'), Buffer.alloc(short, 'photo'))).toBe(false);
  });
});

test('what an earlier comparison left in memory plays no part', () => {
  expect(same('a long content', 'a long content')).toBe(true);
  expect(same('a', 'a long content')).toBe(false);
  expect(same('a long', 'a lonG')).toBe(false);
  expect(same('', '')).toBe(true);
});

test('it is what comparing the whole contents says', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 40 }), (a, b) => {
      expect(same(Buffer.from(a), Buffer.from(b))).toBe(Buffer.from(a).equals(Buffer.from(b)));
      expect(same(Buffer.from(a), Buffer.from(a))).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test('a file that cannot be read is an error, never an answer', () => {
  const a = file('a', 'x');
  symlinkSync('nowhere', join(folder(), 'broken'));
  const codeOf = (work: () => unknown): unknown => {
    try {
      return work();
    } catch (error) {
      return (error as NodeJS.ErrnoException).code;
    }
  };

  expect(codeOf(() => sameBytes(a, join(folder(), 'missing')))).toBe('ENOENT');
  expect(codeOf(() => sameBytes(join(folder(), 'missing'), a))).toBe('ENOENT');
  expect(codeOf(() => sameBytes(a, join(folder(), 'broken')))).toBe('ENOENT');
  expect(codeOf(() => sameBytes(a, folder()))).toBe('EISDIR');
  expect(readFileSync(a, 'utf8')).toBe('x');
});
