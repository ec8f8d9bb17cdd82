import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { filesBelow } from '../contents.js';
import { disksForEachTest } from '../disks.js';
import { contentsInSight, filesInSight, makeDuplicates, seenTree } from '../duplicates-tree.js';
import { listing, treeOf } from '../folder-listing.js';
import { jsonLines, type Line } from '../json-output.js';
import { exfatNeeds, mountNeeds } from '../mounted-disk.js';
import { type Ended, photokeep } from '../photokeep.js';
import { testWith } from '../requirements.js';
import { temporaryFolder } from '../temporary-folder.js';

const disks = disksForEachTest();
const folder = temporaryFolder();
const run = (...args: readonly string[]): Promise<Ended> => photokeep(args, { home: folder() });
const inTrash = (path: string): string[] => filesBelow(folder(path, '.photokeep/trash'));

function last({ stdout }: Ended): Line {
  return jsonLines(stdout).at(-1)!;
}

testWith(
  [...mountNeeds, 'mkfs.ext4'],
  'what lies on another disk is trashed there, and waits for it',
  async () => {
    const usb = disks.ext4(folder('usb'), 16);
    makeDuplicates(folder(), { seed: 1, pictures: 20, folders: ['home', 'usb/old'], links: true });
    const seen = (): string[] => [...seenTree(folder('home')), ...seenTree(folder('usb'))];
    const [before, contents] = [seen(), contentsInSight(folder('home'))];

    const ended = await run('dedupe', folder('home'), folder('usb/old'), '--json');

    expect([ended.code, ended.stderr, last(ended)['removed']]).toEqual([0, '', 28]);
    expect([contentsInSight(folder('home')), filesInSight(folder('usb'))]).toEqual([contents, 0]);
    expect([inTrash('home'), inTrash('usb/old').length]).toEqual([[], 28]);
    expect(statSync(folder('usb/old/.photokeep')).mode & 0o777).toBe(0o700);
    const listed = await run('trash', '--library', folder('home'));
    expect(listed.stdout).toMatch(/28 files/);

    // A second run finds nothing there, its own trash included.
    expect(last(await run('dedupe', folder('home'), folder('usb/old'), '--json'))).toMatchObject({
      groups: 0,
    });

    usb.unplug();
    const library = ['--library', folder('home')];
    expect((await run('trash', ...library)).stdout).toBe(
      `The trash is empty.\nNot there: the trash of 1 run in ${folder('usb/old')}; is its disk mounted?\n`,
    );
    const emptied = await run('trash', 'empty', '--last-copies', '--yes', '--json', ...library);
    expect([emptied.code, last(emptied)['deleted']]).toEqual([0, 0]);
    const refused = await run('undo', '--yes', ...library);
    expect([refused.code, refused.stderr]).toEqual([
      4,
      expect.stringMatching(/what run .* trashed from .*usb\/old is not there/),
    ]);
    expect(readdirSync(folder('usb'))).toEqual([]);

    usb.plugIn();
    const undone = await run('undo', '--yes', '--json', ...library);
    expect([undone.code, last(undone)['restored'], last(undone)['skipped']]).toEqual([0, 28, 0]);
    expect(seen()).toEqual(before);
    expect((await run('trash', ...library)).stdout).toBe('The trash is empty.\n');
  },
);

testWith([...mountNeeds, 'mkfs.ext4'], 'a trash on another disk is emptied like any other', async () => {
  disks.ext4(folder('usb'), 16);
  makeDuplicates(folder(), { seed: 2, pictures: 5, folders: ['home', 'usb/old'] });
  await run('dedupe', folder('home'), folder('usb/old'));
  const emptied = await run('trash', 'empty', '--yes', '--json', '--library', folder('home'));
  expect(last(emptied)).toMatchObject({ deleted: 6, skipped: 0, failed: 0 });
  expect(readdirSync(folder('usb/old/.photokeep/trash'))).toEqual([]);
  expect(contentsInSight(folder('home'))).toHaveLength(6);
});

testWith([...mountNeeds, 'mkfs.ext4'], 'a disk inside the Gallery has a trash of its own', async () => {
  await run('init', folder('Photos'));
  disks.ext4(folder('Photos/images/Gallery/2021'), 16);
  makeDuplicates(folder('Photos/images/Gallery'), {
    ...{ seed: 3, pictures: 5, folders: ['2020/12-December', '2021/01-January'] },
  });
  const seen = (): string[] =>
    ['2020', '2021'].flatMap((year) => seenTree(folder('Photos/images/Gallery', year)));
  const before = seen();
  const ended = await run('dedupe', '--library', folder('Photos'), '--keep', 'shortest', '--json');
  expect(last(ended)).toMatchObject({ removed: 6, failed: 0 });
  expect(inTrash('Photos').length + inTrash('Photos/images/Gallery/2021').length).toBe(6);
  const undone = await run('undo', '--library', folder('Photos'), '--yes', '--json');
  expect(last(undone)).toMatchObject({ restored: 6, skipped: 0 });
  expect(seen()).toEqual(before);
});

testWith(exfatNeeds, 'on an exFAT disk duplicates are only reported', async () => {
  disks.exfat(folder('card'), 16);
  makeDuplicates(folder('card'), { seed: 4, pictures: 5, folders: ['a', 'b'] });
  const before = listing(folder('card'));
  for (const action of ['trash', 'delete', 'reflink']) {
    const { code, stderr } = await run('dedupe', folder('card'), '--action', action, '--yes');
    expect([code, stderr]).toEqual([
      4,
      expect.stringMatching(/^photokeep: .*card is on a FUSE file system.*\n$/),
    ]);
  }
  const report = await run('dedupe', folder('card'), '--action', 'report', '--json');
  expect([report.code, last(report)['groups']]).toEqual([0, 6]);
  expect(listing(folder('card'))).toEqual(before);
});

const sharing = [...mountNeeds, 'mkfs.btrfs', 'filefrag'];

testWith(
  sharing,
  'duplicates share the blocks of what stays, once, and nothing else of them changes',
  async () => {
    disks.btrfs(folder('disk'), 128);
    makeDuplicates(folder('disk'), { seed: 5, pictures: 20, folders: ['a', 'b'] });
    // Files below a few kilobytes lie in the metadata of btrfs, where they cannot share anything.
    for (const path of filesBelow(folder('disk')))
      execFileSync('truncate', ['--size=20000', '--no-create', path]);
    const [before, contents] = [seenWithoutInodes(), contentsInSight(folder('disk'))];

    const ended = await run('dedupe', folder('disk/a'), folder('disk/b'), '--action', 'reflink', '--json');
    expect([ended.code, ended.stderr, last(ended)['failed']]).toEqual([0, '', 0]);

    expect(seenWithoutInodes()).toEqual(before);
    expect(contentsInSight(folder('disk'))).toEqual(contents);
    const shared = filesBelow(folder('disk/b')).filter((path) =>
      execFileSync('filefrag', ['-v', path], { encoding: 'utf8' }).includes('shared'),
    );
    expect(shared).toHaveLength(22);

    const after = listing(folder('disk/b'));
    const again = await run('dedupe', folder('disk/a'), folder('disk/b'), '--action', 'reflink', '--json');
    expect(last(again)).toMatchObject({ removed: 0, failed: 0, leftBecause: { 'shares-blocks': 22 } });
    expect(listing(folder('disk/b'))).toEqual(after);

    const history = await run('history', '--library', folder('disk/a'));
    expect(history.stdout).toMatch(/dedupe +22 reflinked/);
    const [id = ''] = /\d{8}-\d{6}-\w+/.exec(history.stdout) ?? [];
    const undone = await run('undo', id, '--library', folder('disk/a'), '--yes', '--json');
    expect(last(undone)).toMatchObject({ restored: 0, skipped: 22, skippedBecause: { 'shares-blocks': 22 } });
    expect(listing(folder('disk/b'))).toEqual(after);
  },
);

function seenWithoutInodes(): string[] {
  return treeOf(folder('disk'))
    .filter((line) => !line.includes('.photokeep'))
    .map((line) => line.replace(/^(\S+ \d+) \d+/, '$1'));
}

test('where blocks cannot be shared, that is said before anything is done', async () => {
  makeDuplicates(folder('old'), { seed: 6, pictures: 3, folders: ['a', 'b'] });
  const before = listing(folder('old'));
  if (isSharing(folder('old'))) return;
  for (const options of [[], ['--dry-run']]) {
    const { code, stderr } = await run('dedupe', folder('old'), '--action', 'reflink', ...options);
    expect([code, stderr]).toEqual([
      4,
      expect.stringMatching(/^photokeep: files in .* cannot share their blocks.*\n$/),
    ]);
  }
  expect(listing(folder('old'))).toEqual(before);
  expect(existsSync(folder('old/.photokeep'))).toBe(false);
});

function isSharing(path: string): boolean {
  const { dev } = lstatSync(path);
  return (
    dev > 0 &&
    ['btrfs', 'xfs'].includes(execFileSync('stat', ['-f', '-c', '%T', path], { encoding: 'utf8' }).trim())
  );
}
