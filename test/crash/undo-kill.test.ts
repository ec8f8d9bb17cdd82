import { cpSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readLog } from '../../src/library/append-log.js';
import { openRuns } from '../../src/library/journal.js';
import { libraryPaths, type LibraryPaths } from '../../src/library/paths.js';
import { contentsOf, filesBelow } from '../contents.js';
import { sha256 } from '../folder-listing.js';
import { makeManyJpegs } from '../media/make-many.js';
import { seededRandom } from '../media/seeded-random.js';
import { photokeep, startPhotokeep } from '../photokeep.js';

const files = 120;
const duplicates = 20;
const moment = seededRandom(20210203);

let home = '';
let paths: LibraryPaths;
let killed = 0;
let before: string[] = [];

const drop = (): string => join(paths.imports!, 'Phone');
/** The library as the import left it. */
const imported = (): string => join(home, 'imported');

function run(...args: string[]): ReturnType<typeof photokeep> {
  return photokeep([...args, '--library', paths.root], { home });
}

/** Names, contents and times of all that an import and its undo may touch. */
function tree(): string[] {
  return [drop(), paths.gallery]
    .flatMap(filesBelow)
    .filter((path) => !path.endsWith('.photokeep-gallery.json'))
    .map((path) => `${path} ${String(statSync(path).mtimeMs)} ${sha256(path)}`);
}

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'photokeep-test-'));
  paths = libraryPaths(join(home, 'Photos'), 'library');
  await photokeep(['init', paths.root], { home });
  const made = await makeManyJpegs(drop(), files - duplicates, { seed: 5, spreadDays: 180 });
  for (const [index, { path }] of made.slice(0, duplicates).entries())
    cpSync(path, join(drop(), `again_${String(index)}.jpg`), { preserveTimestamps: true });
  before = tree();
  expect(await run('import', '--settle', '0')).toMatchObject({ code: 0 });
  cpSync(paths.root, imported(), { recursive: true, preserveTimestamps: true });
});

afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

/** Kills an undo at the first moment at which this is so; it may have ended by itself before. */
async function killWhen(isNow: () => boolean): Promise<void> {
  const { child, ended } = startPhotokeep(['undo', '--yes', '--library', paths.root], { home });
  while (child.exitCode === null && !isNow()) await setTimeout(1);
  child.kill('SIGKILL');
  if ((await ended).code === null) killed++;
}

const backInDrop = (): number => filesBelow(drop()).length;
const counts = Array.from({ length: 8 }, () => Math.floor(moment.between(1, files)));
const moments: [string, () => boolean][] = [
  ['its journal was begun', () => openRuns(paths).length > 0],
  ...counts.map((count): [string, () => boolean] => [
    `${String(count)} files are back`,
    () => backInDrop() >= count,
  ]),
  ['the last file is back', () => backInDrop() >= files],
];

test.each(moments)('kill -9 of an undo when %s: the same command does the rest', async (_, isNow) => {
  rmSync(paths.root, { recursive: true });
  cpSync(imported(), paths.root, { recursive: true, preserveTimestamps: true });
  const contents = contentsOf(paths.gallery, paths.trash, drop());

  await killWhen(isNow);
  expect(contentsOf(paths.gallery, paths.trash, drop())).toEqual(expect.arrayContaining(contents));

  const { code } = await run('undo', '--yes');
  expect(code).toBe(0);
  expect(tree()).toEqual(before);
  expect(filesBelow(paths.trash)).toEqual([]);
  expect(openRuns(paths)).toEqual([]);
  expect(filesBelow(paths.root).filter((path) => /\.photokeep-.*\.(tmp|removing)$/.test(path))).toEqual([]);
  // Each content that left the Gallery is on the ledger as undone, once.
  const undone = [...readLog(paths.ledger)].filter((line) => line['event'] === 'undone');
  expect(undone).toHaveLength(files - duplicates);
  expect(await run('undo', '--yes')).toMatchObject({ code: 0, stdout: 'Nothing to undo.\n' });
});

test('and these kills did hit runs that were at work', () => {
  expect(killed).toBeGreaterThanOrEqual(4);
});
