import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { contentsOf, filesBelow, listing } from '../folder-listing.js';
import { assetEvents, jsonLines, summaryOf } from '../json-output.js';
import { makeDemoPictures } from '../media/demo-library.js';
import { makeManyJpegs } from '../media/make-many.js';
import { photokeep } from '../photokeep.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
const run = (...args: readonly string[]) => photokeep(args, { home: folder() });

const madrid = ['--home-zone', 'Europe/Madrid'];

/** Where a family's pictures belong, whose phones and cameras live in Spain. */
const demoGallery = [
  '1984/07-July/grandma.jpg',
  '2019/08-August/garden party.jpg',
  '2020/12-December/DSC_0042.JPG',
  '2021/07-July/IMG_0815.JPG',
  '2021/07-July/IMG_0815.JPG.xmp',
  '2021/07-July/IMG_0816.JPG',
  '2022/06-June/IMG_0001 (2).JPG',
  '2022/06-June/IMG_0001.JPG',
  '2022/09-September/L1000102.DNG',
  '2022/09-September/L1000102.JPG',
  '2023/07-July/IMG-20230714-WA0003.jpg',
  '2023/12-December/VID-20231224-WA0001.mp4',
  '2024/01-January/IMG_1099.MOV',
  '2024/03-March/IMG_1234.HEIC',
  '2024/03-March/IMG_1234.MOV',
  '2024/04-April/IMG_1240.HEIC',
  '2024/05-May/PXL_20240518_101204118.jpg',
  '2024/05-May/VID_20240518_101500.mp4',
  '2024/05-May/beach.jpg',
  '2024/06-June/Screenshot_20240601-120000.png',
  '2024/08-August/PXL_20240811_173045902.jpg',
];

/** What a dry run and a real run must agree on. */
function decisions(stdout: string, status: 'planned' | 'done'): object[] {
  return assetEvents(stdout)
    .filter((event) => event.status === status)
    .map(({ path, to, action, takenAt, dateSource, notes }) => ({
      path,
      to,
      action,
      takenAt,
      dateSource,
      notes,
    }));
}

async function libraryWithDemoPictures(): Promise<string> {
  const library = folder('Photos');
  await run('init', library);
  await makeDemoPictures(join(library, 'images/Imports'));
  return library;
}

describe('a family’s drop folders', () => {
  test('a dry run says exactly what the real run then does, which puts each picture into its month', async () => {
    const library = await libraryWithDemoPictures();
    const [drops, gallery] = [join(library, 'images/Imports'), join(library, 'images/Gallery')];
    const before = listing(folder());
    const contents = contentsOf(drops);
    const command = ['import', '--library', library, '--settle', '0', '--json', ...madrid];

    const dry = await run(...command, '--dry-run');
    expect(listing(folder())).toEqual(before);
    const mtimes = mtimesByPath(drops);
    const real = await run(...command);

    expect([dry.code, dry.stderr, real.code, real.stderr]).toEqual([0, '', 0, '']);
    expect(decisions(real.stdout, 'done')).toEqual(decisions(dry.stdout, 'planned'));
    expect(decisions(real.stdout, 'done')).toHaveLength(19);
    expect({ ...summaryOf(dry.stdout), run: '', seconds: 0, dryRun: false }).toEqual({
      ...summaryOf(real.stdout),
      ...{ run: '', seconds: 0 },
    });
    expect(filesBelow(gallery)).toEqual(demoGallery);
    expect(contentsOf(gallery, drops, join(library, '.photokeep/trash'))).toEqual(contents);
    for (const { path, to, action } of assetEvents(real.stdout)) {
      if (action === 'move') expect(statSync(to!, { bigint: true }).mtimeNs).toBe(mtimes.get(path));
    }
  });

  test('a second run changes nothing and, without a terminal, says nothing', async () => {
    const library = await libraryWithDemoPictures();
    await run('import', '--library', library, '--settle', '0');
    const gallery = listing(join(library, 'images'));
    const history = readdirSync(join(library, '.photokeep/journals'));

    const second = await run('import', '--library', library, '--settle', '0');

    expect(second).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(listing(join(library, 'images'))).toEqual(gallery);
    expect(readdirSync(join(library, '.photokeep/journals'))).toEqual(history);
  });

  test('in a terminal’s words: one summary, and what was left where it is', async () => {
    const library = await libraryWithDemoPictures();
    const { code, stdout, stderr } = await run('import', '--library', library, '--settle', '0');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.replace(/\(.* kB\)/, '(… kB)')).toBe(
      '21 files moved, 1 duplicate (… kB).\n' +
        "Left where they are: 3 Syncthing's own, 2 not a picture or video.\n",
    );
  });

  test('empty folders stay, and so does what Syncthing put there', async () => {
    const library = await libraryWithDemoPictures();
    const phone = join(library, 'images/Imports/Phone');
    mkdirSync(join(phone, 'Camera'));
    await run('import', '--library', library, '--settle', '0');
    expect(readdirSync(phone).sort()).toEqual(['.stfolder', 'Camera']);
  });
});

describe('a named source', () => {
  test('is copied from into a new Gallery, and stays exactly as it was', async () => {
    await makeDemoPictures(folder('card'));
    const [source, gallery] = [folder('card'), folder('Gallery')];
    const untouched = listing(source);

    const dry = await run('import', source, '--to', gallery, '--dry-run', '--json', ...madrid);
    expect(existsSync(gallery)).toBe(false);
    const real = await run('import', source, '--to', gallery, '--json', ...madrid);

    expect([dry.code, real.code]).toEqual([0, 0]);
    expect(decisions(real.stdout, 'done')).toEqual(decisions(dry.stdout, 'planned'));
    expect(listing(source)).toEqual(untouched);
    expect(filesBelow(gallery)).toEqual(demoGallery);
    expect(summaryOf(real.stdout)).toMatchObject({ copied: 21, moved: 0, duplicates: 1 });
    for (const { path, to, action } of assetEvents(real.stdout)) {
      if (action === 'copy') expect(statSync(to!).mtimeMs).toBe(statSync(path).mtimeMs);
    }

    const placed = listing(gallery).filter((line) => !line.startsWith('.photokeep'));
    const second = await run('import', source, '--to', gallery, '--json', ...madrid);
    expect(summaryOf(second.stdout)).toMatchObject({ copied: 0, moved: 0, duplicates: 22, exitCode: 0 });
    expect(listing(gallery).filter((line) => !line.startsWith('.photokeep'))).toEqual(placed);
    expect(listing(source)).toEqual(untouched);
  });

  test('is moved from with --move', async () => {
    const pictures = await makeManyJpegs(folder('card'), 3, { seed: 11 });
    const contents = contentsOf(folder('card'));
    const { code, stdout } = await run('import', folder('card'), '--to', folder('Gallery'), '--move');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^3 files moved \(.* kB\)\.\n$/)]);
    expect(pictures.filter(({ path }) => existsSync(path))).toEqual([]);
    expect(contentsOf(folder('Gallery'))).toEqual(contents);
  });

  test('may be a single file', async () => {
    const [picture] = await makeManyJpegs(folder('card'), 2, { seed: 12 });
    const { code } = await run('import', picture!.path, '--to', folder('Gallery'));
    expect(code).toBe(0);
    expect(filesBelow(folder('Gallery')).map((path) => basename(path))).toEqual(['IMG_000000.JPG']);
  });

  test('named twice, or inside another one, is read once', async () => {
    await makeManyJpegs(folder('card'), 2, { seed: 13 });
    const sources = [folder('card'), folder('card/100MEDIA'), folder('card')];
    const { stdout } = await run('import', ...sources, '--to', folder('Gallery'), '--json');
    expect(summaryOf(stdout)).toMatchObject({ copied: 2, duplicates: 0 });
  });
});

test('drop folders are copied from with --copy', async () => {
  const library = folder('Photos');
  await run('init', library);
  await makeManyJpegs(join(library, 'images/Imports/PC'), 3, { seed: 14 });
  const untouched = listing(join(library, 'images/Imports'));
  const { stdout } = await run('import', '--library', library, '--copy', '--settle', '0', '--json');
  expect(summaryOf(stdout)).toMatchObject({ copied: 3, moved: 0, exitCode: 0 });
  expect(listing(join(library, 'images/Imports'))).toEqual(untouched);
});

test('the library of a Gallery is found by the Gallery alone', async () => {
  const library = folder('Photos');
  await run('init', library);
  await makeManyJpegs(folder('card'), 1, { seed: 15 });
  const { code } = await run('import', folder('card'), '--to', join(library, 'images/Gallery'));
  expect(code).toBe(0);
  expect(existsSync(join(library, 'images/Gallery/.photokeep'))).toBe(false);
  expect(readdirSync(join(library, '.photokeep/journals'))).toHaveLength(2);
});

describe('--json', () => {
  test('is one object a line: the start with its schema first, the summary last, all paths absolute', async () => {
    const library = await libraryWithDemoPictures();
    const relative = ['import', '--library', 'Photos', '--settle', '0', '--json'];
    const { stdout, stderr } = await run(...relative);
    const lines = jsonLines(stdout);

    expect(stderr).toBe('');
    expect(lines[0]).toMatchObject({ event: 'start', schema: 1, command: 'import', dryRun: false });
    expect(lines.at(-1)).toMatchObject({
      ...{ event: 'summary', command: 'import', run: lines[0]!['run'], dryRun: false, exitCode: 0 },
      ...{ moved: 21, copied: 0, duplicates: 1, skipped: 5, failed: 0 },
      skippedBecause: { syncthing: 3, 'not-media': 2 },
    });
    expect(lines.slice(1, -1).map(({ event }) => event)).toEqual(Array<string>(24).fill('asset'));
    for (const line of lines)
      expect(Object.keys(line).filter((key) => !/^[a-z][a-zA-Z]*$/.test(key))).toEqual([]);
    for (const { path, to, companions, status, reason, takenAt } of assetEvents(stdout)) {
      expect(
        [path, to ?? path, ...companions.map((one) => one.path)].filter((each) => !isAbsolute(each)),
      ).toEqual([]);
      expect(reason !== undefined).toBe(status === 'skipped' || status === 'failed');
      if (takenAt !== undefined)
        expect(takenAt).toMatch(/^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{3})?([+-]\d\d:\d\d)?)?$/);
    }
    expect(assetEvents(stdout).every(({ path }) => path.startsWith(library))).toBe(true);
  });

  test('counts the bytes of what was moved', async () => {
    const pictures = await makeManyJpegs(folder('card'), 2, { seed: 16, padTo: 20_000 });
    const { stdout } = await run('import', folder('card'), '--to', folder('Gallery'), '--json');
    expect(pictures).toHaveLength(2);
    expect(summaryOf(stdout).bytes).toBe(40_000);
  });
});

function mtimesByPath(drops: string): Map<string, bigint> {
  return new Map(
    filesBelow(drops).map((path) => [
      join(drops, path),
      statSync(join(drops, path), { bigint: true }).mtimeNs,
    ]),
  );
}
