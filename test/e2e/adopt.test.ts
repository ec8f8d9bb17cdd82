import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, relative } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Catalog, type CatalogRow } from '../../src/library/catalog.js';
import { readLog } from '../../src/library/append-log.js';
import { takeLock } from '../../src/library/lock.js';
import { libraryPaths } from '../../src/library/paths.js';
import { filesBelow, listing } from '../folder-listing.js';
import { jsonLines, type Line } from '../json-output.js';
import { makeManyJpegs } from '../media/make-many.js';
import { type Ended, photokeep } from '../photokeep.js';
import { testWith } from '../requirements.js';
import { folderForAllTests, temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
const workshop = folderForAllTests();
const library = () => folder('Photos');
const gallery = (...parts: readonly string[]) => folder('Photos/images/Gallery', ...parts);
const adopt = (...args: readonly string[]): Promise<Ended> =>
  photokeep(['adopt', '--library', library(), ...args], { home: folder() });

const pictures: string[] = [];

beforeAll(async () => {
  const made = await makeManyJpegs(workshop(), 8, { seed: 1, spreadDays: 1 });
  pictures.push(...made.map(({ path }) => path));
});

/** A Gallery as somebody else sorted it, with one picture twice and something that a NAS made. */
beforeEach(async () => {
  await photokeep(['init', library()], { home: folder() });
  for (const [index, picture] of pictures.entries()) {
    const month = index < 5 ? '2021/05-May' : '2022/01-January';
    cpSync(picture, gallery(month, basename(picture)), { preserveTimestamps: true });
  }
  cpSync(pictures[0]!, gallery('Best of/one.jpg'));
  mkdirSync(gallery('.thumbnails'));
  writeFileSync(gallery('.thumbnails/a.jpg'), 'thumbnail');
});

function first(month: string): string {
  return readdirSync(gallery(month)).sort()[0]!;
}

function lines(stdout: string, action: string): Line[] {
  return jsonLines(stdout).filter((line) => line['event'] === 'file' && line['action'] === action);
}

function rows(): CatalogRow[] {
  const catalog = Catalog.openToRead(join(library(), '.photokeep/catalog.db'));
  try {
    return [...catalog.pages('all')].flat();
  } finally {
    catalog.close();
  }
}

function ledger(): Record<string, unknown>[] {
  return [...readLog(join(library(), '.photokeep/ledger.jsonl'))].filter(({ event }) => event !== undefined);
}

describe('a Gallery that somebody else sorted', () => {
  test('is in the catalog with the content of every file, and is itself untouched', async () => {
    const before = listing(gallery());
    const { code, stdout, stderr } = await adopt();

    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.replace(/\(.* kB\)/, '(… kB)')).toBe('9 files read (… kB).\nLeft out: 1 system files.\n');
    expect(listing(gallery())).toEqual(before);
    expect(
      rows()
        .map(({ path }) => path)
        .sort(),
    ).toEqual(filesBelow(gallery()).filter((path) => !path.startsWith('.')));
    expect(rows().every(({ hash }) => hash !== undefined)).toBe(true);
    expect(readdirSync(join(library(), '.photokeep/journals'))).toEqual(['open']);
  });

  test('is known to the ledger: each content once', async () => {
    await adopt();
    const known = ledger();
    expect(known.map(({ event, action }) => [event, action])).toEqual(
      Array.from({ length: 8 }, () => ['imported', 0]),
    );
    expect(new Set(known.map(({ hash }) => hash)).size).toBe(8);
  });

  test('in a dry run only says how much there is to read', async () => {
    const before = listing(folder());
    const { code, stdout } = await adopt('--dry-run', '--json');
    expect(code).toBe(0);
    const planned = lines(stdout, 'adopt');
    expect(planned.map(({ status }) => status)).toEqual(Array.from({ length: 9 }, () => 'planned'));
    const bytes = planned.reduce((sum, { size }) => sum + Number(size), 0);
    expect(jsonLines(stdout).at(-1)).toMatchObject({
      adopted: 9,
      bytes,
      known: 0,
      recorded: 0,
      dryRun: true,
    });
    expect(listing(folder())).toEqual(before);
    expect((await adopt('--dry-run')).stdout).toMatch(/^9 files would be read \(/);
  });

  test('adopted twice: silent, and nothing is read again', async () => {
    await adopt();
    const before = { rows: rows(), ledger: ledger() };
    expect(await adopt()).toEqual({ code: 0, stdout: '', stderr: '' });
    expect({ rows: rows(), ledger: ledger() }).toEqual(before);
    const { stdout } = await adopt('--json');
    expect(jsonLines(stdout).at(-1)).toMatchObject({ adopted: 0, known: 9, forgotten: 0, recorded: 0 });
  });

  test('is adopted by what a pulled-out and re-made catalog needs, without a second line in the ledger', async () => {
    await adopt();
    const before = ledger();
    rmSync(join(library(), '.photokeep/catalog.db'));
    expect(jsonLines((await adopt('--json')).stdout).at(-1)).toMatchObject({ adopted: 9, recorded: 0 });
    expect(ledger()).toEqual(before);
  });

  test('spares import from reading it: what a phone brings again is a duplicate of what was adopted', async () => {
    await adopt();
    const name = first('2022/01-January');
    cpSync(gallery('2022/01-January', name), folder('Photos/images/Imports/Phone', name), {
      preserveTimestamps: true,
    });
    const { stdout } = await photokeep(['import', '--library', library(), '--settle', '0', '--json'], {
      home: folder(),
    });
    expect(jsonLines(stdout).at(-1)).toMatchObject({ duplicates: 1, moved: 0 });
  });
});

test('a picture that was adopted and then removed is recognised when a phone sends it again', async () => {
  await adopt();
  const picture = pictures[6]!;
  const phone = join(library(), 'images/Imports/Phone');
  rmSync(gallery('2022/01-January', basename(picture)));
  mkdirSync(join(phone, '.stfolder'));
  cpSync(picture, join(phone, basename(picture)), { preserveTimestamps: true });
  const command = ['import', '--library', library(), '--settle', '0', '--json'];
  const { code, stdout } = await photokeep(command, { home: folder() });
  expect(code).toBe(0);
  expect(jsonLines(stdout).at(-1)).toMatchObject({ held: 1, moved: 0, duplicates: 0 });
  expect(filesBelow(gallery('2022'))).toHaveLength(2);
});

test('a second adoption learns what others changed, moved, added and removed since', async () => {
  await adopt();
  const [edited, moved, removed] = readdirSync(gallery('2021/05-May')).sort().slice(1);
  appendFileSync(gallery('2021/05-May', edited!), 'a tag of digiKam');
  mkdirSync(gallery('Holiday'));
  renameSync(gallery('2021/05-May', moved!), gallery('Holiday', moved!));
  rmSync(gallery('2021/05-May', removed!));
  writeFileSync(gallery('Holiday/new.jpg'), 'a picture of ours');

  const { code, stdout } = await adopt('--json');

  expect(code).toBe(0);
  expect(lines(stdout, 'adopt').map(({ path }) => path)).toEqual([
    gallery('2021/05-May', edited!),
    gallery('Holiday', moved!),
    gallery('Holiday/new.jpg'),
  ]);
  expect(lines(stdout, 'forget').map(({ path }) => path)).toEqual(
    [moved!, removed!].map((name) => gallery('2021/05-May', name)).sort(),
  );
  expect(jsonLines(stdout).at(-1)).toMatchObject({ adopted: 3, known: 6, forgotten: 2, recorded: 2 });
  expect(
    rows()
      .map(({ path }) => path)
      .sort(),
  ).toEqual(filesBelow(gallery()).filter((path) => !path.startsWith('.')));
  // The content that was removed is what the ledger is for.
  expect(ledger()).toHaveLength(10);
});

describe('where', () => {
  test('a Gallery alone gets its state inside', async () => {
    cpSync(gallery(), folder('Gallery'), { recursive: true });
    rmSync(folder('Gallery/.photokeep-gallery.json'));
    const { code, stdout } = await photokeep(['adopt', '--to', 'Gallery'], { home: folder() });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^9 files read/)]);
    expect(readdirSync(folder('Gallery/.photokeep'))).toContain('catalog.db');
  });

  test('a dry run of a Gallery alone leaves no state', async () => {
    cpSync(gallery(), folder('Gallery'), { recursive: true });
    rmSync(folder('Gallery/.photokeep-gallery.json'));
    const before = listing(folder('Gallery'));
    const { code, stdout } = await photokeep(['adopt', '--to', 'Gallery', '--dry-run'], { home: folder() });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^9 files would be read/)]);
    expect(listing(folder('Gallery'))).toEqual(before);
  });

  test.each([
    ['there is none', ['--to', 'Galery'], 2, /^photokeep: there is no Gallery .*\/Galery; check the name\n$/],
    [
      'none is named',
      [],
      2,
      /^photokeep: no library is configured; name a Gallery with --to, or a library with --library\n$/,
    ],
    ['the path is empty', ['--to', ''], 2, /^photokeep: an empty path was given/],
    ['the library is not there', ['--library', 'gone'], 4, /^photokeep: no library at .*\/gone /],
  ])('%s: refused, and nothing is made', async (_what, args, code, message) => {
    const before = listing(folder());
    const ended = await photokeep(['adopt', ...args], { home: folder() });
    expect([ended.code, ended.stdout, ended.stderr]).toEqual([code, '', expect.stringMatching(message)]);
    expect(listing(folder())).toEqual(before);
  });
});

testWith(
  ['setpriv'],
  'a file that cannot be read fails by itself; the next adoption tries again',
  async () => {
    const unreadable = gallery('2021/05-May', first('2021/05-May'));
    execFileSync('chown', ['-R', '65534:65534', folder()]);
    chmodSync(unreadable, 0o000);
    const through = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];

    const { code, stderr, stdout } = await photokeep(['adopt', '--library', library()], {
      home: folder(),
      through,
    });
    expect([code, stderr]).toEqual([
      3,
      `failed  ${relative(gallery(), unreadable)}: could not be read; the catalog does not know its content\n`,
    ]);
    expect(stdout).toMatch(/^8 files read \(.*\), 1 failed\.\n/);

    chmodSync(unreadable, 0o644);
    expect(jsonLines((await adopt('--json')).stdout).at(-1)).toMatchObject({
      adopted: 1,
      known: 8,
      exitCode: 0,
    });
  },
);

test('while another run is at work it does not begin', async () => {
  const lock = takeLock(libraryPaths(library(), 'library'), { command: 'import', pid: 1, since: 'today' });
  try {
    expect(await adopt()).toEqual({ code: 75, stdout: '', stderr: '' });
  } finally {
    lock.release();
  }
});
