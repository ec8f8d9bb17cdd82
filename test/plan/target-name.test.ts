import { describe, expect, test } from '@jest/globals';
import fc from '../fast-check.js';
import { freeName, freeStem, storableName, wishedStem } from '../../src/plan/target-name.js';
import { readAssetName } from '../../src/scan/asset-name.js';
import { foldName, splitName } from '../../src/scan/file-name.js';
import { nameFromBytes } from '../../src/system/fs-path.js';

const nothing = (): boolean => false;
const taken = (...names: string[]): ((folded: string) => boolean) => {
  const folded = new Set(names.map(foldName));
  return (name) => folded.has(name);
};

describe('splitName', () => {
  test.each([
    ['IMG_0001.JPG', 'IMG_0001', '.JPG'],
    ['archive.tar.gz', 'archive.tar', '.gz'],
    ['no extension', 'no extension', ''],
    ['.hidden', '.hidden', ''],
    ['.hidden.jpg', '.hidden', '.jpg'],
    ['dot at the end.', 'dot at the end', '.'],
    ['', '', ''],
    [`a.${'long'.repeat(10)}`, `a.${'long'.repeat(10)}`, ''],
  ])('%s', (name, stem, extension) => {
    expect(splitName(name)).toEqual({ stem, extension });
  });
});

describe('--naming original keeps the name', () => {
  test.each([
    ['IMG_0001.JPG', 'IMG_0001.JPG'],
    ['  spaces  .jpg', '  spaces  .jpg'],
    ["Anna's 1st day (2) [x] #1 & Köln 📷.heic", "Anna's 1st day (2) [x] #1 & Köln 📷.heic"],
    ['Ko\u0308ln.jpg', 'Ko\u0308ln.jpg'],
    // what no tool can handle becomes _
    ['line\nbreak\t.jpg', 'line_break_.jpg'],
    ['\u001b[31mred\u007f.jpg', '_[31mred_.jpg'],
    ['caf\udce9.jpg', 'caf_.jpg'],
    ['\udcff\udcfe', '__'],
    ['📷\udce9💰.jpg', '📷_💰.jpg'],
  ])('%j', (name, wished) => {
    expect(storableName(name)).toBe(wished);
    expect(wishedStem(name, 'original', '2021-01-02T03:04:05')).toBe(wished);
  });
});

describe('--naming timestamp', () => {
  test.each([
    ['IMG_0001', '2021-01-02T03:04:05', '20210102-030405'],
    ['IMG_0001', '2021-01-02T03:04:05.678', '20210102-030405-678'],
    ['IMG-20210102-WA0001', '2021-01-02', '20210102-000000'],
    // nothing to name it by
    ['scan', undefined, 'scan'],
    ['sc\nan', undefined, 'sc_an'],
  ])('%j taken at %s', (stem, local, wished) => {
    expect(wishedStem(stem, 'timestamp', local)).toBe(wished);
  });
});

describe('a stem that no other asset has', () => {
  const members = ['IMG_1.HEIC', 'IMG_1.MOV', 'IMG_E1.JPG'].map(readAssetName);

  test.each([
    ['free', 'IMG_1', [], 'IMG_1'],
    ['taken', 'IMG_1', ['IMG_1'], 'IMG_1 (2)'],
    ['taken twice', 'IMG_1', ['IMG_1', 'IMG_1 (2)'], 'IMG_1 (3)'],
  ])('%s', (_, stem, present, expected) => {
    expect(freeStem(stem, members, (candidate) => present.includes(candidate))).toBe(expected);
  });

  test('leaves room for the longest name of its files, and for a number', () => {
    const stem = freeStem(
      'é'.repeat(200),
      [readAssetName('a.jpg.xmp')],
      (candidate) => !candidate.endsWith(' (2)'),
    );

    expect(Buffer.byteLength(`${stem}.jpg.xmp`)).toBeLessThanOrEqual(255);
    expect(stem).toMatch(/^é+ \(2\)$/);
  });
});

describe('freeName', () => {
  test.each([
    ['a free name stays', 'IMG_1.jpg', [], 'IMG_1.jpg'],
    ['the second gets a number before the extension', 'IMG_1.jpg', ['IMG_1.jpg'], 'IMG_1 (2).jpg'],
    ['numbers count on', 'IMG_1.jpg', ['IMG_1.jpg', 'IMG_1 (2).jpg'], 'IMG_1 (3).jpg'],
    ['a gap is filled', 'IMG_1.jpg', ['IMG_1.jpg', 'IMG_1 (3).jpg'], 'IMG_1 (2).jpg'],
    ['a numbered name is a name like others', 'a (2).jpg', ['a (2).jpg'], 'a (2) (2).jpg'],
    ['without extension', 'IMG_1', ['IMG_1'], 'IMG_1 (2)'],
    ['another extension is another name', 'IMG_1.jpg', ['IMG_1.heic'], 'IMG_1.jpg'],
    // one name to exFAT, NTFS, macOS or Windows
    ['other case', 'img_1.JPG', ['IMG_1.jpg'], 'img_1 (2).JPG'],
    ['other case with accents', 'ÉTÉ.jpg', ['été.jpg'], 'ÉTÉ (2).jpg'],
    ['decomposed', 'Ko\u0308ln.jpg', ['Köln.jpg'], 'Ko\u0308ln (2).jpg'],
    ['a Greek sigma at the end of a word', 'ΟΔΟΣ.jpg', ['οδος.jpg'], 'ΟΔΟΣ (2).jpg'],
  ])('%s', (_, name, present, expected) => {
    expect(freeName(name, taken(...present))).toBe(expected);
  });

  test.each([
    ['a stem', `${'a'.repeat(251)}.jpg`],
    ['a stem of wide characters', `${'日'.repeat(83)}.jpg`],
    ['a stem of emoji', `${'📷'.repeat(62)}.jpg`],
    ['an extension', `a.${'b'.repeat(253)}`],
    ['a name without extension', 'c'.repeat(255)],
  ])('%s that fills the 255 bytes is cut to make room for the number', (_, name) => {
    const second = freeName(name, taken(name));
    const third = freeName(name, taken(name, second));

    expect(freeName(name, nothing)).toBe(name);
    expect(new Set([name, second, third]).size).toBe(3);
    expect([second, third].map((one) => Buffer.byteLength(one) <= 255)).toEqual([true, true]);
    expect(second).toMatch(/ \(2\)(\.jpg)?$/);
    expect(third).toMatch(/ \(3\)(\.jpg)?$/);
    expect(Buffer.from(second).toString()).toBe(second);
  });

  test('any name that a disk can hold finds one that is free, fits and is ordinary text', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ min: 1, max: 255, minLength: 1, maxLength: 255 }),
      fc
        .tuple(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.constantFrom('.jpg', '.', ''))
        .map(([stem, extension]) => Buffer.from(`x${stem}${extension}`).subarray(0, 255)),
    );
    fc.assert(
      fc.property(bytes, fc.integer({ min: 0, max: 12 }), (raw, clashes) => {
        const wished = storableName(nameFromBytes(Buffer.from(raw)));
        const present = new Set<string>();
        const names = Array.from({ length: clashes + 1 }, () => {
          const name = freeName(wished, (folded) => present.has(folded));
          present.add(foldName(name));
          return name;
        });

        expect(present.size).toBe(clashes + 1);
        for (const name of names) {
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
          expect(name).not.toContain('/');
          expect(Buffer.from(name).some((byte) => byte < 0x20 || byte === 0x7f)).toBe(false);
          expect(Buffer.from(name).toString()).toBe(name);
        }
      }),
    );
  });
});
