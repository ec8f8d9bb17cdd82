import { describe, expect, test } from '@jest/globals';
import fc from '../fast-check.js';
import { isolated, joined, markup } from '../../src/report/markup.js';

describe('text in a page', () => {
  test.each([
    ['IMG_0001.jpg', 'IMG_0001.jpg'],
    ['Köln – 日本 📷.heic', 'Köln – 日本 📷.heic'],
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['"><img src=x onerror=alert(1)>', '&quot;&gt;&lt;img src=x onerror=alert(1)&gt;'],
    ["' onclick='alert(1)", '&#39; onclick=&#39;alert(1)'],
    ['Tom &amp; Jerry & Co', 'Tom &amp;amp; Jerry &amp; Co'],
    ['-->', '--&gt;'],
    ['line\nbreak\t\u0000', 'line\\u{a}break\\u{9}\\u{0}'],
    // what turns the direction of writing around, a byte that is not UTF-8, and half a character
    ['photo\u202egpj.exe', 'photo\\u{202e}gpj.exe'],
    ['caf\udce9.jpg', 'caf\\xe9.jpg'],
    ['\ud83d', '\\u{d83d}'],
    ['\u2066\u2069\u200f\ufeff', '\\u{2066}\\u{2069}\\u{200f}\\u{feff}'],
  ])('%j stands as %s', (text, shown) => {
    expect(markup`<p>${text}</p>`.html).toBe(`<p>${shown}</p>`);
  });

  test('cannot leave its element, nor its attribute, whatever it holds', () => {
    const unit = fc.oneof(
      fc.constantFrom('<', '>', '"', "'", '&', '`', '\n', '\udce9', '\u202e'),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(unit), (pieces) => {
        const text = pieces.join('');
        const { html } = markup`<p title="${text}">${text}</p>`;

        expect(html.match(/[<>]/g)).toEqual(['<', '>', '<', '>']);
        expect(html.match(/["']/g)).toEqual(['"', '"']);
        expect(html.replace(/&(amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
      }),
    );
  });

  test('has a direction of its own where it is somebody’s', () => {
    expect(isolated('שלום.jpg').html).toBe('<bdi>שלום.jpg</bdi>');
  });
});

test('pieces are put in as they are, one or several; nothing stands for undefined', () => {
  const piece = markup`<b>${1}</b>`;

  expect(markup`${piece}${[piece, piece]}${undefined}`.html).toBe('<b>1</b><b>1</b><b>1</b>');
  expect(joined([piece, undefined, piece], ' < ').html).toBe('<b>1</b> &lt; <b>1</b>');
});
