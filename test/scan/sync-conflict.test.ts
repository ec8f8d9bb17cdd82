import { expect, test } from '@jest/globals';
import { isSyncConflict } from '../../src/scan/sync-conflict.js';

test.each([
  ['IMG_1.sync-conflict-20240518-101112-ABCDEFG.jpg', true],
  ['IMG_1.sync-conflict-20240518-101112.jpg', true],
  ['noextension.sync-conflict-20240518-101112-ABCDEFG', true],
  ['IMG_1.jpg', false],
  ['my sync-conflict.jpg', false],
  ['IMG_1.sync-conflict-a.jpg', false],
])('%s: %s', (name, expected) => {
  expect(isSyncConflict(name)).toBe(expected);
});
