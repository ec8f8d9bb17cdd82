import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from '../fast-check.js';
import { fsPath, hasOddBytes, nameFromBytes, withoutOddBytes } from '../../src/system/fs-path.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();

/** Every name that a Linux file system can hold: bytes without NUL and `/`. */
const nameBytes = fc
  .oneof(
    fc.uint8Array({ minLength: 1, maxLength: 255 }),
    // Broken pieces of what is almost UTF-8.
    fc
      .array(
        fc.constantFrom('📷', 'é', '\ufffd', '\ufeff', 'a', '日', '\u{10ffff}').chain((character) => {
          const bytes = Buffer.from(character);
          return fc.integer({ min: 1, max: bytes.length }).map((length) => bytes.subarray(0, length));
        }),
        { minLength: 1, maxLength: 20 },
      )
      .map((pieces) => new Uint8Array(Buffer.concat(pieces))),
  )
  .map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 0 && byte !== 0x2f)))
  .filter(
    (bytes) => bytes.length > 0 && bytes.toString('latin1') !== '.' && bytes.toString('latin1') !== '..',
  );

test('any name comes back byte for byte', () => {
  fc.assert(
    fc.property(nameBytes, (bytes) => {
      const name = nameFromBytes(bytes);

      expect(Buffer.from(fsPath(name)).equals(bytes)).toBe(true);
      expect(
        Buffer.from(fsPath(join('/photos', name, 'a.jpg'))).equals(
          Buffer.concat([Buffer.from('/photos/'), bytes, Buffer.from('/a.jpg')]),
        ),
      ).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('different bytes are different names', () => {
  fc.assert(
    fc.property(nameBytes, nameBytes, (a, b) => {
      expect(nameFromBytes(a) === nameFromBytes(b)).toBe(a.equals(b));
    }),
  );
});

test('a name has odd bytes exactly when it is not UTF-8, and without them it is', () => {
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const isUtf8 = (bytes: Buffer): boolean => {
    try {
      utf8.decode(bytes);
      return true;
    } catch {
      return false;
    }
  };
  fc.assert(
    fc.property(nameBytes, (bytes) => {
      const name = nameFromBytes(bytes);

      expect(hasOddBytes(name)).toBe(!isUtf8(bytes));
      expect(typeof fsPath(name)).toBe(isUtf8(bytes) ? 'string' : 'object');
      expect(Buffer.from(withoutOddBytes(name)).toString()).toBe(withoutOddBytes(name));
    }),
    { numRuns: 1000 },
  );
});

test('real files of any name are found and read under the name that stands for it', () => {
  const odd = [
    ...[[0xff], [0x63, 0xe9, 0x2e], [0xc3], [0xe2, 0x82], [0xf0, 0x9f, 0x93], [0xed, 0xa0, 0x80]],
    ...[
      [0xc0, 0xaf],
      [0xf4, 0x90, 0x80, 0x80],
      [0xef, 0xbf, 0xbd],
      [0xef, 0xbf, 0xbd, 0xff],
      [0x0a],
      [0xef, 0xbb, 0xbf],
    ],
    ...[
      [0xed, 0xb2, 0x80],
      [0xf0, 0x9f, 0x93, 0xb7, 0x80],
    ],
  ].map((bytes) => Buffer.from(bytes));
  for (const bytes of odd) {
    writeFileSync(Buffer.concat([Buffer.from(`${folder()}/`), bytes]), bytes.toString('hex'));
  }
  const names = readdirSync(folder(), { encoding: 'buffer' }).map(nameFromBytes);

  expect(names).toHaveLength(odd.length);
  expect(names.map((name) => readFileSync(fsPath(join(folder(), name)), 'utf8')).sort()).toEqual(
    odd.map((bytes) => bytes.toString('hex')).sort(),
  );
});

describe('ordinary names are ordinary strings', () => {
  // The second half of a camera is U+DCF7, of a bag of money U+DCB0: as lone ones those would be odd bytes.
  test.each(['IMG_0001.jpg', 'Köln.jpg', '日本.jpg', '📷.jpg', '💰📿.jpg', '\ufffd.jpg', 'line\nbreak'])(
    '%j',
    (name) => {
      expect(nameFromBytes(Buffer.from(name))).toBe(name);
      expect(fsPath(name)).toBe(name);
      expect(hasOddBytes(name)).toBe(false);
      expect(withoutOddBytes(name)).toBe(name);
    },
  );
});

describe('odd bytes', () => {
  test.each([
    [[0x63, 0x61, 0x66, 0xe9], 'caf\udce9', 'caf_'],
    [[0xff, 0xfe], '\udcff\udcfe', '__'],
    [[0xf0, 0x9f, 0x93, 0xb7, 0xb7], '📷\udcb7', '📷_'],
    [[0xed, 0xa0, 0x80], '\udced\udca0\udc80', '___'],
  ])('%j stand as %j and become %j', (bytes, name, without) => {
    expect(nameFromBytes(Buffer.from(bytes))).toBe(name);
    expect(hasOddBytes(name)).toBe(true);
    expect(withoutOddBytes(name)).toBe(without);
  });
});
