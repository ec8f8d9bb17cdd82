import {
  appendFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { filesBelow as allBelow } from '../contents.js';
import { contentsOf, filesBelow, listing } from '../folder-listing.js';
import { jsonLines } from '../json-output.js';
import { makeManyJpegs } from '../media/make-many.js';
import { mountNeeds, mountTmpfs } from '../mounted-disk.js';
import { photokeep } from '../photokeep.js';
import { testWith } from '../requirements.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
const run = (...args: readonly string[]) => photokeep(args, { home: folder() });

const library = (): string => folder('Photos');
const phone = (): string => folder('Photos/images/Imports/Phone');
const gallery = (): string => folder('Photos/images/Gallery');
const trashFolder = (): string => folder('Photos/.photokeep/trash');
const inTrash = (): string[] => allBelow(trashFolder());
const trash = (...args: readonly string[]) => run('trash', ...args, '--library', library());
const importDrops = (...args: readonly string[]) =>
  run('import', '--library', library(), '--settle', '0', ...args);

const last = (stdout: string): Readonly<Record<string, unknown>> => jsonLines(stdout).at(-1)!;

/** The runs that have something in the trash, oldest first. */
const trashed = (): string[] => readdirSync(trashFolder()).sort();

/** A library whose Gallery has three pictures, and whose trash has one more copy of each. */
async function libraryWithTrash(): Promise<string> {
  await run('init', library());
  await makeManyJpegs(phone(), 3, { seed: 21 });
  cpSync(join(phone(), '100MEDIA'), join(phone(), 'again'), { recursive: true, preserveTimestamps: true });
  await importDrops();
  expect([filesBelow(gallery()).length, inTrash().length, filesBelow(phone())]).toEqual([3, 3, []]);
  return trashed()[0]!;
}

/** The phone sends a picture that the Gallery has. */
function sendAgain(): void {
  const [picture = ''] = filesBelow(gallery());
  cpSync(join(gallery(), picture), join(phone(), 'sent again.JPG'), { preserveTimestamps: true });
}

/** Makes a run look as if it had been so many days ago, with all that it left in the library. */
function age(id: string, days: number): string {
  const past = new Date(Date.now() - days * 86_400_000).toISOString().replace(/\D/g, '');
  const older = `${past.slice(0, 8)}-${past.slice(8, 14)}${id.slice(15)}`;
  const journals = folder('Photos/.photokeep/journals');
  const text = readFileSync(join(journals, `${id}.jsonl`), 'utf8').replaceAll(id, older);
  writeFileSync(join(journals, `${older}.jsonl`), text);
  rmSync(join(journals, `${id}.jsonl`));
  if (existsSync(join(trashFolder(), id))) renameSync(join(trashFolder(), id), join(trashFolder(), older));
  return older;
}

/** The same for all runs of the library. */
function ageAll(days: number): void {
  const journals = readdirSync(folder('Photos/.photokeep/journals')).filter((name) => name !== 'open');
  for (const name of journals) age(basename(name, '.jsonl'), days);
}

describe('trash list', () => {
  test('tells what each run put there, and where it was', async () => {
    const id = await libraryWithTrash();
    const { stdout } = await trash();
    expect(stdout).toMatch(new RegExp(`^RUN +SINCE +FILES +SIZE\\n${id}  \\d{4}-.*  3 files  .* kB\\n$`));

    const files = await trash('list', id);
    expect(files.stdout.split('\n')).toHaveLength(4);
    expect(files.stdout).toMatch(/^images\/Imports\/Phone\/again\/IMG_000000\.JPG {2}\(.* kB\)\n/);

    const json = jsonLines((await trash('list', '--json')).stdout);
    expect(json[0]).toEqual({ event: 'start', schema: 1, command: 'trash list' });
    expect(json[1]).toMatchObject({
      ...{ event: 'trashed', run: id, original: join(phone(), 'again/IMG_000000.JPG') },
      ...{ path: inTrash()[0], keep: expect.stringContaining(gallery()) as unknown },
    });
    expect(json.at(-1)).toMatchObject({ event: 'summary', command: 'trash list', files: 3, exitCode: 0 });
  });

  test('of an empty one says so', async () => {
    await run('init', library());
    expect(await trash('list')).toEqual({ code: 0, stdout: 'The trash is empty.\n', stderr: '' });
  });
});

describe('trash restore', () => {
  test('brings a run’s files back to where they were, as they were, and can itself be undone', async () => {
    const id = await libraryWithTrash();
    const contents = contentsOf(trashFolder());

    const { code, stdout } = await trash('restore', id, '--yes', '--json');

    expect(code).toBe(0);
    expect(last(stdout)).toMatchObject({
      ...{ command: 'trash restore', undoes: [id], restored: 3, skipped: 0, failed: 0, leftGallery: 0 },
    });
    expect(contentsOf(phone())).toEqual(contents);
    expect(readdirSync(trashFolder())).toEqual([]);

    await run('undo', '--library', library(), '--yes');
    expect(filesBelow(phone())).toEqual([]);
    expect(inTrash()).toHaveLength(3);
  });

  test('brings back one file by its old name, and overwrites nothing', async () => {
    await libraryWithTrash();
    const old = join(phone(), 'again/IMG_000001.JPG');
    writeFileSync(old, 'sent since');
    const words = ['restore', 'Photos/images/Imports/Phone/again/IMG_000001.JPG', '--yes'];
    expect(await trash(...words)).toMatchObject({ code: 0 });
    expect(readFileSync(old, 'utf8')).toBe('sent since');
    expect(filesBelow(phone())).toEqual(['again/IMG_000001 (2).JPG', 'again/IMG_000001.JPG']);
    expect(inTrash()).toHaveLength(2);
  });

  test('knows where files belong also without their journal', async () => {
    const id = await libraryWithTrash();
    rmSync(folder('Photos/.photokeep/journals', `${id}.jsonl`));
    expect(await trash('restore', '--yes')).toMatchObject({ code: 0 });
    expect(filesBelow(phone())).toHaveLength(3);
  });

  test('of something that is not there: exit 2', async () => {
    await libraryWithTrash();
    const { code, stderr } = await trash('restore', 'nothing.jpg', '--yes');
    expect([code, stderr]).toEqual([
      2,
      'photokeep: the trash has nothing of nothing.jpg; photokeep trash list shows what it has\n',
    ]);
  });
});

describe('trash empty', () => {
  test('deletes for good what the Gallery holds, is journaled, and says what it frees', async () => {
    await libraryWithTrash();
    const bytes = inTrash().reduce((sum, path) => sum + readFileSync(path).length, 0);
    const untouched = listing(library());
    const dry = await trash('empty', '--dry-run', '--json');
    expect(listing(library())).toEqual(untouched);
    expect(last(dry.stdout)).toMatchObject({ deleted: 3, bytesFreed: bytes, dryRun: true });

    const { code, stdout } = await trash('empty', '--yes', '--json');

    expect(code).toBe(0);
    expect(last(stdout)).toMatchObject({ command: 'trash empty', deleted: 3, bytesFreed: bytes, skipped: 0 });
    expect(readdirSync(trashFolder())).toEqual([]);
    expect(filesBelow(gallery())).toHaveLength(3);
    const history = jsonLines((await run('history', '--library', library(), '--json')).stdout);
    expect(history[1]).toMatchObject({ command: 'trash empty', deleted: 3, undone: 'no' });
  });

  test('keeps what is the last copy, however it came about, until it is told otherwise', async () => {
    await libraryWithTrash();
    const [removed, edited] = filesBelow(gallery()).map((path) => join(gallery(), path));
    rmSync(removed!);
    appendFileSync(edited!, 'a tag from digiKam');

    const { code, stdout } = await trash('empty', '--yes', '--json');
    expect(code).toBe(0);
    expect(last(stdout)).toMatchObject({ deleted: 1, skipped: 2, skippedBecause: { 'only-copy': 2 } });
    expect(inTrash()).toHaveLength(2);

    const all = await trash('empty', '--yes', '--last-copies');
    expect([all.code, all.stdout]).toEqual([
      0,
      expect.stringMatching(/^2 files deleted for good, which freed .* kB\.\n$/),
    ]);
    expect(inTrash()).toEqual([]);
  });

  test('compares every byte, whatever the catalog and the journal say', async () => {
    await libraryWithTrash();
    const [first] = inTrash();
    const bytes = readFileSync(first!);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(first!, bytes);
    const { code, stdout, stderr } = await trash('empty', '--yes');
    expect([code, stderr]).toEqual([3, expect.stringContaining('differs from the copy that would stay')]);
    expect(stdout).toMatch(/^2 files deleted for good, which freed .* kB, 1 failed\.\n$/);
    expect(inTrash()).toEqual([first]);
  });

  test('leaves what is younger than asked', async () => {
    const old = age(await libraryWithTrash(), 40);
    sendAgain();
    await importDrops();
    const { stdout } = await trash('empty', '--older-than', '30d', '--yes', '--json');
    expect(last(stdout)).toMatchObject({ deleted: 3 });
    expect(trashed()).toHaveLength(1);
    expect(trashed()).not.toContain(old);
  });

  test('with a clock that is not set cannot tell what is older', async () => {
    age(await libraryWithTrash(), -3);
    const { code, stderr } = await trash('empty', '--older-than', '1m', '--yes');
    expect([code, stderr]).toEqual([
      4,
      expect.stringMatching(/^photokeep: the clock lies before the newest run/),
    ]);
    expect(inTrash()).toHaveLength(3);
  });

  test.each([
    [['empty'], 'trash empty asks before it changes anything'],
    [['restore'], 'trash restore asks before it changes anything'],
    [['empty', '--older-than', '3'], '--older-than: 3 is no age'],
    [['compact'], ''],
  ])('%j: exit 2', async (args, message) => {
    await run('init', library());
    const { code, stderr } = await trash(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe('at the end of an import', () => {
  const importOneMore = async (): Promise<{ stdout: string; stderr: string }> => {
    await makeManyJpegs(phone(), 1, { seed: 99 });
    const { code, stdout, stderr } = await importDrops('--json');
    expect([code, filesBelow(phone())]).toEqual([0, []]);
    return { stdout, stderr };
  };

  beforeEach(async () => {
    await libraryWithTrash();
  });

  test('what has been in the trash for 60 days goes, and the run says so', async () => {
    ageAll(61);
    await makeManyJpegs(phone(), 1, { seed: 99 });
    const dry = await importDrops('--dry-run');
    expect(dry.stderr).toMatch(
      /^3 files \(.* kB\) would leave the trash for good; the Gallery has them all\n$/,
    );
    const { stderr } = await importDrops();
    expect(stderr).toMatch(/^3 files \(.* kB\) left the trash for good; the Gallery has them all\n$/);
    expect(readdirSync(trashFolder())).toEqual([]);
    expect(filesBelow(gallery())).toHaveLength(4);
  });

  test.each([
    ['not before', 59],
    ['not of a clock that is set back now', -1],
  ])('%s', async (_, days) => {
    ageAll(days);
    await importOneMore();
    expect(inTrash()).toHaveLength(3);
  });

  test('not when it is the last copy', async () => {
    const [removed, edited] = filesBelow(gallery()).map((path) => join(gallery(), path));
    rmSync(removed!);
    appendFileSync(edited!, 'a tag from digiKam');
    ageAll(61);
    await importOneMore();
    expect(inTrash()).toHaveLength(2);
  });

  test('sooner or later, as the config says', async () => {
    ageAll(8);
    writeFileSync(folder('Photos/.photokeep/config.yaml'), 'keepTrash: 1w\n');
    await importOneMore();
    expect(inTrash()).toEqual([]);
  });
});

testWith(
  mountNeeds,
  'where space is short, older things go first and at once; but never what this run itself has put there',
  async () => {
    const disk = mountTmpfs(library());
    try {
      await libraryWithTrash();
      // 64 MB, of which less than a tenth is free now.
      writeFileSync(join(library(), 'film.mkv'), Buffer.alloc(62_000_000));
      sendAgain();
      const { code, stderr } = await importDrops();
      expect([code, stderr]).toEqual([0, expect.stringMatching(/^3 files .* left the trash for good; /)]);
      expect(inTrash().map((path) => basename(path))).toEqual(['sent again.JPG']);
    } finally {
      disk.unmount();
    }
  },
);
