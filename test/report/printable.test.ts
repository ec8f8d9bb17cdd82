import { describe, expect, test } from '@jest/globals';
import fc from '../fast-check.js';
import { printable } from '../../src/report/printable.js';

describe('ordinary names are shown as they are', () => {
  test.each([
    'IMG_0001.jpg',
    'Köln – 2021 (2).jpg',
    '日本.heic',
    'Ko\u0308ln',
    '📷 💰.jpg',
    "it's \\x41 #1",
    '',
  ])('%j', (text) => {
    expect(printable(text)).toBe(text);
  });
});

describe('what could play with the terminal is spelled out', () => {
  test.each([
    ['\u001b[2J\u001b[31m.jpg', '\\u{1b}[2J\\u{1b}[31m.jpg'],
    ['line\nbreak\r\t.jpg', 'line\\u{a}break\\u{d}\\u{9}.jpg'],
    ['\u009b31m', '\\u{9b}31m'],
    ['\u007f', '\\u{7f}'],
    // marks that turn the direction of writing around: "gpj.exe" that looks like "exe.jpg"
    ['photo\u202egpj.exe', 'photo\\u{202e}gpj.exe'],
    ['\u200e\u200f\u061c\u2066\u2069', '\\u{200e}\\u{200f}\\u{61c}\\u{2066}\\u{2069}'],
    ['\u200b\u2028\u2029\ufeff', '\\u{200b}\\u{2028}\\u{2029}\\u{feff}'],
    // bytes that are not UTF-8
    ['caf\udce9.jpg', 'caf\\xe9.jpg'],
    ['📷\udcff', '📷\\xff'],
    ['\ud83d', '\\u{d83d}'],
    ['\udfff', '\\u{dfff}'],
  ])('%j as %s', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });
});

test('whatever a name holds, what is shown is one line of text that a terminal only prints', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
      ),
      (text) => {
        const shown = printable(text);

        expect(shown).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
        expect(printable(shown)).toBe(shown);
      },
    ),
    { numRuns: 1000 },
  );
});
