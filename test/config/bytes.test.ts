import { expect, test } from '@jest/globals';
import { parseBytes } from '../../src/config/bytes.js';

test.each<[string, number | undefined]>([
  ['5GB', 5_000_000_000],
  ['5 gb', 5_000_000_000],
  ['1.5T', 1_500_000_000_000],
  ['500MB', 500_000_000],
  ['10k', 10_000],
  ['0', 0],
  ['123', 123],
  ['7b', 7],
  ['', undefined],
  ['-1', undefined],
  ['5 EB', undefined],
  ['5 GiB', undefined],
  ['1e9', undefined],
  ['lots', undefined],
])('%s', (text, bytes) => {
  expect(parseBytes(text)).toBe(bytes);
});
