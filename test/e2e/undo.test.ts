import {
  appendFileSync,
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { contentsOf, filesBelow, listing, treeOf } from '../folder-listing.js';
import { jsonLines } from '../json-output.js';
import { filesBelow as allBelow } from '../contents.js';
import { makeDemoPictures } from '../media/demo-library.js';
import { makeManyJpegs } from '../media/make-many.js';
import { mountNeeds, mountTmpfs } from '../mounted-disk.js';
import { photokeep } from '../photokeep.js';
import { testWith } from '../requirements.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
const run = (...args: readonly string[]) => photokeep(args, { home: folder() });

const library = (): string => folder('Photos');
const images = (): string => folder('Photos/images');
const phone = (): string => folder('Photos/images/Imports/Phone');
const gallery = (): string => folder('Photos/images/Gallery');
const inTrash = (): string[] => allBelow(folder('Photos/.photokeep/trash'));
const undo = (...args: readonly string[]) => run('undo', '--library', library(), '--yes', ...args);
const importDrops = () => run('import', '--library', library(), '--settle', '0');

/** The ids of the closed runs, oldest first. */
function runs(): string[] {
  return readdirSync(folder('Photos/.photokeep/journals'))
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => {
      const [first = ''] = readFileSync(folder('Photos/.photokeep/journals', name), 'utf8').split('\n', 1);
      return JSON.parse(first) as { run: string; startedAt: string };
    })
    .sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1))
    .map(({ run: id }) => id);
}

function last(stdout: string): Readonly<Record<string, unknown>> {
  return jsonLines(stdout).at(-1)!;
}

function files(stdout: string): Readonly<Record<string, unknown>>[] {
  return jsonLines(stdout).filter(({ event }) => event === 'file');
}

describe('an import of drop folders, undone', () => {
  test('leaves the tree exactly as it was, and says what comes of it', async () => {
    await run('init', library());
    await makeDemoPictures(join(images(), 'Imports'));
    // Two names of one file.
    linkSync(join(phone(), 'IMG_1240.HEIC'), join(phone(), 'IMG_1240 copy.HEIC'));
    const before = treeOf(images());
    await importDrops();
    const placed = filesBelow(gallery()).length;
    const all = placed + inTrash().length;
    expect(inTrash().length).toBeGreaterThan(1);

    const { code, stdout, stderr } = await undo();

    expect([code, stderr]).toEqual([0, '']);
    expect(treeOf(images())).toEqual(before);
    expect(inTrash()).toEqual([]);
    const [imported, undone] = runs();
    expect(stdout.replace(/\(.* kB\)/, '(… kB)')).toBe(
      `import ${imported!}: ${String(all)} files went back (… kB).\n` +
        `The next import leaves these ${String(placed)} files alone (undone); ` +
        'to let them in again: photokeep import --reimport\n' +
        `To take that back: photokeep undo ${undone!}\n`,
    );
  });

  test('can be done again by undoing the undo, and undone again', async () => {
    await run('init', library());
    await makeDemoPictures(join(images(), 'Imports'));
    const before = treeOf(images());
    await importDrops();
    const imported = treeOf(images());
    await undo();

    await undo(runs()[1]!);
    expect(treeOf(images())).toEqual(imported);
    expect(inTrash()).toHaveLength(1);

    await undo();
    expect(treeOf(images())).toEqual(before);
    expect(inTrash()).toEqual([]);
  });

  test('is left alone by the next import, until it is asked to take it again', async () => {
    await run('init', library());
    await makeManyJpegs(phone(), 3, { seed: 13 });
    await importDrops();
    await undo();
    const before = treeOf(images());

    const next = await run('import', '--library', library(), '--settle', '0', '--json');
    expect(last(next.stdout)).toMatchObject({
      moved: 0,
      skipped: 3,
      skippedBecause: { undone: 3 },
      exitCode: 0,
    });
    expect(treeOf(images())).toEqual(before);

    const again = await run('import', '--library', library(), '--settle', '0', '--reimport', '--json');
    expect(last(again.stdout)).toMatchObject({ moved: 3, skipped: 0 });
    expect(filesBelow(phone())).toEqual([]);
  });

  test('is told by a dry run exactly as it is done, and the dry run changes nothing', async () => {
    await run('init', library());
    await makeDemoPictures(join(images(), 'Imports'));
    await importDrops();
    const untouched = listing(library());

    const dry = await run('undo', '--library', library(), '--dry-run', '--json');
    expect(listing(library())).toEqual(untouched);
    const real = await undo('--json');

    const decisions = (stdout: string): unknown[] =>
      files(stdout).map(({ action, path, to, keep, reason, size }) => {
        // The trash of a run bears its id, which a dry run does not have in common with the real one.
        return { action, path, to, keep, reason, size };
      });
    expect(decisions(real.stdout)).toEqual(decisions(dry.stdout));
    expect(new Set(files(dry.stdout).map(({ status }) => status))).toEqual(new Set(['planned']));
    expect(last(real.stdout)).toMatchObject({
      ...{ event: 'summary', command: 'undo', dryRun: false, of: 'import', undoes: [runs()[0]] },
      ...{ restored: files(dry.stdout).length, trashed: 0, skipped: 0, failed: 0, exitCode: 0 },
      leftGallery: files(dry.stdout).length - 1,
    });
  });

  test('leaves what was changed, moved or taken since, with a reason, and overwrites nothing', async () => {
    await run('init', library());
    const pictures = await makeManyJpegs(phone(), 5, { seed: 1 });
    await importDrops();
    const [edited, gone, touched, ...others] = filesBelow(gallery()).map((path) => join(gallery(), path));
    appendFileSync(edited!, 'a tag from digiKam');
    rmSync(gone!);
    // Only its time: the picture is the same.
    utimesSync(touched!, 1_600_000_000, 1_600_000_000);
    const newcomer = pictures.find(({ path }) => basename(path) === basename(others[0]!))!.path;
    writeFileSync(newcomer, 'sent since');
    const contents = contentsOf(images());

    const { code, stdout } = await undo('--json');

    expect(code).toBe(0);
    expect(contentsOf(images())).toEqual(contents);
    expect(readFileSync(newcomer, 'utf8')).toBe('sent since');
    expect(filesBelow(phone()).filter((path) => path.includes(' (2)'))).toHaveLength(1);
    expect(filesBelow(gallery())).toEqual([edited!.slice(gallery().length + 1)]);
    expect(last(stdout)).toMatchObject({
      ...{ restored: 3, skipped: 2, failed: 0, exitCode: 0 },
      skippedBecause: { changed: 1, gone: 1 },
    });
    expect(await undo()).toMatchObject({ code: 0, stdout: 'Nothing to undo.\n' });
  });
});

describe('copies from a named source, undone', () => {
  test('leave the Gallery for the trash, and the source stays as it is', async () => {
    await makeManyJpegs(folder('card'), 3, { seed: 2 });
    const untouched = listing(folder('card'));
    await run('import', folder('card'), '--to', folder('Gallery'));
    const imported = treeOf(folder('Gallery')).filter((line) => !line.startsWith('.photokeep'));

    const { code, stdout } = await run('undo', '--library', folder('Gallery'), '--yes', '--json');

    expect(code).toBe(0);
    expect(last(stdout)).toMatchObject({ restored: 0, trashed: 3, leftGallery: 3 });
    expect(listing(folder('card'))).toEqual(untouched);
    expect(readdirSync(folder('Gallery')).sort()).toEqual(['.photokeep']);

    const again = await run('undo', '--library', folder('Gallery'), '--yes', String(last(stdout)['run']));
    expect(again.code).toBe(0);
    expect(treeOf(folder('Gallery')).filter((line) => !line.startsWith('.photokeep'))).toEqual(imported);
  });

  test('stay in the Gallery when the source is gone or another', async () => {
    const pictures = await makeManyJpegs(folder('card'), 3, { seed: 3 });
    await run('import', folder('card'), '--to', folder('Gallery'));
    rmSync(pictures[0]!.path);
    appendFileSync(pictures[1]!.path, 'edited');
    const { stdout } = await run('undo', '--library', folder('Gallery'), '--yes', '--json');
    expect(last(stdout)).toMatchObject({
      ...{ trashed: 1, skipped: 2, failed: 0 },
      skippedBecause: { 'source-gone': 1, 'source-changed': 1 },
    });
    expect(filesBelow(folder('Gallery'))).toHaveLength(2);
  });
});

testWith(mountNeeds, 'files that came from another disk go back to it', async () => {
  const card = mountTmpfs(folder('card'));
  try {
    await makeManyJpegs(join(card.folder, 'DCIM'), 4, { seed: 4 });
    const withoutInodes = (): string[] =>
      treeOf(card.folder).map((line) => line.replace(/ \d+(?= 1 \d+ \w+$)/, ''));
    const before = withoutInodes();
    await run('import', card.folder, '--to', folder('Gallery'), '--move');
    expect(filesBelow(card.folder)).toEqual([]);

    const { code } = await run('undo', '--library', folder('Gallery'), '--yes');

    expect(code).toBe(0);
    expect(withoutInodes()).toEqual(before);
    expect(filesBelow(folder('Gallery'))).toEqual([]);
  } finally {
    card.unmount();
  }
});

testWith(mountNeeds, 'files that came from a card which is not there stay', async () => {
  const card = mountTmpfs(folder('card'));
  await makeManyJpegs(join(card.folder, 'DCIM'), 2, { seed: 5 });
  await run('import', card.folder, '--to', folder('Gallery'), '--move');
  card.unmount();
  const { stdout } = await run('undo', '--library', folder('Gallery'), '--yes', '--json');
  expect(last(stdout)).toMatchObject({ restored: 0, skipped: 2, skippedBecause: { 'folder-gone': 2 } });
  expect(filesBelow(folder('Gallery'))).toHaveLength(2);
  expect(readdirSync(folder('card'))).toEqual([]);
});

describe('which run', () => {
  test('without a name: the last that is not undone, one after the other', async () => {
    await run('init', library());
    await makeManyJpegs(phone(), 2, { seed: 6 });
    await importDrops();
    await makeManyJpegs(join(phone(), 'later'), 3, { seed: 7 });
    await importDrops();
    const [first, second] = runs();

    const undone = [await undo('--json'), await undo('--json'), await undo('--json')];

    expect(undone.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(undone.map(({ stdout }) => last(stdout))).toMatchObject([
      { undoes: [second], restored: 3 },
      { undoes: [first], restored: 2 },
      { undoes: [], restored: 0 },
    ]);
    expect(filesBelow(gallery())).toEqual([]);
    expect(filesBelow(phone())).toHaveLength(5);
  });

  test('by the beginning of its id', async () => {
    await run('init', library());
    await makeManyJpegs(phone(), 1, { seed: 8 });
    await importDrops();
    const { stdout } = await undo(runs()[0]!.slice(0, 8), '--json');
    expect(last(stdout)).toMatchObject({ undoes: [runs()[0]], restored: 1 });
    const again = await undo(runs()[0]!);
    expect([again.code, again.stdout]).toEqual([
      0,
      `import ${runs()[0]!}: nothing is left to take back.\nLeft as they are: 1 taken back before.\n`,
    ]);
  });

  test('one that there is not: exit 2, and where to look', async () => {
    await run('init', library());
    const { code, stdout, stderr } = await undo('20200101');
    expect([code, stdout, stderr]).toEqual([
      2,
      '',
      'photokeep: there is no run 20200101; photokeep history lists the runs that are known\n',
    ]);
  });
});

test('history tells which runs there were, and which are undone', async () => {
  await run('init', library());
  await makeManyJpegs(phone(), 2, { seed: 12 });
  await importDrops();
  await undo();
  const [first, second] = runs();

  const { code, stdout } = await run('history', '--library', library(), '--json');
  expect(code).toBe(0);
  expect(jsonLines(stdout)).toMatchObject([
    { event: 'start', schema: 1 },
    { event: 'run', run: second, command: 'undo', undoes: [first], undone: 'no', moved: 2 },
    { event: 'run', run: first, command: 'import', undoes: [], undone: 'yes', moved: 2, end: 'finished' },
    { event: 'summary', command: 'history', runs: 2, exitCode: 0 },
  ]);

  const details = await run('history', first!, '--library', library(), '--json');
  expect(files(details.stdout)).toMatchObject([
    { status: 'done', action: 'move', undone: true },
    { status: 'done', action: 'move', undone: true },
  ]);
  const table = await run('history', '--library', library());
  expect(table.stdout).toMatch(/^RUN +WHEN +COMMAND +DID\n.* undo +2 moved.*\n.* import +2 moved +undone\n$/);
});

test('without a terminal and without --yes nothing is undone', async () => {
  await run('init', library());
  await makeManyJpegs(phone(), 1, { seed: 9 });
  await importDrops();
  const { code, stderr } = await run('undo', '--library', library());
  expect([code, stderr]).toEqual([
    2,
    'photokeep: undo asks before it changes anything, and there is no terminal to ask on; ' +
      'say --yes, or look first with --dry-run\n',
  ]);
  expect(filesBelow(gallery())).toHaveLength(1);
});

describe('on a terminal', () => {
  /** With util-linux's `script`, which makes a terminal for a program and types what it reads. */
  async function onTerminal(typed: string): Promise<{ code: number | null; stdout: string }> {
    const through = ['sh', '-c', `printf '${typed}\\n' | script -qec "$*" /dev/null`, 'sh'];
    return photokeep(['undo', '--library', library()], { home: folder(), through, env: { NO_COLOR: '1' } });
  }

  testWith(['script'], 'the plan is shown, and done only when it is agreed to', async () => {
    await run('init', library());
    await makeManyJpegs(phone(), 1, { seed: 10 });
    await importDrops();

    const no = await onTerminal('n');
    expect(no.stdout).toMatch(/back {2}images\/Gallery\/.*IMG_000000.JPG → images\/Imports\/Phone\//);
    expect(no.stdout).toMatch(/Undo import \d{8}-\d{6}-\w{4}, 1 file\? \[y\/N\]/);
    expect(no.stdout).toContain('Nothing was changed.');
    expect(filesBelow(gallery())).toHaveLength(1);
    expect(existsSync(join(phone(), '100MEDIA'))).toBe(true);

    const yes = await onTerminal('y');
    expect(yes.stdout).toContain('1 file went back');
    expect(filesBelow(gallery())).toEqual([]);
  });
});
