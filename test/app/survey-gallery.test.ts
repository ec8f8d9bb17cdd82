import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { forgetVanished, surveyGallery } from '../../src/app/survey-gallery.js';
import { Catalog, type CatalogRow, isUnchanged } from '../../src/library/catalog.js';
import { identityAt } from '../../src/scan/identity.js';
import { fsPath } from '../../src/system/fs-path.js';
import { temporaryFolder } from '../temporary-folder.js';
import { thrownBy } from '../thrown-by.js';

const at = temporaryFolder();
const gallery = () => at('Gallery');
const before = () => identityAt(gallery())!;
const contentId = 'ABCD-1';
const takenAt = { local: '2021-01-02', source: 'FileName' };
let catalog: Catalog;

beforeEach(() => {
  mkdirSync(gallery());
  catalog = Catalog.open(':memory:');
});

function make(...names: string[]): void {
  for (const name of names) {
    mkdirSync(fsPath(dirname(at('Gallery', name))), { recursive: true });
    writeFileSync(fsPath(at('Gallery', name)), name);
  }
}

function survey(dryRun = false): { unread: string[]; known: number } {
  const parts = [...surveyGallery(catalog, gallery(), dryRun)];
  return {
    unread: parts.flatMap(({ unread }) => unread.map(({ path }) => relative(gallery(), path))),
    known: parts.reduce((count, { known }) => count + known, 0),
  };
}

/** As if every file had been read and imported. */
function readAll(): void {
  for (const page of catalog.pages('all')) {
    catalog.put(
      page.map((row): CatalogRow => ({
        ...row,
        hash: '0123456789abcdef',
        takenAt,
        contentId,
        key: 'as it came',
      })),
    );
  }
}

describe('a survey', () => {
  test('finds every file that the catalog does not know, and makes a row for it as it is now', () => {
    make('2021/a.jpg', 'caf\udce9.jpg', '2021/.hidden.jpg');
    expect(survey()).toEqual({ unread: ['2021/a.jpg', 'caf\udce9.jpg'], known: 0 });
    const found = catalog.byPath('2021/a.jpg')!;
    expect(isUnchanged(found.identity, identityAt(at('Gallery/2021/a.jpg'))!)).toBe(true);
    expect([...catalog.pages('without fingerprint')].flat()).toHaveLength(2);
  });

  test('knows what is unchanged, finds what is not, and keeps what import knew of it', () => {
    make('a.jpg', 'b.jpg', 'c.jpg', 'd.jpg');
    survey();
    readAll();
    expect(survey()).toEqual({ unread: [], known: 4 });

    writeFileSync(at('Gallery/a.jpg'), 'edited');
    utimesSync(at('Gallery/b.jpg'), 1, 1);
    renameSync(at('Gallery/c.jpg'), at('Gallery/e.jpg'));
    expect(survey()).toEqual({ unread: ['a.jpg', 'b.jpg', 'e.jpg'], known: 1 });
    expect(catalog.byPath('a.jpg')).toMatchObject({
      ...{ takenAt, contentId, key: 'as it came', identity: { size: 6 } },
    });
    expect(catalog.byPath('a.jpg')?.hash).toBeUndefined();
  });

  test('finds again what was found before and not read yet', () => {
    make('a.jpg');
    survey();
    expect(survey()).toEqual({ unread: ['a.jpg'], known: 0 });
  });

  test('in a dry run leaves the catalog as it is', () => {
    make('a.jpg');
    expect(survey(true)).toEqual({ unread: ['a.jpg'], known: 0 });
    expect(catalog.byPath('a.jpg')).toBeUndefined();
  });

  test('tells what it left and could not look at', () => {
    make('.hidden/a.jpg', 'Thumbs.db');
    writeFileSync(at('Gallery/empty.jpg'), '');
    const [{ left, unreadable } = {}] = surveyGallery(catalog, gallery(), false);
    const reasons = Object.fromEntries(left!.map(({ path, reason }) => [relative(gallery(), path), reason]));
    expect(reasons).toEqual({ '.hidden': 'hidden', 'empty.jpg': 'empty', 'Thumbs.db': 'system' });
    expect(unreadable).toEqual([]);
  });
});

describe('rows of files that are gone', () => {
  test('leave the catalog, and no others', () => {
    make('a.jpg', 'caf\udce9.jpg', 'b/c.jpg', 'd/e.jpg');
    survey();
    rmSync(at('Gallery/a.jpg'));
    rmSync(fsPath(at('Gallery/caf\udce9.jpg')));
    rmSync(at('Gallery/b'), { recursive: true });
    writeFileSync(at('Gallery/b'), 'a file where a folder was');
    const gone = [...forgetVanished(catalog, gallery(), before())].flat();
    expect(gone.map((path) => relative(gallery(), path)).sort()).toEqual([
      'a.jpg',
      'b/c.jpg',
      'caf\udce9.jpg',
    ]);
    expect([...catalog.pages('all')].flat().map(({ path }) => path)).toEqual(['d/e.jpg']);
  });

  test('stay when it is the whole Gallery that went away: its disk may have been pulled out', () => {
    make('a.jpg', 'b.jpg');
    survey();
    const folder = before();
    renameSync(gallery(), at('elsewhere'));
    mkdirSync(gallery());
    expect(thrownBy(() => [...forgetVanished(catalog, gallery(), folder)])).toMatchObject({
      kind: 'refused',
    });
    expect([...catalog.pages('all')].flat()).toHaveLength(2);
  });
});
