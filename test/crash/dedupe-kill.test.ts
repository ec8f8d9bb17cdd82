import { execFileSync } from 'node:child_process';
import { cpSync, lstatSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openRuns } from '../../src/library/journal.js';
import { libraryPaths } from '../../src/library/paths.js';
import { contentsOf, filesBelow } from '../contents.js';
import { contentsInSight, makeDuplicates } from '../duplicates-tree.js';
import { jsonLines } from '../json-output.js';
import { seededRandom } from '../media/seeded-random.js';
import { type MountedDisk, mountNeeds, mountSharing } from '../mounted-disk.js';
import { photokeep, startPhotokeep } from '../photokeep.js';
import { describeWith } from '../requirements.js';

const pictures = 60;
const moment = seededRandom(20210204);

let home = '';
let disk: MountedDisk | undefined;
let killed = 0;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'photokeep-test-'));
});

afterAll(() => {
  disk?.unmount();
  rmSync(home, { recursive: true, force: true });
});

/** Kills a run at the first moment at which this is so; it may have ended by itself before. */
async function killWhen(args: readonly string[], isNow: () => boolean): Promise<void> {
  const { child, ended } = startPhotokeep(args, { home });
  while (child.exitCode === null && !isNow()) await setTimeout(1);
  child.kill('SIGKILL');
  if ((await ended).code === null) killed++;
}

/** The pictures of two folders and, below them, what a run may leave behind. */
function treeBelow(root: string) {
  const [first, second] = [join(root, 'a'), join(root, 'b')];
  const paths = libraryPaths(first, 'folder');
  return {
    ...{ first, second, paths },
    copies: () => filesBelow(second).filter((path) => !path.includes('/.photokeep')),
    make: (): void => {
      for (const folder of [first, second]) rmSync(folder, { recursive: true, force: true });
      // With hard links.
      execFileSync('cp', ['-a', join(home, 'made/a'), join(home, 'made/b'), root]);
    },
    leftBehind: () => filesBelow(root).filter((path) => /\.photokeep-[^/]*\.(tmp|removing)$/.test(path)),
  };
}

function moments(count: number): [string, number][] {
  return [
    ['its journal was begun', 0],
    ...Array.from({ length: count - 1 }, (): [string, number] => {
      const files = Math.floor(moment.between(1, pictures));
      return [`${String(files)} files are done`, files];
    }),
  ];
}

beforeAll(() => {
  makeDuplicates(join(home, 'made'), { seed: 9, pictures, folders: ['a', 'b'], links: true });
});

test.each([
  ...moments(7).map(([when, files]) => ['trash', when, files] as const),
  ...moments(7).map(([when, files]) => ['delete', when, files] as const),
])('kill -9 of dedupe --action %s when %s: the same command does the rest', async (action, _, files) => {
  const { first, second, paths, copies, make, leftBehind } = treeBelow(home);
  make();
  const args = ['dedupe', first, second, '--action', action, '--yes'];
  const [all, contents] = [copies().length, contentsInSight(first, second)];

  await killWhen(args, () => openRuns(paths).length > 0 && all - copies().length >= files);

  // Whatever the moment: one of each is in sight, and nothing is gone that was not a copy of it.
  expect(contentsInSight(first)).toEqual(contents);
  if (action === 'trash') expect(contentsOf(second, paths.trash).length).toBeGreaterThanOrEqual(all);

  expect(await photokeep(args, { home })).toMatchObject({ code: 0 });
  expect([contentsInSight(first), copies()]).toEqual([contents, []]);
  expect([openRuns(paths), leftBehind()]).toEqual([[], []]);
  if (action === 'trash') expect(filesBelow(paths.trash)).toHaveLength(all);
  expect((await photokeep(args, { home })).stdout).toBe('');
});

function inodesOf(paths: readonly string[]): (number | undefined)[] {
  return paths.map((path) => lstatSync(path, { throwIfNoEntry: false })?.ino);
}

describeWith([...mountNeeds, 'mkfs.btrfs'], 'kill -9 of dedupe --action reflink', () => {
  beforeAll(() => {
    disk = mountSharing('btrfs', join(home, 'btrfs.img'), join(home, 'btrfs'));
  });

  test.each(moments(6))('when %s: each file is the old one or the new one', async (_, files) => {
    const { first, second, paths, make, leftBehind } = treeBelow(join(home, 'btrfs'));
    make();
    rmSync(second, { recursive: true });
    cpSync(join(home, 'made/a'), second, { recursive: true, preserveTimestamps: true });
    const args = ['dedupe', first, second, '--action', 'reflink', '--json'];
    const [contents, names] = [contentsOf(first, second), filesBelow(second)];
    const inodes = inodesOf(names);
    const exchanged = (): number => inodesOf(names).filter((ino, index) => ino !== inodes[index]).length;

    await killWhen(args, () => openRuns(paths).length > 0 && exchanged() >= files);
    expect(new Set(contentsOf(second))).toEqual(new Set(contents));

    const ended = await photokeep(args, { home });
    expect(jsonLines(ended.stdout).at(-1)).toMatchObject({ failed: 0, exitCode: 0 });
    expect([filesBelow(second), contentsInSight(second)]).toEqual([names, [...new Set(contents)]]);
    expect([openRuns(paths), leftBehind()]).toEqual([[], []]);
  });
});

test('and these kills did hit runs that were at work', () => {
  expect(killed).toBeGreaterThanOrEqual(10);
});
