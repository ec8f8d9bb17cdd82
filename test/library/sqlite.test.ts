import { readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { bindable, openSqlite, type SqlValue } from '../../src/library/sqlite.js';
import { temporaryFolder } from '../temporary-folder.js';
import { thrownBy } from '../thrown-by.js';

const at = temporaryFolder();

describe('bindable', () => {
  test.each([
    ['a boolean', true],
    ['a Date', new Date(0)],
    ['a bare Uint8Array', new Uint8Array([1, 2])],
    ['an ArrayBuffer', new ArrayBuffer(2)],
    ['a bare Float64Array', new Float64Array(2)],
    ['undefined', undefined],
    ['an object', { a: 1 }],
    ['an array', [1]],
    ['a function', () => 1],
    ['a symbol', Symbol('a')],
    ['a string with NUL', 'IMG\0.jpg'],
  ])('refuses %s, which libsql would abort on or store as something else', (_, value) => {
    expect(() => bindable([value as unknown as SqlValue])).toThrow('cannot be stored');
  });

  test('refuses the whole list for one bad value', () => {
    expect(() => bindable(['fine', 1, true as unknown as SqlValue])).toThrow('a boolean cannot be stored');
  });

  test.each<[string, SqlValue]>([
    ['text', 'Ñandú 🦤 \n\t'],
    ['an empty string', ''],
    ['an integer', 2 ** 40],
    ['a fraction', 1_700_000_000_123.4567],
    ['a bigint', 2n ** 40n],
    ['a Buffer', Buffer.of(0, 1, 0xff)],
    ['null', null],
  ])('lets %s through as it is', (_, value) => {
    expect(bindable([value])).toEqual([value]);
  });
});

describe('values that were stored', () => {
  test.each<[string, SqlValue]>([
    ['text', 'Ñandú 🦤 \n\t"\''],
    ['an empty string', ''],
    ['an integer beyond 32 bits', 2 ** 40 + 1],
    ['a negative integer', -5],
    ['a time with its fraction', 1_700_000_000_123.4568],
    ['null', null],
  ])('come back as they were: %s', (_, value) => {
    const database = openSqlite(':memory:');
    database.exec('CREATE TABLE t (value)');
    database.run('INSERT INTO t VALUES (?)', [value]);
    expect(database.get('SELECT value FROM t')).toEqual({ value });
    database.close();
  });

  test('BLOBs come back as Buffers with every byte, NUL too', () => {
    const database = openSqlite(':memory:');
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    database.exec('CREATE TABLE t (value)');
    database.run('INSERT INTO t VALUES (?)', [bytes]);

    const value = database.get('SELECT value FROM t')?.['value'];

    expect(Buffer.isBuffer(value)).toBe(true);
    expect(Buffer.compare(value as Buffer, bytes)).toBe(0);
    expect(database.get('SELECT 1 AS found FROM t WHERE value = ?', [bytes])).toEqual({ found: 1 });
    database.close();
  });

  test('a slice of a larger Buffer is stored without its neighbours', () => {
    const database = openSqlite(':memory:');
    database.exec('CREATE TABLE t (value)');
    database.run('INSERT INTO t VALUES (?)', [Buffer.from('neighbour-PICTURE-neighbour').subarray(10, 17)]);
    expect(String(database.get('SELECT value FROM t')?.['value'])).toBe('PICTURE');
    database.close();
  });

  test('no row is undefined, and all rows come in their order', () => {
    const database = openSqlite(':memory:');
    database.exec('CREATE TABLE t (value)');
    expect(database.get('SELECT value FROM t')).toBeUndefined();
    for (const value of [3, 1, 2]) database.run('INSERT INTO t VALUES (?)', [value]);
    expect(database.all('SELECT value FROM t ORDER BY value')).toEqual([
      { value: 1 },
      { value: 2 },
      { value: 3 },
    ]);
    database.close();
  });
});

describe('a transaction', () => {
  test('is there as a whole once its function returned', () => {
    const database = openSqlite(at('a.db'));
    database.exec('CREATE TABLE t (value)');
    const result = database.transaction(() => {
      database.run('INSERT INTO t VALUES (1)');
      return 'returned';
    });
    database.close();

    expect(result).toBe('returned');
    const again = openSqlite(at('a.db'), 'readonly');
    expect(again.all('SELECT value FROM t')).toEqual([{ value: 1 }]);
    again.close();
  });

  test('leaves nothing when its function throws, and the next one works', () => {
    const database = openSqlite(at('a.db'));
    database.exec('CREATE TABLE t (value)');

    expect(() =>
      database.transaction(() => {
        database.run('INSERT INTO t VALUES (1)');
        throw new Error('in the middle');
      }),
    ).toThrow('in the middle');

    expect(database.all('SELECT value FROM t')).toEqual([]);
    database.transaction(() => {
      database.run('INSERT INTO t VALUES (2)');
    });
    expect(database.all('SELECT value FROM t')).toEqual([{ value: 2 }]);
    database.close();
  });
});

describe('opened to read only', () => {
  test.each(['a.db', 'with space & ?query#part%41.db', 'ñandú 🦤.db'])(
    'nothing is written, neither into the file nor beside it: %s',
    (name) => {
      const database = openSqlite(at(name));
      database.exec('CREATE TABLE t (value); INSERT INTO t VALUES (7)');
      database.close();
      const before = readdirSync(at());

      const reader = openSqlite(at(name), 'readonly');
      expect(reader.get('SELECT value FROM t')).toEqual({ value: 7 });
      const error = thrownBy(() => {
        reader.run('INSERT INTO t VALUES (8)');
      });
      expect(error).toMatchObject({ code: 'SQLITE_READONLY' });
      expect(readdirSync(at())).toEqual(before);
      reader.close();
      expect(readdirSync(at())).toEqual(before);
    },
  );

  test('a file that is not there is not made', () => {
    const error = thrownBy(() => openSqlite(at('missing.db'), 'readonly').get('PRAGMA user_version'));
    expect(error).toMatchObject({ code: 'SQLITE_CANTOPEN' });
    expect(readdirSync(at())).toEqual([]);
  });
});

test('what is no database says so with a code', () => {
  writeFileSync(at('a.db'), 'this is no database '.repeat(100));
  const open = (): unknown => {
    const database = openSqlite(at('a.db'));
    try {
      return database.get('SELECT * FROM sqlite_master');
    } finally {
      database.close();
    }
  };
  expect(thrownBy(open)).toMatchObject({ code: 'SQLITE_NOTADB' });
});
