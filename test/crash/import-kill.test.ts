import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readLog } from '../../src/library/append-log.js';
import { openRuns } from '../../src/library/journal.js';
import { libraryPaths, type LibraryPaths } from '../../src/library/paths.js';
import { contentsOf, distinctContentsOf, filesBelow } from '../contents.js';
import { makeManyJpegs } from '../media/make-many.js';
import { seededRandom } from '../media/seeded-random.js';
import { type MountedDisk, mountNeeds, mountTmpfs } from '../mounted-disk.js';
import { describeWith } from '../requirements.js';

/** What a user runs: the bundle, not the compiled modules. */
const program = fileURLToPath(new URL('../../../dist/photokeep.js', import.meta.url));
const files = 200;
const duplicates = 20;
const moment = seededRandom(20210102);

let home = '';
let paths: LibraryPaths;
let killed = 0;

interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

function start(...args: string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const env = { PATH: process.env['PATH'], HOME: home };
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (text: Buffer) => (out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (err += text.toString()));
  const ended = once(child, 'close').then(() => ({
    ...{ exitCode: child.exitCode, signal: child.signalCode, out, err },
  }));
  return { child, ended };
}

async function photokeep(...args: string[]): Promise<Ended> {
  return start(...args).ended;
}

function importArgs(): string[] {
  return ['import', '--library', paths.root, '--settle', '0'];
}

/** Kills an import at the first moment at which this is so; it may have ended by itself before. */
async function killWhen(isNow: () => boolean): Promise<void> {
  const { child, ended } = start(...importArgs());
  while (child.exitCode === null && !isNow()) await setTimeout(1);
  child.kill('SIGKILL');
  const { signal, exitCode, err } = await ended;
  if (signal === 'SIGKILL') killed++;
  else expect([exitCode, err]).toEqual([0, '']);
}

function pictures(): string {
  return join(home, 'pictures');
}

/** Pictures of half a year, some of them twice. */
async function makePictures(): Promise<void> {
  const made = await makeManyJpegs(pictures(), files - duplicates, { seed: 1, spreadDays: 180 });
  for (const [index, { path }] of made.slice(0, duplicates).entries())
    cpSync(path, join(pictures(), `again_${String(index)}.jpg`), { preserveTimestamps: true });
}

function inGallery(): number {
  return filesBelow(paths.gallery).length - 1;
}

/** After a kill: nothing is lost, and the next runs bring everything in order. */
async function expectNothingLost(
  drop: string,
  before: readonly string[],
  distinct: readonly string[],
): Promise<void> {
  const everywhere = [drop, paths.gallery, paths.trash];
  expect(distinctContentsOf(...everywhere)).toEqual(expect.arrayContaining([...distinct]));

  const { exitCode, err } = await photokeep(...importArgs());
  expect([exitCode, err.replace(/^run .* had been cut off: .*\n/, '')]).toEqual([0, '']);

  expect(contentsOf(...everywhere)).toEqual(before);
  const left = [...filesBelow(paths.root), ...filesBelow(drop)];
  expect(left.filter((path) => /\.photokeep-.*\.(tmp|removing)$/.test(path))).toEqual([]);
  expect(openRuns(paths)).toEqual([]);
  // Each picture in the Gallery is on the ledger, once.
  const imported = [...readLog(paths.ledger)].filter((line) => line['event'] === 'imported');
  expect(imported).toHaveLength(files - duplicates);
  expect(new Set(imported.map(({ size, hash }) => `${String(size)}:${String(hash)}`)).size).toBe(
    imported.length,
  );
  expect(inGallery()).toBe(imported.length);

  const tree = [...filesBelow(paths.root), ...filesBelow(drop)];
  expect(await photokeep(...importArgs())).toEqual({ exitCode: 0, signal: null, out: '', err: '' });
  expect([...filesBelow(paths.root), ...filesBelow(drop)]).toEqual(tree);
}

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'photokeep-test-'));
  await makePictures();
});

beforeEach(async () => {
  paths = libraryPaths(join(home, 'Photos'), 'library');
  expect(await photokeep('init', paths.root)).toMatchObject({ exitCode: 0 });
});

afterEach(() => {
  rmSync(paths.root, { recursive: true });
});

afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

describe('kill -9 while 200 files are moved within one file system loses nothing', () => {
  const counts = Array.from({ length: 12 }, () => Math.floor(moment.between(1, files - duplicates)));
  const moments: [string, () => boolean][] = [
    ['the lock was taken', () => existsSync(paths.lockHolder)],
    ['the journal was begun', () => openRuns(paths).length > 0],
    ...counts.map((count): [string, () => boolean] => [
      `${String(count)} files are in the Gallery`,
      () => inGallery() >= count,
    ]),
    ['the last file is in the Gallery', () => inGallery() >= files - duplicates],
  ];

  test.each(moments)('when %s', async (_, isNow) => {
    const drop = join(paths.imports!, 'Phone');
    cpSync(pictures(), drop, { recursive: true, preserveTimestamps: true });
    const [before, distinct] = [contentsOf(drop, paths.gallery), distinctContentsOf(drop)];

    await killWhen(isNow);

    await expectNothingLost(drop, before, distinct);
    expect(filesBelow(drop)).toEqual([]);
  });

  test('twice in one import, the second time while it recovers or goes on', async () => {
    const drop = join(paths.imports!, 'Phone');
    cpSync(pictures(), drop, { recursive: true, preserveTimestamps: true });
    const [before, distinct] = [contentsOf(drop, paths.gallery), distinctContentsOf(drop)];

    await killWhen(() => inGallery() >= 30);
    const open = openRuns(paths).map((run) => join(paths.openJournals, `${run}.jsonl`));
    const size = open.map((path) => readFileSync(path).length);
    await killWhen(() => open.some((path, n) => !existsSync(path) || readFileSync(path).length > size[n]!));
    await killWhen(() => inGallery() >= 100);

    await expectNothingLost(drop, before, distinct);
  });

  test('and these kills did hit runs that were at work', () => {
    expect(killed).toBeGreaterThanOrEqual(5);
  });
});

describeWith(mountNeeds, 'kill -9 while files are moved from another file system loses nothing', () => {
  let card: MountedDisk;

  beforeAll(() => {
    card = mountTmpfs(join(home, 'card'));
  });

  afterAll(() => {
    card.unmount();
  });

  const counts = Array.from({ length: 3 }, () => Math.floor(moment.between(1, files - duplicates)));

  test.each(counts)('when %d files, temporary ones included, are in the Gallery', async (count) => {
    const drop = join(card.folder, 'Phone');
    rmSync(drop, { recursive: true, force: true });
    cpSync(pictures(), drop, { recursive: true, preserveTimestamps: true });
    writeFileSync(join(paths.state, 'config.yaml'), `imports: [${JSON.stringify(drop)}]\n`);
    const [before, distinct] = [contentsOf(drop, paths.gallery), distinctContentsOf(drop)];

    await killWhen(() => inGallery() >= count);

    await expectNothingLost(drop, before, distinct);
    // Duplicates on another file system cannot go to the trash: they stay where they are.
    expect(filesBelow(drop)).toHaveLength(duplicates);
  });
});
