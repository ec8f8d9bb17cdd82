import { execFileSync } from 'node:child_process';
import {
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
  writeSync,
  closeSync,
} from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Catalog, type CatalogRow, isUnchanged, storedFingerprint } from '../../src/library/catalog.js';
import { openSqlite } from '../../src/library/sqlite.js';
import { seededRandom } from '../media/seeded-random.js';
import { readAssetName } from '../../src/scan/asset-name.js';
import { temporaryFolder } from '../temporary-folder.js';
import { thrownBy } from '../thrown-by.js';

const at = temporaryFolder();
const identity = {
  ino: 4_711,
  size: 1_234,
  mtimeMs: 1_612_100_000_123.4567,
  ctimeMs: 1_700_000_000_000.0002,
};

function row(path: string, more: Partial<CatalogRow> = {}): CatalogRow {
  return { path, identity, key: readAssetName(basename(path)).key, ...more };
}

function withCatalog<T>(use: (catalog: Catalog) => T): T {
  const catalog = Catalog.open(at('catalog.db'));
  try {
    return use(catalog);
  } finally {
    catalog.close();
  }
}

describe('what the catalog is told', () => {
  test.each([
    ['an ordinary path', '2021/01-January/IMG_0001.jpg'],
    ['a path with every odd character', '2021/a \'"%_\n\t🦤 ñ\u0301.jpg'],
    ['a name that is not UTF-8', '2021/caf\udce9.jpg'],
    ['a folder that is not UTF-8', 'fa\udce7ade\udcff/ñ.jpg'],
  ])('comes back after a reopening: %s', (_, path) => {
    const takenAt = { local: '2021-01-02T03:04:05.678', offsetMinutes: -90, source: 'EXIF:DateTimeOriginal' };
    const told = row(path, { hash: '0123456789abcdef', takenAt, key: 'CAF\udce9\u0000', contentId: 'ABC-1' });
    withCatalog((catalog) => {
      catalog.put([told]);
    });

    withCatalog((catalog) => {
      expect(catalog.byPath(path)).toEqual(told);
      expect(catalog.bySize(1_234)).toEqual([told]);
      expect(catalog.byKey('CAF\udce9\u0000')).toEqual([told]);
      expect(catalog.byContentId('ABC-1')).toEqual([told]);
      expect(catalog.bySize(1_235)).toEqual([]);
    });
  });

  test('a file that was only found is known by what its name shares with the rest of its asset', () => {
    withCatalog((catalog) => {
      catalog.put([row('2021/IMG_7.heic.xmp')]);

      expect(catalog.byKey('IMG_7').map(({ path }) => path)).toEqual(['2021/IMG_7.heic.xmp']);
    });
  });

  test('keeps times to the last bit, so that an unchanged file counts as unchanged', () => {
    withCatalog((catalog) => {
      catalog.put([row('a.jpg')]);
      const stored = catalog.byPath('a.jpg')!;
      expect(isUnchanged(stored.identity, { dev: 1, ...identity })).toBe(true);
    });
  });

  test.each(['ino', 'size', 'mtimeMs', 'ctimeMs'] as const)(
    'a file with another %s counts as changed',
    (key) => {
      expect(isUnchanged(identity, { dev: 1, ...identity, [key]: identity[key] + 1 })).toBe(false);
    },
  );

  test('names that differ in an odd byte only are different files', () => {
    withCatalog((catalog) => {
      catalog.put([
        row('caf\udce9.jpg', { hash: 'a' }),
        row('caf\udce8.jpg', { hash: 'b' }),
        row('café.jpg'),
      ]);
      expect(catalog.byPath('caf\udce9.jpg')?.hash).toBe('a');
      expect(catalog.byPath('caf\udce8.jpg')?.hash).toBe('b');
      expect(catalog.byPath('café.jpg')?.hash).toBeUndefined();
      catalog.remove('caf\udce9.jpg');
      expect(catalog.byPath('caf\udce9.jpg')).toBeUndefined();
      expect(catalog.bySize(1_234)).toHaveLength(2);
    });
  });

  test('a later word about a path replaces the earlier one', () => {
    withCatalog((catalog) => {
      catalog.put([row('a.jpg', { hash: 'a' })]);
      catalog.put([row('a.jpg', { identity: { ...identity, size: 99 } })]);
      expect(catalog.byPath('a.jpg')).toEqual(row('a.jpg', { identity: { ...identity, size: 99 } }));
      expect(catalog.bySize(1_234)).toEqual([]);
    });
  });

  test('a fingerprint is known only when it was taken', () => {
    expect(storedFingerprint(row('a.jpg'))).toBeUndefined();
    expect(storedFingerprint(row('a.jpg', { hash: 'abc' }))).toEqual({ size: 1_234, hash: 'abc' });
  });

  test('the Gallery is known once it was taken in as a whole, even an empty one', () => {
    withCatalog((catalog) => {
      catalog.put([row('a.jpg')]);
      expect(catalog.knowsGallery()).toBe(false);
      catalog.learnGallery([]);
      expect(catalog.knowsGallery()).toBe(true);
    });
    withCatalog((catalog) => {
      expect(catalog.knowsGallery()).toBe(true);
    });
  });

  test('a walk that fails in the middle leaves the Gallery unknown', () => {
    function* brokenWalk(): Generator<CatalogRow> {
      yield row('a.jpg');
      throw new Error('disk gone');
    }
    withCatalog((catalog) => {
      expect(() => {
        catalog.learnGallery(brokenWalk());
      }).toThrow('disk gone');
      expect(catalog.knowsGallery()).toBe(false);
      expect(catalog.byPath('a.jpg')).toBeUndefined();
    });
  });

  test('remembers why a file was left, and which Gallery file it equals', () => {
    const left = { path: '/drop/caf\udce9.pdf', identity, reason: 'not-media' } as const;
    const twin = {
      path: '/usb/a.jpg',
      identity,
      reason: 'duplicate-elsewhere',
      keep: '2021/\udcff.jpg',
    } as const;
    withCatalog((catalog) => {
      catalog.remember([left, twin]);
    });
    withCatalog((catalog) => {
      expect(catalog.remembered(left.path)).toEqual(left);
      expect(catalog.remembered(twin.path)).toEqual(twin);
      expect(catalog.remembered('/drop/café.pdf')).toBeUndefined();
    });
  });
});

describe('page by page', () => {
  const paths = ['2021/a.jpg', '2021/caf\udce9.jpg', '2021/b.jpg', '2021/ñ.jpg', '2021-01/a.jpg', '\udcff'];

  test('every row is met once, of the kind that is asked for', () => {
    withCatalog((catalog) => {
      catalog.put(paths.map((path, index) => row(path, index % 2 === 0 ? { hash: '0123456789abcdef' } : {})));
      const met = (which: Parameters<Catalog['pages']>[0]): string[] =>
        [...catalog.pages(which, 2)].flat().map(({ path }) => path);

      expect(met('all').sort()).toEqual([...paths].sort());
      expect(met('with fingerprint').sort()).toEqual(paths.filter((_, index) => index % 2 === 0).sort());
      expect(met('without fingerprint').sort()).toEqual(paths.filter((_, index) => index % 2 === 1).sort());
      expect([...catalog.pages('all', 2)].map(({ length }) => length)).toEqual([2, 2, 2]);
    });
  });

  test('rows may be changed and removed meanwhile', () => {
    withCatalog((catalog) => {
      catalog.put(paths.map((path) => row(path)));
      const met = [];
      for (const page of catalog.pages('without fingerprint', 2)) {
        met.push(...page);
        catalog.put(page.slice(0, 1).map((one) => ({ ...one, hash: '0123456789abcdef' })));
        catalog.removeAll(page.slice(1).map(({ path }) => path));
      }
      expect(met).toHaveLength(paths.length);
      expect([...catalog.pages('all')].flat()).toHaveLength(paths.length / 2);
    });
  });
});

describe('what is to be verified', () => {
  const changedAt = (ctimeMs: number) => ({ identity: { ...identity, ctimeMs }, hash: '0123456789abcdef' });

  test('is what was never read, then what was verified or, without that, changed longest ago', () => {
    withCatalog((catalog) => {
      catalog.put([
        row('verified.jpg', { ...changedAt(1), verifiedMs: 50 }),
        row('old.jpg', changedAt(10)),
        row('new.jpg', changedAt(90)),
        row('b unread.jpg'),
        row('caf\udce9 unread.jpg'),
        row('verified lately.jpg', { ...changedAt(2), verifiedMs: 70 }),
      ]);
      const inOrder = [
        'b unread.jpg',
        'caf\udce9 unread.jpg',
        'old.jpg',
        'verified.jpg',
        'verified lately.jpg',
      ];
      expect(catalog.longestUnverified(5)).toEqual(inOrder);
      expect(catalog.longestUnverified(99)).toEqual([...inOrder, 'new.jpg']);
      expect([catalog.count(), catalog.verifiedSince(50), catalog.verifiedSince(51)]).toEqual([6, 2, 1]);
      expect(catalog.byPath('verified.jpg')).toEqual(
        row('verified.jpg', { ...changedAt(1), verifiedMs: 50 }),
      );
    });
  });

  test('is remembered together with the fact that all was touched', () => {
    withCatalog((catalog) => {
      expect(catalog.isTouchedAsAWhole()).toBe(false);
      catalog.noteTouchedAsAWhole(true);
    });
    withCatalog((catalog) => {
      expect(catalog.isTouchedAsAWhole()).toBe(true);
      catalog.noteTouchedAsAWhole(false);
      expect(catalog.isTouchedAsAWhole()).toBe(false);
    });
  });
});

describe('a sample of paths', () => {
  const paths = Array.from({ length: 200 }, (_, index) => `2021/IMG_${String(index)}.jpg`);

  test('comes from all over the catalog, and only from it', () => {
    withCatalog((catalog) => {
      catalog.put(paths.map((path) => row(path)));
      const sample = catalog.samplePaths(50, seededRandomNumber(1));
      const numbers = sample.map((path) => paths.indexOf(path));
      expect(numbers.length).toBeGreaterThan(30);
      expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
      expect(new Set(numbers).size).toBe(numbers.length);
      expect(Math.min(...numbers)).toBeLessThan(50);
      expect(Math.max(...numbers)).toBeGreaterThan(150);
    });
  });

  test('of an empty catalog is empty', () => {
    withCatalog((catalog) => {
      expect(catalog.samplePaths(20, seededRandomNumber(1))).toEqual([]);
    });
  });

  test('finds the few that are left after many were removed', () => {
    withCatalog((catalog) => {
      catalog.put(paths.map((path) => row(path)));
      for (const path of paths.slice(0, 199)) catalog.remove(path);
      expect(catalog.samplePaths(20, seededRandomNumber(1))).toEqual(['2021/IMG_199.jpg']);
    });
  });

  function seededRandomNumber(seed: number): () => number {
    const random = seededRandom(seed);
    return () => random.next();
  }
});

describe('a damaged catalog is a lost cache, not lost data', () => {
  test.each([
    ['text', () => Buffer.from('not a database at all, '.repeat(50))],
    ['zeros, as a power cut leaves them', () => Buffer.alloc(8192)],
    ['an empty file', () => Buffer.alloc(0)],
    ['a header with nothing behind it', () => readFileSync(at('catalog.db')).subarray(0, 100)],
  ])('%s is thrown away and the catalog begins anew', (_, damage) => {
    withCatalog((catalog) => {
      catalog.learnGallery([row('a.jpg')]);
    });
    writeFileSync(at('catalog.db'), damage());

    withCatalog((catalog) => {
      expect(catalog.knowsGallery()).toBe(false);
      catalog.learnGallery([row('b.jpg')]);
      expect(catalog.byPath('b.jpg')).toEqual(row('b.jpg'));
    });
  });

  test('the hot journal of a damaged one is not played back into the new one', () => {
    writeFileSync(at('catalog.db'), 'not a database at all, '.repeat(50));
    writeFileSync(at('catalog.db-journal'), 'of another file');
    withCatalog((catalog) => {
      catalog.learnGallery([row('b.jpg')]);
    });
    withCatalog((catalog) => {
      expect(catalog.byPath('b.jpg')).toEqual(row('b.jpg'));
    });
  });

  test('a dry run does without it, and leaves it for a real run to repair', () => {
    writeFileSync(at('catalog.db'), 'not a database at all, '.repeat(50));
    const before = readFileSync(at('catalog.db'));
    const catalog = Catalog.openToRead(at('catalog.db'));
    catalog.learnGallery([row('a.jpg')]);
    expect(catalog.byPath('a.jpg')).toEqual(row('a.jpg'));
    catalog.close();
    expect(readFileSync(at('catalog.db')).equals(before)).toBe(true);
    expect(readdirSync(at())).toEqual(['catalog.db']);
  });
});

describe('a catalog of a newer photokeep', () => {
  test.each(['open', 'openToRead'] as const)('is refused by %s and left as it is', (way) => {
    const database = openSqlite(at('catalog.db'));
    database.exec('CREATE TABLE future (value); PRAGMA user_version = 99');
    database.close();
    const before = readFileSync(at('catalog.db'));

    expect(thrownBy(() => Catalog[way](at('catalog.db')))).toMatchObject({
      kind: 'usage',
      message: `${at('catalog.db')} has format 99, this photokeep knows up to 3; nothing was touched`,
      remedy: 'update photokeep',
    });
    expect(readFileSync(at('catalog.db')).equals(before)).toBe(true);
    expect(readdirSync(at())).toEqual(['catalog.db']);
  });
});

describe('opened for a dry run', () => {
  test('without a file it makes none, and forgets at the end what it was told', () => {
    const catalog = Catalog.openToRead(at('catalog.db'));
    expect(catalog.knowsGallery()).toBe(false);
    catalog.learnGallery([row('a.jpg')]);
    expect(catalog.bySize(1_234)).toEqual([row('a.jpg')]);
    catalog.close();
    expect(readdirSync(at())).toEqual([]);
  });

  test('with a file it reads it and writes nothing', () => {
    withCatalog((catalog) => {
      catalog.learnGallery([row('a.jpg')]);
    });
    const before = readFileSync(at('catalog.db'));

    const catalog = Catalog.openToRead(at('catalog.db'));
    expect(catalog.byPath('a.jpg')).toEqual(row('a.jpg'));
    catalog.put([row('b.jpg')]);
    catalog.remove('a.jpg');
    catalog.remember([{ path: '/drop/a.pdf', identity, reason: 'not-media' }]);
    expect(catalog.byPath('a.jpg')).toEqual(row('a.jpg'));
    catalog.close();

    expect(readFileSync(at('catalog.db')).equals(before)).toBe(true);
    expect(readdirSync(at())).toEqual(['catalog.db']);
  });

  test('a catalog that was made but never filled counts as none', () => {
    withCatalog(() => undefined);
    const catalog = Catalog.openToRead(at('catalog.db'));
    expect(catalog.knowsGallery()).toBe(false);
    catalog.learnGallery([row('a.jpg')]);
    expect(catalog.byPath('a.jpg')).toEqual(row('a.jpg'));
    catalog.close();
  });

  test('after kill -9 in the middle of a transaction it neither fails nor repairs; the next real run does', () => {
    withCatalog((catalog) => {
      catalog.learnGallery([row('a.jpg', { hash: 'first' })]);
    });
    dieInTransaction(at('catalog.db'));
    expect(existsSync(at('catalog.db-journal'))).toBe(true);
    const before = [readFileSync(at('catalog.db')), readFileSync(at('catalog.db-journal'))];

    const looking = Catalog.openToRead(at('catalog.db'));
    expect([undefined, 'first']).toContain(looking.byPath('a.jpg')?.hash);
    looking.close();
    const after = [readFileSync(at('catalog.db')), readFileSync(at('catalog.db-journal'))];
    expect(after.map((bytes, index) => bytes.equals(before[index]!))).toEqual([true, true]);

    withCatalog((catalog) => {
      expect(catalog.byPath('a.jpg')?.hash).toBe('first');
      expect(catalog.knowsGallery()).toBe(true);
    });
  });

  /** A tiny page cache makes SQLite write pages to the file, behind a journal, before the commit. */
  function dieInTransaction(file: string): void {
    const script = `
      import { openSqlite } from ${JSON.stringify(new URL('../../src/library/sqlite.js', import.meta.url).href)};
      const database = openSqlite(${JSON.stringify(file)});
      database.exec('PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN IMMEDIATE');
      database.run("UPDATE file SET hash = 'never committed'");
      for (let i = 0; i < 500; i++)
        database.run('INSERT INTO file VALUES (?, 1, 1, 1, 1, ?, NULL, ?, NULL, NULL)', ['x' + i, 'y'.repeat(2000), 'x']);
      process.kill(process.pid, 'SIGKILL');
    `;
    expect(() => execFileSync(process.execPath, ['--input-type=module', '-e', script])).toThrow();
  }
});

test('a page that went bad later is met as an error, not as a wrong answer', () => {
  withCatalog((catalog) => {
    catalog.learnGallery(Array.from({ length: 500 }, (_, index) => row(`2021/IMG_${String(index)}.jpg`)));
  });
  const file = openSync(at('catalog.db'), 'r+');
  for (let page = 2; page < 10; page++) writeSync(file, Buffer.alloc(4096, 0xa5), 0, 4096, page * 4096);
  closeSync(file);

  const read = (): unknown => withCatalog((catalog) => catalog.bySize(1_234));
  expect(thrownBy(read)).toMatchObject({ code: 'SQLITE_CORRUPT' });
});
