import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SearchRequest } from '../../src/app/find-duplicates.js';
import { Catalog, type StoredIdentity } from '../../src/library/catalog.js';
import type { Borders } from '../../src/scan/walk.js';
import { identityAt } from '../../src/scan/identity.js';
import { fsPath } from '../../src/system/fs-path.js';
import { listing } from '../folder-listing.js';
import { foundClusters, foundPaths } from '../found-duplicates.js';
import { testWith } from '../requirements.js';
import { temporaryFolder } from '../temporary-folder.js';

const at = temporaryFolder();
const gallery = (): string => at('Gallery');
let catalog: Catalog;

beforeEach(() => {
  mkdirSync(gallery());
  catalog = Catalog.open(at('catalog.db'));
});
afterEach(() => {
  catalog.close();
});

function put(path: string, content: string | Buffer): void {
  mkdirSync(fsPath(dirname(at(path))), { recursive: true });
  writeFileSync(fsPath(at(path)), content);
}

const large = (name: string): Buffer => Buffer.alloc(200_000, name);

/** What a catalog keeps of the identity of a file that is there. */
function storedIdentity(path: string): StoredIdentity {
  const { ino, size, mtimeMs, ctimeMs } = identityAt(at(path))!;
  return { ino, size, mtimeMs, ctimeMs };
}

/** Searches with the catalog. @returns what was found, and how many bytes were read for it */
async function search(
  given: Partial<SearchRequest> = {},
): Promise<{ found: string[][][]; bytesRead: number }> {
  let bytesRead = 0;
  const found = await foundPaths(at(), {
    ...{ roots: [{ path: gallery() }, { path: at('Elsewhere') }], gallery: gallery(), catalog, learns: true },
    onProgress: (progress) => (bytesRead = progress.bytesRead),
    ...given,
  });
  return { found, bytesRead };
}

describe('a second search', () => {
  beforeEach(() => {
    put('Gallery/2021/a.jpg', large('same'));
    put('Gallery/2021/a.xmp', 'tags of it');
    put('Gallery/2021/alone.jpg', large('else'));
    put('Gallery/2022/caf\udce9.jpg', 'small');
    put('Elsewhere/a.jpg', large('same'));
    put('Elsewhere/a.xmp', 'tags of a.');
    put('Elsewhere/ñ/\udcff/s.jpg', 'small');
  });

  test('finds the same and reads nothing', async () => {
    const { found, bytesRead } = await search();
    expect(bytesRead).toBeGreaterThan(400_000);
    expect(found).toHaveLength(2);

    expect(await search()).toEqual({ found, bytesRead: 0 });
  });

  test('reads what is new or was changed, and nothing else', async () => {
    await search();
    put('Gallery/2021/new.jpg', large('same'));
    put('Elsewhere/ñ/\udcff/s.jpg', 'other');

    const { found, bytesRead } = await search();
    expect(found).toEqual([
      [
        ['Gallery/2021/a.jpg', 'Gallery/2021/a.xmp'],
        ['Gallery/2021/new.jpg'],
        ['Elsewhere/a.jpg', 'Elsewhere/a.xmp'],
      ],
    ]);
    expect(bytesRead).toBe(2 * 4096 + 200_000 + 5);
  });

  test.each<[string, (path: string) => void]>([
    [
      'its content, with size and mtime put back',
      (path) => {
        const { atime, mtime } = statSync(path);
        writeFileSync(path, large('edit'));
        utimesSync(path, atime, mtime);
      },
    ],
    [
      'the file, by another of equal size and mtime',
      (path) => {
        const { atime, mtime } = statSync(path);
        writeFileSync(`${path}.new`, large('edit'));
        utimesSync(`${path}.new`, atime, mtime);
        renameSync(`${path}.new`, path);
      },
    ],
    [
      'its length',
      (path) => {
        appendFileSync(path, 'more');
      },
    ],
  ])('does not trust what it knew when something changed %s', async (_, change) => {
    await search();
    change(at('Elsewhere/a.jpg'));
    expect((await search()).found).toEqual([[['Gallery/2022/caf\udce9.jpg'], ['Elsewhere/ñ/\udcff/s.jpg']]]);
  });

  test('of a dry run finds the same, and leaves the catalog as it is', async () => {
    const before = [readFileSync(at('catalog.db')), listing(at())];
    const toRead = Catalog.openToRead(at('catalog.db'));
    const dry = await search({ catalog: toRead, learns: false });
    toRead.close();
    expect([readFileSync(at('catalog.db')), listing(at())]).toEqual(before);

    expect(await search()).toEqual(dry);
  });

  test('forgets folders that are gone', async () => {
    await search();
    rmSync(at('Elsewhere/ñ'), { recursive: true });
    await search();
    expect(catalog.seen.below(at()).sort()).toEqual([
      at('Elsewhere'),
      at('Gallery/2021'),
      at('Gallery/2022'),
    ]);
  });
});

describe('Gallery files', () => {
  test('become known to import, with the fingerprints that were taken', async () => {
    put('Gallery/2021/a.jpg', 'same');
    put('Gallery/2021/b.jpg', 'same');
    put('Gallery/2021/alone.jpg', 'of another size');
    await search();
    const [cluster] = await foundClusters(gallery());
    const hash = cluster?.[0]?.members[0]?.fingerprint?.hash;
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    for (const [name, known] of Object.entries({ 'a.jpg': hash, 'b.jpg': hash, 'alone.jpg': undefined })) {
      const identity = storedIdentity(`Gallery/2021/${name}`);
      expect(catalog.byPath(`2021/${name}`)).toEqual({
        ...{ path: `2021/${name}`, identity, key: name.replace('.jpg', '').toUpperCase() },
        ...(known !== undefined && { hash: known }),
      });
    }
  });

  test('keep what import knew of them, and their fingerprints are not taken again', async () => {
    put('Gallery/2021/a.jpg', large('same'));
    put('Elsewhere/a.jpg', large('same'));
    const { found } = await search();
    const row = catalog.byPath('2021/a.jpg')!;
    // As import leaves it, in a catalog that has seen no search.
    catalog.close();
    rmSync(at('catalog.db'));
    catalog = Catalog.open(at('catalog.db'));
    const imported = { ...row, takenAt: { local: '2021-01-02', source: 'FileName' } as const, key: 'IMG_1' };
    catalog.put([imported]);

    const again = await search();
    expect(again.found).toEqual(found);
    // The ends of both, and all of the one that is not in the Gallery.
    expect(again.bytesRead).toBe(4 * 4096 + 200_000);
    expect(catalog.byPath('2021/a.jpg')).toEqual(imported);
  });

  test('that were edited keep what import knew of them, but for their fingerprints', async () => {
    put('Gallery/2021/a.jpg', 'before');
    const identity = storedIdentity('Gallery/2021/a.jpg');
    catalog.put([{ path: '2021/a.jpg', identity, hash: '0123456789abcdef', key: 'IMG_1', contentId: 'ABC' }]);
    put('Gallery/2021/a.jpg', 'edited');
    await search();
    const now = storedIdentity('Gallery/2021/a.jpg');
    expect(catalog.byPath('2021/a.jpg')).toEqual({
      path: '2021/a.jpg',
      identity: now,
      key: 'IMG_1',
      contentId: 'ABC',
    });
  });
});

describe('a Gallery', () => {
  test('that was walked as a whole is known', async () => {
    put('Gallery/2021/a.jpg', 'same');
    await search({ learns: false });
    expect(catalog.knowsGallery()).toBe(false);
    await search();
    expect(catalog.knowsGallery()).toBe(true);
  });

  test.each<[string, () => Partial<SearchRequest>]>([
    ['in part', () => ({ roots: [{ path: at('Gallery/2021') }] })],
    ['but for what is excluded', () => ({ roots: [{ path: gallery(), borders: bordersAround('a.jpg') }] })],
    ['but for a folder apart', () => ({ roots: [{ path: gallery(), borders: bordersAround('2021') }] })],
  ])('that was walked %s is not', async (_, given) => {
    put('Gallery/2021/a.jpg', 'same');
    await search(given());
    expect(catalog.knowsGallery()).toBe(false);
  });

  const bordersAround = (name: string): Borders => ({
    isExcluded: (path) => path.endsWith('.jpg') && path.endsWith(name),
    isApart: (path) => path.endsWith('2021') && path.endsWith(name),
  });
});

test('a search that is interrupted leaves what it learned', async () => {
  for (let file = 0; file < 40; file++) put(`Gallery/${String(file)}.mp4`, Buffer.alloc(1_200_000, 'same'));
  let isInterrupted = false;
  await foundPaths(gallery(), {
    ...{ gallery: gallery(), catalog, learns: true, isInterrupted: () => isInterrupted },
    onProgress({ bytesRead }) {
      isInterrupted = bytesRead > 20_000_000;
    },
  });
  const { found, bytesRead } = await search();
  expect(found.flat(2)).toHaveLength(40);
  expect(bytesRead).toBeLessThan(40 * 1_200_000);
});

testWith(['strace'], 'a second search opens none of the files', () => {
  for (let file = 0; file < 20; file++)
    put(`Gallery/${String(file)}.jpg`, large(file % 2 === 0 ? 'same' : `number ${String(file)}, `));
  const script = at('search.mjs');
  const module = (path: string): string => JSON.stringify(new URL(`../../${path}`, import.meta.url).href);
  writeFileSync(
    script,
    `import { Catalog } from ${module('src/library/catalog.js')};
    import { foundPaths } from ${module('test/found-duplicates.js')};
    const catalog = Catalog.open(${JSON.stringify(at('strace.db'))});
    const found = await foundPaths(${JSON.stringify(gallery())}, { catalog, learns: true });
    process.stdout.write(String(found.flat(2).length));`,
  );
  const opened = (): string[] => {
    const args = ['-f', '-qq', '-e', 'trace=open,openat', '-o', at('trace'), process.execPath, script];
    const { stdout, stderr } = spawnSync('strace', args, { encoding: 'utf8' });
    expect([stdout, stderr]).toEqual(['10', '']);
    return readFileSync(at('trace'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('.jpg'));
  };
  expect(opened().length).toBeGreaterThanOrEqual(20);
  expect(opened()).toEqual([]);
});
