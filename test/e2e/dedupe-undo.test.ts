import { linkSync, lstatSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { filesBelow } from '../contents.js';
import { contentsInSight, filesInSight, makeDuplicates, seenTree } from '../duplicates-tree.js';
import { listing } from '../folder-listing.js';
import { jsonLines } from '../json-output.js';
import { photokeep } from '../photokeep.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
const run = (...args: readonly string[]) => photokeep(args, { home: folder() });
const summary = (stdout: string) => jsonLines(stdout).at(-1)!;

test('a run that trashed a thousand files is taken back exactly, done again, and taken back once more', async () => {
  const old = folder('old');
  makeDuplicates(old, { seed: 4, pictures: 300, folders: ['a', 'b', 'c', 'd'], links: true });
  const [before, contents] = [seenTree(old), contentsInSight(old)];

  const { code, stdout, stderr } = await run('dedupe', old, '--json');
  expect([code, stderr]).toEqual([0, '']);
  expect(summary(stdout)).toMatchObject({ failed: 0, exitCode: 0 });
  expect(filesBelow(join(old, '.photokeep/trash')).length).toBeGreaterThan(1000);
  expect([contentsInSight(old), filesInSight(old)]).toEqual([contents, contents.length]);
  const deduped = seenTree(old);

  const undone = await run('undo', '--library', old, '--yes', '--json');
  expect([undone.code, undone.stderr]).toEqual([0, '']);
  expect(summary(undone.stdout)).toMatchObject({ skipped: 0, failed: 0, of: 'dedupe' });
  expect(seenTree(old)).toEqual(before);
  expect(filesBelow(join(old, '.photokeep/trash'))).toEqual([]);

  const again = await run('undo', String(summary(undone.stdout)['run']), '--library', old, '--yes');
  expect([again.code, seenTree(old)]).toEqual([0, deduped]);
  await run('undo', '--library', old, '--yes');
  expect(seenTree(old)).toEqual(before);
});

test('in a Gallery, an undone dedupe changes nothing for the next import', async () => {
  const photos = folder('Photos');
  await run('init', photos);
  makeDuplicates(join(photos, 'images/Gallery'), {
    seed: 5,
    pictures: 20,
    folders: ['2021/01-January', '2021/02-February'],
  });
  const before = seenTree(join(photos, 'images'));

  await run('dedupe', '--library', photos);
  expect(filesInSight(join(photos, 'images/Gallery'))).toBe(22);
  const undone = await run('undo', '--library', photos, '--yes', '--json');

  // The Gallery had the contents all the time.
  expect(summary(undone.stdout)).toMatchObject({ restored: 22, leftGallery: 0 });
  expect(seenTree(join(photos, 'images'))).toEqual(before);
  const again = await run(
    'undo',
    String(summary(undone.stdout)['run']),
    '--library',
    photos,
    '--yes',
    '--json',
  );
  expect(summary(again.stdout)).toMatchObject({ trashed: 22, leftGallery: 0 });
});

test('files that have other names elsewhere keep them, in the trash and after it', async () => {
  makeDuplicates(folder('old'), { seed: 6, pictures: 3, folders: ['a', 'b'] });
  mkdirSync(folder('elsewhere'));
  const copy = folder('old/b/IMG_0001.JPG');
  linkSync(copy, folder('elsewhere/IMG_0001.JPG'));
  const before = seenTree(folder());

  await run('dedupe', folder('old/a'), folder('old/b'));
  expect(filesBelow(folder('old/b'))).toEqual([]);
  expect(lstatSync(folder('elsewhere/IMG_0001.JPG')).nlink).toBe(2);
  await run('undo', '--library', folder('old/a'), '--yes');
  expect(seenTree(folder())).toEqual(before);
});

test('what took the place of a trashed file since is not replaced by it', async () => {
  makeDuplicates(folder('old'), { seed: 7, pictures: 3, folders: ['a', 'b'] });
  await run('dedupe', folder('old/a'), folder('old/b'));
  writeFileSync(folder('old/b/IMG_0001.JPG'), 'another picture');
  renameSync(folder('old/a/IMG_0002.JPG'), folder('old/a/renamed.JPG'));
  const { code } = await run('undo', '--library', folder('old/a'), '--yes');
  expect(code).toBe(0);
  expect(filesBelow(folder('old/b')).map((path) => path.slice(folder('old/b/').length))).toEqual([
    ...['IMG_0000.HEIC', 'IMG_0000.MOV', 'IMG_0001 (2).JPG', 'IMG_0001.JPG', 'IMG_0002.JPG'],
  ]);
});

test('a dry run and a report make no state', async () => {
  makeDuplicates(folder('old'), { seed: 8, pictures: 5, folders: ['a', 'b'] });
  const before = listing(folder('old'));
  for (const option of ['--dry-run', '--action=report', '--action=delete --dry-run']) {
    const { code, stdout } = await run('dedupe', folder('old'), ...option.split(' '), '--json');
    expect([code, summary(stdout)['removed']]).toEqual([0, 6]);
    expect(listing(folder('old'))).toEqual(before);
  }
});
