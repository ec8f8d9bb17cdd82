import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readJsonObject, syncFolder, writeDurably } from '../../src/library/durable-file.js';
import { temporaryFolder } from '../temporary-folder.js';
import { thrownBy } from '../thrown-by.js';

const at = temporaryFolder();

describe('a state file', () => {
  test('is replaced as a whole, is its owner’s alone, and leaves nothing beside it', () => {
    writeDurably(at('state.json'), '{"n":1}\n');
    writeDurably(at('state.json'), '{"n":2}\n');
    expect(readFileSync(at('state.json'), 'utf8')).toBe('{"n":2}\n');
    expect(statSync(at('state.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(at())).toEqual(['state.json']);
  });

  test('is written although a crash left half of the next one behind', () => {
    writeFileSync(at('state.json.new'), '{"n":');
    writeDurably(at('state.json'), '{"n":2}\n');
    expect(readJsonObject(at('state.json'))).toEqual({ n: 2 });
  });

  test('that cannot be written leaves the old one', () => {
    const error = thrownBy(() => {
      writeDurably(at('missing', 'state.json'), '{}');
    });
    expect(error).toMatchObject({ code: 'ENOENT' });
  });
});

describe('reading a JSON object', () => {
  test.each([
    ['{"a":{"b":[1]}}', { a: { b: [1] } }],
    ['{"a":', undefined],
    ['', undefined],
    ['null', undefined],
    ['"text"', undefined],
    ['12', undefined],
  ])('%j gives %j', (text, expected) => {
    writeFileSync(at('a.json'), text);
    expect(readJsonObject(at('a.json'))).toEqual(expected);
  });

  test('a missing file gives undefined, also below what is no folder', () => {
    writeFileSync(at('file'), '');
    expect(readJsonObject(at('missing.json'))).toBeUndefined();
    expect(readJsonObject(at('file', 'a.json'))).toBeUndefined();
  });

  test('what cannot be read is not taken for missing', () => {
    expect(thrownBy(() => readJsonObject(at()))).toMatchObject({ code: 'EISDIR' });
  });
});

test('a folder that is not there cannot be synced', () => {
  syncFolder(at());
  const error = thrownBy(() => {
    syncFolder(at('missing'));
  });
  expect(error).toMatchObject({ code: 'ENOENT' });
});
