import { copyFileSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { type DedupeLibrary, makeDedupeLibrary } from '../dedupe-library.js';
import { filesBelow, listing, treeOf } from '../folder-listing.js';
import { jsonLines } from '../json-output.js';
import { makeManyJpegs } from '../media/make-many.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
const march = '2021/03-March';
const april = '2021/04-April';
let library: DedupeLibrary;

function textOf(name: string): string {
  return readFileSync(folder(name), 'utf8');
}

beforeEach(() => {
  library = makeDedupeLibrary(folder(), folder('old'));
  mkdirSync(folder('old'));
});

describe('copies in the Gallery', () => {
  test('go to the trash but for one; what is in albums is reported; the next run has nothing to do', async () => {
    const copies = [`${march}/IMG_1.jpg`, `${march}/IMG_1 (2).jpg`, `${april}/x.jpg`, 'Holidays/best.jpg'];
    for (const name of copies) library.put(name);
    library.put(`${april}/another.jpg`, 'a pictura');

    const { gone, left, groups, summary } = await library.dedupeAsSaid();

    expect(gone).toEqual([`${march}/IMG_1 (2).jpg`, `${april}/x.jpg`]);
    expect(left).toEqual({ 'Holidays/best.jpg': 'album' });
    expect(groups).toMatchObject([
      { status: 'done', size: 9, keep: library.gallery(`${march}/IMG_1.jpg`), reason: 'oldest' },
    ]);
    expect(summary).toMatchObject({
      ...{ command: 'dedupe', action: 'trash', groups: 1, removed: 2, bytesFreed: 18, left: 1, failed: 0 },
      ...{ keptBecause: { oldest: 1 }, leftBecause: { album: 1 }, exitCode: 0 },
    });
    expect(library.inTrash()).toEqual(gone);
    await library.dedupeNothing();
  });

  test('read well for people', async () => {
    for (const name of ['a.jpg', 'b.jpg']) library.put(`${march}/${name}`);
    library.put('Holidays/c.jpg');
    const dry = await library.run('dedupe', '--library', library.root, '--dry-run');
    expect(dry.stdout).toBe(
      'keep  images/Gallery/2021/03-March/a.jpg  (the oldest; 9 bytes)\n' +
        '  trash  images/Gallery/2021/03-March/b.jpg\n' +
        '  left  images/Gallery/Holidays/c.jpg  (album)\n' +
        '1 duplicate would go to the trash (9 bytes).\n' +
        'Left: 1 in folders of your own (--albums).\n',
    );
    const real = await library.run('dedupe', '--library', library.root);
    expect(real.stdout).toMatch(
      /^1 duplicate went to the trash \(9 bytes\)\.\nLeft: 1 .*\nTo take that back: photokeep undo \S+\n$/,
    );
  });

  test('are taken back by undo, to the last hard link; history and trash tell of them', async () => {
    for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) library.put(`${march}/${name}`);
    library.link(`${march}/b.jpg`, `${april}/b.jpg`);
    library.putAll({ [`${march}/x.HEIC`]: 'still', [`${march}/x.MOV`]: 'video' });
    library.putAll({ [`${april}/x.HEIC`]: 'still', [`${april}/x.MOV`]: 'video' });
    const before = treeOf(library.gallery());
    const { summary, gone } = await library.dedupeAsSaid();
    expect(gone).toHaveLength(5);
    const on = ['--library', library.root];

    expect((await library.run('history', ...on)).stdout).toMatch(/dedupe +5 trashed/);
    expect((await library.run('history', summary.run, ...on)).stdout).toContain(
      `trash  images/Gallery/${april}/x.MOV → .photokeep/trash/${summary.run}/images/Gallery/${april}/x.MOV`,
    );
    expect((await library.run('trash', ...on)).stdout).toContain('5 files');

    const undo = await library.run('undo', ...on, '--yes');
    expect([undo.code, undo.stderr]).toEqual([0, '']);
    expect(undo.stdout).toMatch(
      /^dedupe \S+: 5 files went back \(.*\)\.\nThe next dedupe finds them again; protect: .*\nTo take that back: photokeep undo \S+\n$/,
    );
    expect(treeOf(library.gallery())).toEqual(before);
    expect(library.inTrash()).toEqual([]);
    expect((await library.dedupeAsSaid()).gone).toEqual(gone);
  });

  test('whose names are not UTF-8, or hold what terminals obey, are like others', async () => {
    const names = [
      `${march}/caf\udce9.jpg`,
      `${march}/\u001b[31mred.jpg`,
      `${march}/two\nlines.jpg`,
      `${march}/ñ.jpg`,
    ];
    for (const name of names) library.put(name);
    const dry = await library.run('dedupe', '--library', library.root, '--dry-run');
    expect(dry.stdout).not.toContain('\u001b[31m');
    expect(dry.stdout.trimEnd().split('\n')).toHaveLength(5);
    const { gone } = await library.dedupeAsSaid();
    expect(gone).toHaveLength(3);
    expect(library.inGallery()).toHaveLength(1);
  });

  test('of any picture or video that import knows, down to one byte; others only with --all-files', async () => {
    const types = ['jpg', 'HEIC', 'avif', 'png', 'CR3', 'NEF', 'dng', 'mp4', 'MOV', '3gp', 'insv'];
    for (const type of types)
      library.putAll({ [`${march}/a.${type}`]: `of ${type}`, [`${march}/b.${type}`]: `of ${type}` });
    library.putAll({
      [`${march}/one.jpg`]: '1',
      [`${march}/two.jpg`]: '1',
      [`${march}/none.jpg`]: '',
      [`${march}/nil.jpg`]: '',
    });
    library.putAll({ [`${march}/notes.pdf`]: 'pdf', [`${april}/notes.pdf`]: 'pdf' });
    const { gone } = await library.dedupeAsSaid();
    expect(gone).toEqual([...types.map((type) => `${march}/b.${type}`), `${march}/two.jpg`].sort());
    const { gone: more } = await library.dedupeAsSaid('--all-files');
    expect(more).toEqual([`${april}/notes.pdf`]);
    await library.dedupeNothing('--all-files');
  });
});

describe('an asset', () => {
  test('goes as a whole or stays as a whole', async () => {
    library.putAll({ [`${march}/pair.HEIC`]: 'still', [`${march}/pair.MOV`]: 'video' });
    library.putAll({ [`${april}/half.HEIC`]: 'still' });
    library.putAll({ [`${march}/raw.JPG`]: 'jpeg', [`${march}/raw.NEF`]: 'raw 1' });
    library.putAll({ [`${april}/raw.JPG`]: 'jpeg', [`${april}/raw.NEF`]: 'raw 2' });
    library.putAll({ [`${march}/tagged.jpg`]: 'tagged', [`${march}/tagged.jpg.xmp`]: 'names' });
    library.putAll({ [`${april}/tagged (2).jpg`]: 'tagged', [`${april}/tagged (2).jpg.xmp`]: 'names' });
    library.putAll({ [`${march}/plain.jpg`]: 'plain' });
    library.putAll({ [`${april}/plain (2).jpg`]: 'plain', [`${april}/plain (2).xmp`]: 'stars' });

    const { gone, left } = await library.dedupeAsSaid();

    expect(gone).toEqual([
      `${march}/plain.jpg`,
      `${april}/half.HEIC`,
      `${april}/tagged (2).jpg`,
      `${april}/tagged (2).jpg.xmp`,
    ]);
    expect(left).toEqual({ [`${april}/raw.JPG`]: 'companions' });
    await library.dedupeNothing();
  });

  test('stays in the month that its pictures say', async () => {
    const [picture] = await makeManyJpegs(folder('made'), 1, {
      seed: 41,
      startDate: '2021-04-05',
      spreadDays: 1,
    });
    for (const name of [`${march}/IMG_1.jpg`, `${april}/IMG_1 (2).jpg`]) {
      mkdirSync(dirname(library.gallery(name)), { recursive: true });
      copyFileSync(picture!.path, library.gallery(name));
      utimesSync(library.gallery(name), 1_600_000_000, 1_600_000_000);
    }
    const { gone, groups } = await library.dedupeAsSaid();
    expect([gone, groups[0]?.reason]).toEqual([[`${march}/IMG_1.jpg`], 'date']);
  });

  test('comes back from the trash with all that the catalog knew of it', async () => {
    await makeManyJpegs(library.phone(), 1, { seed: 42, startDate: '2021-03-05', spreadDays: 1 });
    await library.run('import', '--library', library.root, '--settle', '0');
    const [imported = ''] = library.inGallery();
    copyFileSync(library.gallery(imported), library.gallery(`${march}/first.jpg`));
    utimesSync(library.gallery(`${march}/first.jpg`), 1_500_000_000, 1_500_000_000);
    const { gone } = await library.dedupeAsSaid();
    expect(gone).toEqual([imported]);
    await library.run('undo', '--library', library.root, '--yes');
    const why = await library.run('why', library.gallery(imported), '--json');
    const known = (jsonLines(why.stdout)[0] as { known: { catalog: { path: string; takenAt?: string }[] } })
      .known;
    expect(known.catalog).toContainEqual({
      path: library.gallery(imported),
      takenAt: expect.stringMatching(/^2021-03-05T/),
      dateSource: 'ExifIFD:DateTimeOriginal',
    });
  });
});

describe('folders that are named', () => {
  test('are acted on throughout, the first has priority, a drop folder has none', async () => {
    library.put(library.phone('IMG_1.jpg'));
    library.put(folder('old/IMG_1.jpg'));
    library.put('Holidays/IMG_1.jpg');
    library.put(folder('old/only.jpg'), 'only here');
    const { gone, groups } = await library.dedupeAsSaid(library.phone(), folder('old'), library.gallery());
    expect(gone).toEqual(
      [folder('old/IMG_1.jpg'), library.phone('IMG_1.jpg')].sort().filter((path) => path !== groups[0]!.keep),
    );
    expect(filesBelow(folder('old'))).toContain('only.jpg');
  });

  test('may be albums, which are no albums then', async () => {
    for (const name of ['Holidays/a.jpg', 'Holidays/b.jpg', 'The best/a.jpg']) library.put(name);
    expect((await library.dedupeAsSaid(library.gallery('Holidays'))).gone).toEqual(['Holidays/b.jpg']);
    expect((await library.dedupeAsSaid()).left).toEqual({ 'The best/a.jpg': 'album' });
    expect((await library.dedupeAsSaid('--albums')).gone).toEqual(['The best/a.jpg']);
  });

  test('outside of a library keep their own trash, and their undo', async () => {
    for (const name of ['a.jpg', 'sub/b.jpg']) library.put(folder('old', name));
    const before = treeOf(folder('old'));
    const { stdout } = await library.run('dedupe', folder('old'));
    expect(stdout).toContain(` --library ${folder('old')}\n`);
    expect(filesBelow(folder('old'))).toEqual(['a.jpg']);
    await library.run('undo', '--library', folder('old'), '--yes');
    expect(treeOf(folder('old')).filter((line) => !line.startsWith('.photokeep'))).toEqual(before);
  });

  test('are left without a trace by a report', async () => {
    for (const name of ['a.jpg', 'sub/b.jpg']) library.put(folder('old', name));
    const before = listing(folder('old'));
    const { code, stdout } = await library.run('dedupe', folder('old'), '--action', 'report');
    expect([code, stdout]).toEqual([
      0,
      'keep  a.jpg  (the oldest; 9 bytes)\n  copy  sub/b.jpg\n1 duplicate found (9 bytes); nothing was changed.\n',
    ]);
    expect(listing(folder('old'))).toEqual(before);
  });
});

describe('what is protected', () => {
  test('stays: by the config of the library, also where only a folder in it was named, and by the command line', async () => {
    writeFileSync(library.state('config.yaml'), 'protect: [2021/04-April, "*keep*"]\n');
    for (const name of [
      `${march}/a.jpg`,
      `${april}/b.jpg`,
      `${march}/c keep.jpg`,
      `${march}/d.jpg`,
      `${march}/e.jpg`,
    ])
      library.put(name);
    const args = ['--protect', 'images/Gallery/2021/03-March/d.jpg'];
    const { gone, left } = await library.dedupeAsSaid(...args);
    expect(gone).toEqual([`${march}/a.jpg`, `${march}/e.jpg`]);
    expect(left).toEqual({ [`${march}/c keep.jpg`]: 'protected', [`${march}/d.jpg`]: 'protected' });

    library.put(`${april}/f.jpg`);
    const { stdout } = await library.run('dedupe', library.gallery('2021'), '--json');
    expect(jsonLines(stdout).at(-1)).toMatchObject({ removed: 1, leftBecause: { protected: 2 } });
    expect(library.inGallery()).toContain(`${april}/f.jpg`);
  });
});

describe('--action', () => {
  test('delete needs --yes where nobody can be asked, and frees at once', async () => {
    for (const name of ['a.jpg', 'b.jpg']) library.put(`${march}/${name}`);
    const refused = await library.run('dedupe', '--library', library.root, '--delete');
    expect([refused.code, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toContain('say --yes');
    const { gone, summary } = await library.dedupeAsSaid('--delete', '--yes');
    expect([gone, summary.action]).toEqual([[`${march}/b.jpg`], 'delete']);
    expect(library.inTrash()).toEqual([]);
    const undo = await library.run('undo', summary.run, '--library', library.root, '--yes');
    expect(undo.stdout).toContain('1 deleted for good');
  });

  test('report changes nothing and lets the catalog learn', async () => {
    for (const name of ['a.jpg', 'b.jpg']) library.put(`${march}/${name}`);
    const before = listing(library.gallery());
    const { stdout } = await library.run('dedupe', '--library', library.root, '--action', 'report', '--json');
    expect(jsonLines(stdout).map(({ status }) => status)).toEqual([undefined, 'planned', undefined]);
    expect(listing(library.gallery())).toEqual(before);
    expect(statSync(library.state('catalog.db')).size).toBeGreaterThan(0);
    expect((await library.run('history', '--library', library.root)).stdout).toBe('No runs yet.\n');
  });
});

describe('files about it', () => {
  test('-o writes a list as czkawka does, --report a page; both may be written again', async () => {
    for (const name of ['a.jpg', 'b.jpg']) library.put(`${march}/${name}`, 'large picture');
    for (const name of ['c.jpg', 'd.jpg']) library.put(`${march}/${name}`, 'small');
    const args = ['--library', library.root, '-o', 'dup.txt', '--report', 'dup.html'];
    await library.run('dedupe', ...args, '--dry-run');
    const { code, stderr } = await library.run('dedupe', ...args);
    expect([code, stderr]).toEqual([0, '']);
    const [list, page] = [textOf('dup.txt'), textOf('dup.html')];
    expect(list.replace(/run .*/, 'run R, T')).toBe(
      'Results of photokeep dedupe, run R, T\n' +
        `${'-'.repeat(40)}Files with the same content${'-'.repeat(40)}\n` +
        'Found 2 duplicates (18 bytes), 2 groups.\n\n' +
        '---- Size 13 bytes (13) - 2 files\n' +
        `stays   "${library.gallery(march)}/a.jpg"  (the oldest)\n` +
        `trash   "${library.gallery(march)}/b.jpg"\n\n` +
        '---- Size 5 bytes (5) - 2 files\n' +
        `stays   "${library.gallery(march)}/c.jpg"  (the oldest)\n` +
        `trash   "${library.gallery(march)}/d.jpg"\n`,
    );
    expect(page).toContain('a.jpg');
  });

  test.each(['-o', '--report'])(
    '%s never replaces anything else, and says so before anything is done',
    async (flag) => {
      for (const name of ['a.jpg', 'b.jpg']) library.put(`${march}/${name}`);
      const picture = library.put(folder('precious.txt'), 'a letter');
      const before = listing(library.root);
      const { code, stdout, stderr } = await library.run('dedupe', '--library', library.root, flag, picture);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain('precious.txt is there already and no report; name another file');
      expect(textOf('precious.txt')).toBe('a letter');
      expect(listing(library.root)).toEqual(before);
    },
  );
});

test.each([
  [['--keep', 'best'], '--keep: dedupeKeep: Invalid option'],
  [['--action', 'hardlink'], '--action: dedupeAction: Invalid option'],
  [['--action', 'report', '--delete'], "option '--delete' cannot be used with option '--action"],
  [['--protect', '!a'], '--protect: protect: expected globs'],
  [['/no/such/folder'], 'there is no /no/such/folder'],
  [['--action', 'reflink'], 'cannot share their blocks'],
])('dedupe %j ends with one clear line, and nothing is done', async (args, message) => {
  for (const name of ['a.jpg', 'b.jpg']) library.put(`${march}/${name}`);
  const { code, stdout, stderr } = await library.run('dedupe', '--library', library.root, ...args);
  expect([code === 2 || code === 4, stdout]).toEqual([true, '']);
  expect(stderr).toContain(message);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(library.inGallery()).toHaveLength(2);
});
