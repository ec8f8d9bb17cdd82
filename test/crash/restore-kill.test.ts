import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readLog } from '../../src/library/append-log.js';
import { openRuns } from '../../src/library/journal.js';
import { libraryPaths, type LibraryPaths } from '../../src/library/paths.js';
import { type BackupLibrary, makeBackupLibrary } from '../backup-library.js';
import { filesBelow as allBelow } from '../contents.js';
import { filesBelow, listing, sha256 } from '../folder-listing.js';
import { seededRandom } from '../media/seeded-random.js';
import { describeWith } from '../requirements.js';

const files = 240;
const moment = seededRandom(20240229);

let home = '';
let library: BackupLibrary;
let paths: LibraryPaths;
let whole: string[] = [];
let killed = 0;

const target = (): string => join(home, 'Backup');
const pristine = (): string => join(home, 'state');
const staging = (): string => join(paths.state, 'restore');
const inGallery = (): number => filesBelow(paths.gallery).length;
const staged = (): number => allBelow(staging()).length;

/** Names, contents and times. */
function tree(): string[] {
  return filesBelow(paths.gallery).map((path) => {
    const file = join(paths.gallery, path);
    return `${path} ${String(statSync(file).mtimeMs)} ${sha256(file)}`;
  });
}

beforeAll(async () => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'photokeep-test-')));
  library = await makeBackupLibrary(home);
  paths = libraryPaths(library.root, 'library');
  mkdirSync(target());
  library.configure(`{ name: hdd, to: ${target()} }`);
  for (let number = 0; number < files; number++)
    library.put(`${String(2000 + (number % 7))}/IMG_${String(number)}.jpg`, 3000 + number);
  whole = tree();
  expect(await library.run('backup', 'setup', 'hdd', '--yes')).toMatchObject({ code: 0 });
  expect(await library.run('backup', 'local')).toMatchObject({ code: 0 });
  cpSync(paths.state, pristine(), { recursive: true, preserveTimestamps: true });
}, 300_000);

afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

/** Kills a restore at the first moment at which this is so; it may have ended by itself before. */
async function killWhen(isNow: () => boolean): Promise<void> {
  const { child, ended } = library.start('backup', 'restore', 'hdd');
  while (child.exitCode === null && !isNow()) await setTimeout(1);
  child.kill('SIGKILL');
  if ((await ended).code === null) killed++;
}

function seeded(number: number, below: number): number[] {
  return Array.from({ length: number }, () => Math.floor(moment.between(1, below)));
}

describeWith(['rsync'], 'kill -9 of a restore loses nothing and brings nothing twice', () => {
  const moments: [string, () => boolean][] = [
    ['it had just begun', () => true],
    ...seeded(2, 200).map((count): [string, () => boolean] => [
      `${String(count)} files are on their way`,
      () => staged() >= count,
    ]),
    ['its journal was begun', () => openRuns(paths).length > 0],
    ...seeded(5, files).map((count): [string, () => boolean] => [
      `${String(count)} files are back`,
      () => inGallery() >= count,
    ]),
    ['the last file is back', () => inGallery() >= files],
  ];

  function startAgain(): void {
    for (const year of readdirSync(paths.gallery).filter((name) => !name.startsWith('.')))
      rmSync(join(paths.gallery, year), { recursive: true });
    rmSync(paths.state, { recursive: true });
    cpSync(pristine(), paths.state, { recursive: true, preserveTimestamps: true });
  }

  test.each(moments)('when %s: the same command does the rest', async (_, isNow) => {
    startAgain();
    const atTarget = listing(target());

    await killWhen(isNow);
    expect(await library.run('backup', 'restore', 'hdd')).toMatchObject({
      code: 0,
      stdout: expect.any(String),
    });

    expect(tree()).toEqual(whole);
    expect(openRuns(paths)).toEqual([]);
    expect(allBelow(staging())).toEqual([]);
    expect(allBelow(library.root).filter((path) => /\.photokeep-.*(tmp|removing|fetch)/.test(path))).toEqual(
      [],
    );
    const imported = [...readLog(paths.ledger)].filter((line) => line['event'] === 'imported');
    expect(imported).toHaveLength(files);
    expect(listing(target())).toEqual(atTarget);
  });

  test('and Ctrl-C ends it in good order: what is back is whole, and the same command goes on', async () => {
    startAgain();
    const { child, ended } = library.start('backup', 'restore', 'hdd');
    while (child.exitCode === null && inGallery() < 50) await setTimeout(1);
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    expect(stdout).toContain('Interrupted; the same command goes on.');
    expect(openRuns(paths)).toEqual([]);
    expect(whole).toEqual(expect.arrayContaining(tree()));

    expect(await library.run('backup', 'restore', 'hdd')).toMatchObject({ code: 0 });
    expect(tree()).toEqual(whole);
  });

  test('and these kills did hit runs that were at work', () => {
    expect(killed).toBeGreaterThanOrEqual(5);
  });
});
