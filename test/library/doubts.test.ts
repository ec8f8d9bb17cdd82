import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { readDoubts, type StoredDoubt, writeDoubts } from '../../src/library/doubts.js';
import { temporaryFolder } from '../temporary-folder.js';
import { thrownBy } from '../thrown-by.js';

const at = temporaryFolder();
const paths = () => ({ doubts: at('doubts.json') });
const doubt: StoredDoubt = {
  ...{ path: 'caf\udce9/a.jpg', kind: 'rotten' },
  ...{ found: { size: 3, hash: '00000000000000ba' }, good: { size: 3, hash: '000000000000900d' } },
  identity: { ino: 1, size: 3, mtimeMs: 1700000000123.4568, ctimeMs: 2 },
  foundAt: '2024-05-06T02:30:00.000Z',
};

test('doubts are read as they were written, whatever the name of the file', () => {
  expect(readDoubts(paths())).toEqual([]);
  expect(existsSync(paths().doubts)).toBe(false);
  writeDoubts(paths(), [doubt]);
  expect(readDoubts(paths())).toEqual([doubt]);
});

test.each([
  ['empty', '', 'is damaged'],
  ['torn', '{"format":"photokeep doubts","version":1,"doub', 'is damaged'],
  ['something else', '{"version":1}', 'is damaged'],
  ['of a newer format', '{"format":"photokeep doubts","version":2,"doubts":[]}', 'has format 2'],
])('one that is %s is not taken for none, and is left as it is', (_what, content, message) => {
  writeFileSync(paths().doubts, content);
  expect(thrownBy(() => readDoubts(paths()))).toMatchObject({
    kind: 'usage',
    message: expect.stringContaining(`${paths().doubts} ${message}`),
  });
  expect(readFileSync(paths().doubts, 'utf8')).toBe(content);
});
