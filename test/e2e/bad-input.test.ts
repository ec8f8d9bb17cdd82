import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { disksForEachTest } from '../disks.js';
import { contentsOf, filesBelow, listing } from '../folder-listing.js';
import { assetEvents, jsonLines, reasonsBy, summaryOf } from '../json-output.js';
import { makeManyJpegs } from '../media/make-many.js';
import { photokeep, type World } from '../photokeep.js';
import { testWith } from '../requirements.js';
import { folderForAllTests, temporaryFolder } from '../temporary-folder.js';

const disks = disksForEachTest();
const folder = temporaryFolder();
const camera = folderForAllTests();

const run = (...args: readonly string[]) => photokeep(args, { home: folder() });
const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];

beforeAll(async () => {
  await makeManyJpegs(camera(), 2, { seed: 51, startDate: '2021-03-01', spreadDays: 20 });
});

beforeEach(() => {
  cpSync(camera('100MEDIA'), folder('card'), { recursive: true, preserveTimestamps: true });
});

/**
 * The command ends with this code and this one line on stderr, nothing on stdout, and with --json the same as a
 * summary; and it changed nothing, but for the record that a job was refused.
 */
async function expectStopped(
  args: readonly string[],
  code: number,
  message: string,
  world: World = { home: folder() },
): Promise<void> {
  const listed = (): string[] => listing(folder()).filter((line) => !/\.photokeep( |\/jobs)/.test(line));
  const before = listed();
  const text = await photokeep(args, world);
  expect(text).toEqual({ code, stdout: '', stderr: `photokeep: ${message}\n` });
  const json = await photokeep([...args, '--json'], world);
  const summary = summaryOf(json.stdout);
  expect(jsonLines(json.stdout)).toHaveLength(1);
  expect(summary).toMatchObject({ event: 'summary', schema: 1, exitCode: code });
  expect([summary.error, summary.remedy].filter((part) => part !== undefined).join('; ')).toBe(message);
  expect([json.code, json.stderr]).toEqual([code, text.stderr]);
  expect(listed()).toEqual(before);
}

describe('a command line that makes no sense (2)', () => {
  test('a source that does not exist', async () => {
    await expectStopped(
      ['import', folder('nowhere'), '--to', folder('Gallery')],
      2,
      `there is no ${folder('nowhere')}; check the name of the source`,
    );
  });

  test('a Gallery inside a source, also through a symbolic link', async () => {
    const gallery = folder('card/Gallery');
    const message = `the Gallery ${gallery} lies inside the source ${folder('card')}; name the folders beside it as sources`;
    await expectStopped(['import', folder('card'), '--to', gallery], 2, message);
    symlinkSync(folder('card'), folder('link'));
    const linked = message.replace(gallery, folder('link/Gallery'));
    await expectStopped(['import', folder('card'), '--to', folder('link/Gallery')], 2, linked);
  });

  test('a source inside the Gallery, and the Gallery itself', async () => {
    const outer = `the source ${folder('card')} lies inside the Gallery ${folder()}; what is there is already sorted`;
    await expectStopped(['import', folder('card'), '--to', folder()], 2, outer);
    const same = `the Gallery ${folder('card')} lies inside the source ${folder('card')}; name the folders beside it as sources`;
    await expectStopped(['import', folder('card'), '--to', folder('card')], 2, same);
  });

  test.each([
    [
      'YYYY/XX',
      'layout "YYYY/XX" has "X" at position 6, which is no token; tokens are YYYY YY MM M m DD DDD U W, literal text goes in brackets: [X]',
    ],
    ['YYYY/[oh', '"[" at position 6 of layout "YYYY/[oh" is never closed'],
    ['/YYYY', 'layout "/YYYY" has an empty folder name; use one "/" between folders, none at the ends'],
    [
      '[..]/YYYY',
      'layout "[..]/YYYY" gives the folder ".."; folders must not start with a dot or be over 100 bytes long',
    ],
  ])('the layout %s', async (layout, message) => {
    const args = ['import', folder('card'), '--to', folder('Gallery'), '--layout', layout];
    await expectStopped(args, 2, `--layout: ${message}`);
  });

  test('an unknown option, an unknown command, two options that exclude each other', async () => {
    const card = folder('card');
    await expectStopped(['import', '--frob'], 2, "unknown option '--frob'; see photokeep import --help");
    await expectStopped(
      ['import', card, '--layuot', 'YYYY'],
      2,
      "unknown option '--layuot' (Did you mean --layout?); see photokeep import --help",
    );
    await expectStopped(['imprt'], 2, "unknown command 'imprt' (Did you mean import?); see photokeep --help");
    await expectStopped(
      ['import', card, '--to', folder('Gallery'), '--move', '--copy'],
      2,
      "option '--move' cannot be used with option '--copy'; see photokeep import --help",
    );
  });

  test('no library and no Gallery', async () => {
    const message = 'no library is configured; name a Gallery with --to, or a library with --library';
    await expectStopped(['import'], 2, message);
    await expectStopped(['import', folder('card')], 2, message);
  });

  test('a new Gallery in a folder that does not exist', async () => {
    const message = `cannot make the Gallery ${folder('a/b')}: ${folder('a')} does not exist`;
    await expectStopped(['import', folder('card'), '--to', folder('a/b')], 2, message);
  });
});

test('no arguments: the help', async () => {
  const { code, stdout, stderr } = await run();
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^Usage: photokeep /);
  expect(stdout.indexOf('Main commands:')).toBeLessThan(stdout.indexOf('Setting up:'));
});

describe('a config that cannot be used (2)', () => {
  test.each([
    ['no YAML', 'layout: YYYY\nnaming original\n', '2', /^Implicit map keys .*; correct the line$/],
    ['an unknown key', '# mine\n\nlayuot: YYYY\n', '3', /^unknown key "layuot"; did you mean "layout"\?$/],
    ['a key like no other', 'colour: red\n', '1', /^unknown key "colour"; known keys: library, imports, /],
    [
      'a wrong value',
      'locale: en\nsettle: soon\n',
      '2',
      /^settle: expected a number of seconds \(found "soon"\)$/,
    ],
    [
      'a zone that is none',
      'homeZone: Mars/Olympus\n',
      '1',
      /^homeZone: unknown time zone; .* \(found "Mars\/Olympus"\)$/,
    ],
    [
      'a layout that is none',
      'layout: YYYY/Q\n',
      '1',
      /^layout "YYYY\/Q" has "Q" at position 6, which is no token/,
    ],
  ])('%s is named with its line', async (_what, config, line, message) => {
    writeFileSync(folder('c.yaml'), config);
    const args = ['import', folder('card'), '--to', folder('Gallery'), '--config', folder('c.yaml')];
    const { code, stdout, stderr } = await run(...args);
    expect([code, stdout]).toEqual([2, '']);
    const start = `photokeep: ${folder('c.yaml')}:${line}: `;
    expect(stderr.slice(0, start.length)).toBe(start);
    expect(stderr.slice(start.length).trimEnd()).toMatch(message);
    expect(stderr.indexOf('\n')).toBe(stderr.length - 1);
    expect(existsSync(folder('Gallery'))).toBe(false);
  });

  test('a config that is not there', async () => {
    const args = ['import', folder('card'), '--to', folder('Gallery'), '--config', folder('c.yaml')];
    await expectStopped(args, 2, `${folder('c.yaml')}: there is no such config file`);
  });
});

describe('a library that is not what it should be', () => {
  const library = () => folder('Photos');
  const importDrops = () => ['import', '--library', library(), '--settle', '0'];

  beforeEach(async () => {
    await run('init', library());
    cpSync(folder('card'), join(library(), 'images/Imports/PC'), { recursive: true });
  });

  test('a disk that is not mounted: refused (4), and nothing is written into the empty folder', async () => {
    rmSync(library(), { recursive: true });
    mkdirSync(library());
    await expectStopped(
      importDrops(),
      4,
      `no library at ${library()} (.photokeep/library.json is missing); is the disk mounted? \`photokeep init\` makes a new library`,
    );
    expect(filesBelow(library())).toEqual([]);
  });

  test('a drop folder of the config that is not there: refused (4)', async () => {
    writeFileSync(folder('c.yaml'), `library: ${library()}\nimports: [${folder('phone')}]\n`);
    await expectStopped(
      ['import', '--config', folder('c.yaml')],
      4,
      `the drop folder ${folder('phone')} does not exist; is its disk mounted? else make it, or correct imports: in the config`,
    );
  });

  test('a Gallery most of which is suddenly gone: refused (4)', async () => {
    await makeManyJpegs(join(library(), 'images/Imports/Phone'), 8, { seed: 52 });
    await run(...importDrops());
    rmSync(join(library(), 'images/Gallery'), { recursive: true });
    mkdirSync(join(library(), 'images/Gallery'));
    cpSync(folder('card'), join(library(), 'images/Imports/PC'), { recursive: true });
    const { code, stderr } = await run(...importDrops());
    expect(code).toBe(4);
    expect(stderr).toMatch(
      /^photokeep: \d+ of \d+ sampled photos are missing from the Gallery .*; is its disk mounted\?.*\n$/,
    );
    expect(filesBelow(join(library(), 'images/Gallery'))).toEqual([]);
    expect(filesBelow(join(library(), 'images/Imports/PC'))).toHaveLength(2);
  });

  test('a library of a newer photokeep: untouched (2)', async () => {
    const marker = join(library(), '.photokeep/library.json');
    writeFileSync(marker, readFileSync(marker, 'utf8').replace('"version": 1', '"version": 2'));
    const message = `${marker} has format 2, this photokeep knows up to 1; nothing was touched; update photokeep`;
    await expectStopped(importDrops(), 2, message);
  });

  test('a ledger of a newer photokeep: no picture is touched (2)', async () => {
    await run(...importDrops());
    const ledger = join(library(), '.photokeep/ledger.jsonl');
    writeFileSync(ledger, readFileSync(ledger, 'utf8').replace('"version":1', '"version":7'));
    cpSync(folder('card/IMG_000000.JPG'), join(library(), 'images/Imports/PC/new.jpg'));
    appendFileSync(join(library(), 'images/Imports/PC/new.jpg'), 'other');
    const before = listing(join(library(), 'images'));
    const { code, stderr } = await run(...importDrops());
    expect([code, stderr]).toEqual([
      2,
      `photokeep: ${ledger} has format 7, this photokeep knows up to 1; nothing was touched; update photokeep\n`,
    ]);
    expect(listing(join(library(), 'images'))).toEqual(before);
  });

  test('a catalog that is damaged is only a cache: it is made again', async () => {
    await run(...importDrops());
    writeFileSync(join(library(), '.photokeep/catalog.db'), 'no database\n'.repeat(1000));
    cpSync(folder('card'), join(library(), 'images/Imports/PC'), { recursive: true });
    const { code, stdout } = await run(...importDrops(), '--json');
    expect([code, summaryOf(stdout).duplicates, summaryOf(stdout).moved]).toEqual([0, 2, 0]);
  });

  test('a folder of the layout that is a file: those pictures fail (3) and stay, the rest goes on', async () => {
    const drops = join(library(), 'images/Imports');
    writeFileSync(join(library(), 'images/Gallery/2021'), 'a note of the user');
    await makeManyJpegs(join(drops, 'Phone'), 1, { seed: 53, startDate: '2015-05-05', spreadDays: 1 });
    const contents = contentsOf(drops);
    for (const how of ['--copy', '--move']) {
      const { code, stdout } = await run(...importDrops(), how, '--json');
      const failed = assetEvents(stdout).filter(({ status }) => status === 'failed');
      expect(failed.map(({ reason }) => reason)).toEqual(['target-taken', 'target-taken']);
      expect([code, summaryOf(stdout).exitCode, summaryOf(stdout).failed]).toEqual([3, 3, 2]);
    }
    expect(filesBelow(drops)).toEqual(['PC/IMG_000000.JPG', 'PC/IMG_000001.JPG']);
    expect(filesBelow(join(library(), 'images/Gallery'))).toEqual(['2015/05-May/IMG_000000.JPG', '2021']);
    const trash = join(library(), '.photokeep/trash');
    const everywhere = new Set(contentsOf(drops, join(library(), 'images/Gallery'), trash));
    expect(contents.filter((content) => !everywhere.has(content))).toEqual([]);
    const text = await run(...importDrops());
    expect([text.code, text.stdout]).toEqual([3, '2 failed.\n']);
    expect(text.stderr.split('\n')[0]).toBe(
      'failed  images/Imports/PC/IMG_000000.JPG: the target name was taken meanwhile; it was left where it is',
    );
  });

  testWith(
    ['the right to mount', 'mount'],
    'a read-only Gallery: refused (4), nothing is changed',
    async () => {
      disks.readOnly(join(library(), 'images/Gallery'));
      await expectStopped(
        importDrops(),
        4,
        `cannot write to the Gallery ${join(library(), 'images/Gallery')}: its file system is read-only; nothing was changed`,
      );
    },
  );
});

describe('files that photokeep may not read', () => {
  testWith(
    ['the right to mount', 'setpriv'],
    'fail (3) and stay, the rest goes on; a folder is told once',
    async () => {
      chmodSync(folder(), 0o755);
      mkdirSync(folder('Gallery'));
      chmodSync(folder('Gallery'), 0o777);
      chmodSync(folder('card/IMG_000000.JPG'), 0o000);
      cpSync(camera('100MEDIA'), folder('card/locked'), { recursive: true });
      chmodSync(folder('card/locked'), 0o700);
      const args = ['import', folder('card'), '--to', folder('Gallery')];
      const nobody = { home: folder(), through: asNobody };

      const { code, stdout } = await photokeep([...args, '--json'], nobody);
      expect([code, summaryOf(stdout).copied, summaryOf(stdout).failed]).toEqual([3, 1, 2]);
      expect(reasonsBy(stdout, (path) => path.slice(folder('card').length + 1))).toEqual({
        'IMG_000000.JPG': 'unreadable',
        'IMG_000001.JPG': undefined,
        locked: 'unreadable',
      });

      const again = await photokeep(args, nobody);
      expect(again.code).toBe(3);
      expect(again.stderr.split('\n').sort()).toEqual([
        '',
        `failed  ${folder('card/IMG_000000.JPG')}: could not be read; it was left where it is`,
        `failed  ${folder('card/locked')}: could not be read; it was left where it is`,
      ]);
    },
  );

  testWith(
    ['the right to mount', 'setpriv'],
    'or may not remove: fail (3) every time, and the Gallery does not fill with copies',
    async () => {
      chmodSync(folder(), 0o755);
      mkdirSync(folder('Gallery'));
      for (const path of ['Gallery', 'card/IMG_000000.JPG', 'card/IMG_000001.JPG'])
        chownSync(folder(path), 65534, 65534);
      const args = ['import', folder('card'), '--to', folder('Gallery'), '--move', '--json'];
      const before = filesBelow(folder('card'));
      for (const time of [1, 2]) {
        const { code, stdout } = await photokeep(args, { home: folder(), through: asNobody });
        const reasons = assetEvents(stdout).map(({ reason }) => reason);
        expect([time, code, reasons]).toEqual([time, 3, ['not-permitted', 'not-permitted']]);
        expect(filesBelow(folder('Gallery'))).toEqual([]);
      }
      expect(filesBelow(folder('card'))).toEqual(before);
    },
  );

  testWith(
    ['the right to mount', 'setpriv'],
    'or that are other users’ in a folder with the sticky bit: the same',
    async () => {
      chmodSync(folder(), 0o755);
      mkdirSync(folder('Gallery'));
      chownSync(folder('Gallery'), 65534, 65534);
      chmodSync(folder('card'), 0o1777);
      for (const transfer of ['--move', '--move', '--copy']) {
        const args = ['import', folder('card'), '--to', folder('Gallery'), transfer, '--json'];
        const { code } = await photokeep(args, { home: folder(), through: asNobody });
        expect([transfer, code]).toEqual([transfer, transfer === '--move' ? 3 : 0]);
        const placed = transfer === '--move' ? [] : contentsOf(folder('card'));
        expect(contentsOf(folder('Gallery'))).toEqual(placed);
      }
      expect(contentsOf(folder('card'))).toEqual(contentsOf(camera()));
    },
  );

  testWith(['the right to mount', 'mount'], 'on a read-only card, with --move: the same', async () => {
    disks.readOnly(folder('card'));
    const args = ['import', folder('card'), '--to', folder('Gallery'), '--move', '--json'];
    for (const time of [1, 2]) {
      const { code, stdout } = await run(...args);
      const reasons = assetEvents(stdout).map(({ reason }) => reason);
      expect([time, code, reasons]).toEqual([time, 3, ['read-only', 'read-only']]);
      expect(filesBelow(folder('Gallery'))).toEqual([]);
    }
  });

  testWith(
    ['the right to mount', 'setpriv'],
    'a Gallery that photokeep may not write to: refused (4)',
    async () => {
      chmodSync(folder(), 0o755);
      mkdirSync(folder('Gallery'));
      await expectStopped(
        ['import', folder('card'), '--to', folder('Gallery')],
        4,
        `cannot write to the Gallery ${folder('Gallery')}: permission denied; nothing was changed`,
        { home: folder(), through: asNobody },
      );
    },
  );
});
