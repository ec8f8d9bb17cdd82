import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { AppendLog, readLog, readLogHeader } from '../../src/library/append-log.js';
import { temporaryFolder } from '../temporary-folder.js';

const at = temporaryFolder();

function append(...values: object[]): void {
  const log = AppendLog.open(at('log.jsonl'));
  log.append(values);
  log.sync();
  log.close();
}

describe('a log', () => {
  test('keeps every value in order over many openings', () => {
    append({ n: 1 }, { n: 2 });
    append();
    append({ n: 3 });
    expect([...readLog(at('log.jsonl'))]).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect(readFileSync(at('log.jsonl'), 'utf8')).toBe('{"n":1}\n{"n":2}\n{"n":3}\n');
  });

  test('takes line breaks, every script and names that are not UTF-8', () => {
    const value = { path: 'a\nb\r\u2028"\\ñ🦤 caf\udce9.jpg' };
    append(value);
    expect([...readLog(at('log.jsonl'))]).toEqual([value]);
  });

  test('is readable by its owner only', () => {
    append({ n: 1 });
    expect(statSync(at('log.jsonl')).mode & 0o777).toBe(0o600);
  });
});

describe('after a power cut', () => {
  test('a torn last line is closed off, and what comes after it is whole', () => {
    append({ n: 1 });
    appendFileSync(at('log.jsonl'), '{"n":2,"path":"/half/a na');
    append({ n: 3 });
    expect([...readLog(at('log.jsonl'))]).toEqual([{ n: 1 }, { n: 3 }]);
    expect(readFileSync(at('log.jsonl'), 'utf8')).toBe('{"n":1}\n{"n":2,"path":"/half/a na\n{"n":3}\n');
  });

  test.each([
    ['cut in the middle of a character', Buffer.concat([Buffer.from('{"n":"'), Buffer.of(0xc3)])],
    ['zeros, as ext4 leaves them', Buffer.alloc(600)],
    ['a number and a string, which are no objects', Buffer.from('12\n"text"\nnull\n')],
    ['nothing but line ends', Buffer.from('\n\n\n')],
  ])('lines that are no values are passed over: %s', (_, torn) => {
    append({ n: 1 });
    appendFileSync(at('log.jsonl'), torn);
    append({ n: 2 });
    expect([...readLog(at('log.jsonl'))]).toEqual([{ n: 1 }, { n: 2 }]);
  });

  test('an empty file is an empty log', () => {
    writeFileSync(at('log.jsonl'), '');
    expect([...readLog(at('log.jsonl'))]).toEqual([]);
    expect(readLogHeader(at('log.jsonl'))).toBeUndefined();
    append({ n: 1 });
    expect(readFileSync(at('log.jsonl'), 'utf8')).toBe('{"n":1}\n');
  });
});

describe('the header', () => {
  test('is the first value, read without the rest', () => {
    append({ version: 1 }, { long: 'x'.repeat(100_000) }, { n: 3 });
    expect(readLogHeader(at('log.jsonl'))).toEqual({ version: 1 });
  });

  test('is found behind a torn first line', () => {
    writeFileSync(at('log.jsonl'), '{"versi');
    append({ version: 1 });
    expect(readLogHeader(at('log.jsonl'))).toEqual({ version: 1 });
  });
});
