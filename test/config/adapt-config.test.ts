import { describe, expect, test } from '@jest/globals';
import { adaptConfig } from '../../src/config/adapt-config.js';

const moved = [{ from: '/data/Photos', to: '/home/ana/Photos' }];

describe('a path that is another one now is replaced', () => {
  test.each([
    ['as the whole value', 'library: /data/Photos', 'library: /home/ana/Photos'],
    ['in quotes', 'library: "/data/Photos"', 'library: "/home/ana/Photos"'],
    ['at the beginning of another', '  - /data/Photos/more', '  - /home/ana/Photos/more'],
    ['in a list on one line', 'imports: [/data/Photos/a, /b]', 'imports: [/home/ana/Photos/a, /b]'],
    ['with all its signs', 'library: /data/Photos/a-b (c).d+e', 'library: /home/ana/Photos/a-b (c).d+e'],
    ['before a comment', 'library: /data/Photos # mine', 'library: /home/ana/Photos # mine'],
  ])('%s', (_, before, after) => {
    expect(adaptConfig(before, moved)).toEqual({
      text: after,
      changes: [{ line: 1, before: before.trim(), after: after.trim() }],
    });
  });

  test.each([
    ['in the middle of another', 'library: /mnt/data/Photos'],
    ['as the beginning of a longer name', 'library: /data/Photos2'],
    ['on another machine', 'to: pi@nas:/data/Photos'],
    ['in a comment', '# library: /data/Photos'],
  ])('not %s', (_, text) => {
    expect(adaptConfig(text, moved)).toEqual({ text, changes: [] });
  });

  test('whatever signs it has', () => {
    const odd = '/mnt/a-b (c).d+e/[f]';
    expect(adaptConfig(`to: "${odd}"`, [{ from: odd, to: '/mnt/$&' }]).text).toBe('to: "/mnt/$&"');
  });

  test('on the line that is meant only, and all else stays as it was written', () => {
    const text = '# mine\nbackups:\n  - { name: a, to: /mnt/a }\n\n  - { name: b, to: /mnt/a }\n';
    const { text: after, changes } = adaptConfig(text, [{ from: '/mnt/a', to: 'pi@nas:/b', line: 5 }]);
    expect(after).toBe('# mine\nbackups:\n  - { name: a, to: /mnt/a }\n\n  - { name: b, to: pi@nas:/b }\n');
    expect(changes).toEqual([
      { line: 5, before: '- { name: b, to: /mnt/a }', after: '- { name: b, to: pi@nas:/b }' },
    ]);
  });
});
