import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { gatherBackupFacts, type GatheredFacts, type TargetLook } from '../../src/app/backup-source.js';
import { compareWithManifest, createGallerySource } from '../../src/app/compare-with-manifest.js';
import { learnContents } from '../../src/app/learn-contents.js';
import { ManifestIndex } from '../../src/backup/manifest-index.js';
import { createHashPool, type HashPool } from '../../src/content/hash-pool.js';
import { Catalog } from '../../src/library/catalog.js';
import { writeDoubts } from '../../src/library/doubts.js';
import { libraryPaths } from '../../src/library/paths.js';
import type { BackupPlan, Drift, KnownFile } from '../../src/plan/backup-facts.js';
import { planBackup } from '../../src/plan/plan-backup.js';
import { identityAt } from '../../src/scan/identity.js';
import { fsPath } from '../../src/system/fs-path.js';
import { asOrdinaryUser } from '../ordinary-user.js';
import { temporaryFolder } from '../temporary-folder.js';

const at = temporaryFolder();
const paths = () => libraryPaths(at('Photos'), 'library');
const gallery = (path: string) => `${paths().gallery}/${path}`;
const occasion = { at: '2024-05-06T02:30:00.000Z', run: 'R' };

let catalog: Catalog;
let index: ManifestIndex;
let hashes: HashPool;
/** every file whose content was read */
let read: string[];

beforeEach(() => {
  mkdirSync(paths().gallery, { recursive: true });
  mkdirSync(paths().state);
  catalog = Catalog.open(':memory:');
  index = ManifestIndex.inMemory();
  read = [];
  const pool = createHashPool(1);
  hashes = {
    ...pool,
    fingerprints(files) {
      read.push(...files.map((path) => path.slice(paths().gallery.length + 1)));
      return pool.fingerprints(files);
    },
  };
});

afterEach(async () => {
  await hashes.close();
  catalog.close();
  index.close();
});

function make(path: string, content = path): void {
  mkdirSync(fsPath(dirname(gallery(path))), { recursive: true });
  writeFileSync(fsPath(gallery(path)), content);
  utimesSync(fsPath(gallery(path)), 1_700_000_000, 1_700_000_000);
}

function lookOf(drifts: Readonly<Record<string, Drift>>, otherwise?: 'unknown'): TargetLook {
  const list = Object.entries(drifts).map(([path, drift]) => ({ path, drift }));
  return {
    drifts: (async function* () {
      await Promise.resolve();
      yield* list;
    })(),
    otherwise,
  };
}

async function gather(drifts: Readonly<Record<string, Drift>> = {}): Promise<GatheredFacts> {
  read.length = 0;
  return gatherBackupFacts({ catalog, hashes, paths: paths() }, index, lookOf(drifts));
}

function plan(facts: GatheredFacts): BackupPlan {
  return planBackup(facts, { maxChanged: 1, accept: undefined });
}

/** As if the Gallery had been backed up as it is. */
async function backUp(): Promise<void> {
  const { present, sends } = plan(await gather());
  const files = [...present, ...sends.map(({ source }) => source)];
  const known: KnownFile[] = [];
  for await (const batch of learnContents({ catalog, hashes, paths: paths() }, files)) {
    expect(batch.failed).toEqual([]);
    known.push(...batch.known);
  }
  index.change(() => {
    for (const { size, hash, path, mtimeMs, ctimeMs, ino } of known) {
      const fingerprint = { size, hash };
      index.end(path, { endedAt: occasion.at });
      index.insert({ path, fingerprint, mtimeMs, ctimeMs, ino, sentAt: occasion.at, run: occasion.run });
    }
  });
}

function short(facts: GatheredFacts): string[] {
  const { moves, sends, gone, present, refreshed, doubtful } = plan(facts);
  return [
    ...moves.map(({ from, source }) => `move ${from} → ${source.path}`),
    ...sends.map(({ reason, source }) => `${reason} ${source.path}`),
    ...gone.map(({ path }) => `gone ${path}`),
    ...present.map(({ path }) => `present ${path}`),
    ...refreshed.map(({ path }) => `refreshed ${path}`),
    ...doubtful.map(({ source }) => `doubtful ${source.path}`),
  ];
}

describe('a Gallery that was backed up', () => {
  const odd = 'caf\udce9/IMG\udcff.jpg';

  beforeEach(async () => {
    for (const path of ['2024/05-May/a.jpg', '2024/05-May/b.jpg', 'Album/c.jpg', 'top.jpg', odd]) make(path);
    await backUp();
  });

  test('and was not touched: nothing differs and nothing is read', async () => {
    const facts = await gather();
    expect(facts).toMatchObject({ unchanged: 5, left: [], unreadable: [] });
    expect([...facts.pairs]).toEqual([]);
    expect(read).toEqual([]);
  });

  test('an edit is seen by its size and time, and is not read before its turn comes', async () => {
    make('2024/05-May/a.jpg', 'a longer content than before');
    expect(short(await gather({ '2024/05-May/a.jpg': 'different' }))).toEqual(['changed 2024/05-May/a.jpg']);
    expect(read).toEqual([]);
  });

  test('an edit that kept size and time is read, and told from a file that only got other permissions', async () => {
    make('2024/05-May/a.jpg', '2024/05-May/X.jpg');
    chmodSync(gallery('2024/05-May/b.jpg'), 0o600);
    expect(short(await gather())).toEqual(['edited 2024/05-May/a.jpg', 'refreshed 2024/05-May/b.jpg']);
    expect(read).toEqual(['2024/05-May/a.jpg', '2024/05-May/b.jpg']);
    // The catalog has learnt it.
    await gather();
    expect(read).toEqual([]);
  });

  test('a folder that got another name is moved, and only what may have come from there is read', async () => {
    renameSync(gallery('2024/05-May'), gallery('Holidays in May'));
    make('Holidays in May/new.jpg', 'something that is as long as nothing else');
    const missing = ['a.jpg', 'b.jpg', 'new.jpg'].map((name) => [`Holidays in May/${name}`, 'missing']);
    expect(short(await gather(Object.fromEntries(missing) as Record<string, Drift>))).toEqual([
      'move 2024/05-May/a.jpg → Holidays in May/a.jpg',
      'move 2024/05-May/b.jpg → Holidays in May/b.jpg',
      'new Holidays in May/new.jpg',
    ]);
    expect(read.sort()).toEqual(['Holidays in May/a.jpg', 'Holidays in May/b.jpg']);
  });

  test('what was deleted is gone, also with its folder, whatever its name', async () => {
    rmSync(gallery('top.jpg'));
    rmSync(fsPath(dirname(gallery(odd))), { recursive: true });
    rmSync(gallery('Album/c.jpg'));
    symlinkSync('../top.jpg', gallery('Album/c.jpg'));
    const facts = await gather();
    expect(short(facts)).toEqual(['gone Album/c.jpg', `gone ${odd}`, 'gone top.jpg']);
    expect(facts.left).toEqual([{ path: gallery('Album/c.jpg'), reason: 'symlink' }]);
  });

  test('a folder that cannot be listed is not taken for gone, nor is a file that cannot be looked at', async () => {
    chmodSync(gallery('2024'), 0o000);
    chmodSync(gallery('Album'), 0o444);
    const source = createGallerySource({ catalog, paths: paths() }, []);
    // Everything is looked at before it waits for the first time.
    const { sides, unchanged, unreadable } = await asOrdinaryUser(at(), () =>
      compareWithManifest(source, index),
    );
    for (const folder of ['2024', 'Album']) chmodSync(gallery(folder), 0o755);
    expect([[...sides.keys()], unchanged]).toEqual([[], 2]);
    expect(unreadable.map(({ path }) => path).sort()).toEqual([gallery('2024'), gallery('Album/c.jpg')]);
  });

  test('what the target lost, or holds differently, is sent again though nothing happened here', async () => {
    const facts = await gather({
      'Album/c.jpg': 'missing',
      'top.jpg': 'different',
      '.hidden.jpg': 'missing',
    });
    expect(short(facts)).toEqual(['missing Album/c.jpg', 'damaged top.jpg']);
    expect(facts.unchanged).toBe(3);
    expect(read).toEqual([]);
  });

  test('what was found wrong at the target is sent again', async () => {
    index.change(() => {
      index.setProof('top.jpg', { wrongAt: occasion.at });
    });
    expect(short(await gather())).toEqual(['damaged top.jpg']);
  });

  test('a file that is in doubt is told, although nothing differs', async () => {
    const { size, hash } = index.currentAt('top.jpg')!.fingerprint;
    const identity = identityAt(gallery('top.jpg'))!;
    const found = { size, hash: '00000000000000ba' };
    const doubt = { path: 'top.jpg', kind: 'rotten', found, good: { size, hash } } as const;
    writeDoubts(paths(), [{ ...doubt, identity, foundAt: occasion.at }]);
    expect(short(await gather())).toEqual(['doubtful top.jpg']);
    // Whatever else the target lacks of it.
    expect(short(await gather({ 'top.jpg': 'missing' }))).toEqual(['doubtful top.jpg']);
  });

  test('a store that keeps no times: everything that is unchanged stays unsent', async () => {
    const run = { catalog, hashes, paths: paths() };
    const facts = await gatherBackupFacts(run, index, lookOf({}, 'unknown'));
    expect([[...facts.pairs], facts.unchanged]).toEqual([[], 5]);
    make('new.jpg', 'new');
    const unsure = await gatherBackupFacts(run, index, lookOf({}, 'unknown'));
    expect(short(unsure)).toEqual(['changed new.jpg']);
  });

  test('a store that fails in the middle of its look fails the whole', async () => {
    const failing: TargetLook = {
      drifts: (async function* () {
        yield { path: 'top.jpg', drift: 'missing' as const };
        await Promise.reject(new Error('the network is gone'));
      })(),
      otherwise: undefined,
    };
    await expect(gatherBackupFacts({ catalog, hashes, paths: paths() }, index, failing)).rejects.toThrow(
      'the network is gone',
    );
  });
});

test('what is none of the Gallery is left out: its state, its marker, what is hidden', async () => {
  make('a.jpg');
  make('.photokeep/catalog.db');
  make('.photokeep-gallery.json');
  make('@eaDir/a.jpg');
  const facts = await gather({ 'a.jpg': 'missing' });
  expect(short(facts)).toEqual(['new a.jpg']);
  expect(facts.left.map(({ path, reason }) => [path.slice(gallery('').length), reason]).sort()).toEqual([
    ['.photokeep', 'hidden'],
    ['.photokeep-gallery.json', 'hidden'],
    ['@eaDir', 'system'],
  ]);
});

test('a file that changes while it is read is left for the next run', async () => {
  make('a.jpg');
  const source = { path: 'a.jpg', size: 5, mtimeMs: 1, ctimeMs: 1, ino: 1, hash: undefined };
  const gone = { ...source, path: 'gone.jpg' };
  const batches = [];
  for await (const batch of learnContents({ catalog, hashes, paths: paths() }, [source, gone])) {
    batches.push(batch);
  }
  expect(batches).toEqual([
    {
      known: [],
      failed: [
        { path: 'a.jpg', reason: 'changed' },
        { path: 'gone.jpg', reason: 'vanished' },
      ],
    },
  ]);
  expect(catalog.byPath('a.jpg')).toBeUndefined();
});
