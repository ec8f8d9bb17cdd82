import { expect, test } from '@jest/globals';
import { parseDuration } from '../../src/config/duration.js';

test.each<[string, number | undefined]>([
  ['30m', 1800],
  ['12h', 43_200],
  ['7d', 604_800],
  [' 7 d ', 604_800],
  ['2w', 1_209_600],
  ['0d', undefined],
  ['7', undefined],
  ['d', undefined],
  ['', undefined],
  ['-7d', undefined],
  ['1.5d', undefined],
  ['7D', undefined],
  ['7d 12h', undefined],
  ['7days', undefined],
  ['9999999d', undefined],
])('%j stands for %s seconds', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});
