import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Catalog } from '../../src/library/catalog.js';
import { openRuns } from '../../src/library/journal.js';
import { libraryPaths } from '../../src/library/paths.js';
import { identityAt } from '../../src/scan/identity.js';
import { type BackupLibrary, contentOf, makeBackupLibrary } from '../backup-library.js';
import { contentsOf, filesBelow } from '../contents.js';
import { sha256 } from '../folder-listing.js';
import { seededRandom } from '../media/seeded-random.js';
import { describeWith } from '../requirements.js';

const files = 12;
const moment = seededRandom(20240506);

let home = '';
let library: BackupLibrary;
let killed = 0;
let good: string[] = [];

const saved = (): string => join(home, 'rotten library');
const pathOf = (number: number): string => library.gallery(`2023/05-May/${String(number)}.jpg`);

/** Names, contents and times of the Gallery. */
function gallery(): string[] {
  return filesBelow(library.gallery())
    .filter((path) => path.endsWith('.jpg'))
    .map((path) => `${path} ${String(Math.floor(statSync(path).mtimeMs))} ${sha256(path)}`);
}

/** Every file holds something else, and the catalog believes that nobody wrote to them. */
function rotAll(): void {
  const catalog = Catalog.open(libraryPaths(library.root, 'library').catalog);
  for (let number = 0; number < files; number++) {
    const path = pathOf(number);
    const { atime, mtime } = statSync(path);
    writeFileSync(path, contentOf(`rotten ${String(number)}`, 1000));
    utimesSync(path, atime, mtime);
    const row = catalog.byPath(`2023/05-May/${String(number)}.jpg`)!;
    catalog.put([{ ...row, identity: identityAt(path)! }]);
  }
  catalog.close();
}

/** Brings the library to where every test begins; inodes and ctimes of copies are new, and the catalog must know them. */
function reset(): void {
  rmSync(library.root, { recursive: true });
  cpSync(saved(), library.root, { recursive: true, preserveTimestamps: true });
  rotAll();
}

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'photokeep-test-'));
  library = await makeBackupLibrary(home);
});

afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

describeWith(['rsync'], 'kill -9 of a repair', () => {
  beforeAll(async () => {
    for (let number = 0; number < files; number++) library.put(`2023/05-May/${String(number)}.jpg`);
    const target = join(home, 'Backup');
    mkdirSync(target);
    library.configure(`{ name: hdd, to: ${target} }`);
    expect(await library.run('verify', '--all')).toMatchObject({ code: 0 });
    expect(await library.run('backup', 'setup', 'hdd', '--yes')).toMatchObject({ code: 0 });
    expect(await library.run('backup', 'local', 'hdd')).toMatchObject({ code: 0 });
    good = gallery();
    cpSync(library.root, saved(), { recursive: true, preserveTimestamps: true });
  });

  const inTrash = (): number => filesBelow(library.state('trash')).length;
  const staged = (): number => filesBelow(library.state('repair')).length;
  const counts = Array.from({ length: 6 }, () => Math.floor(moment.between(1, files)));
  const moments: [string, () => boolean][] = [
    ['the first good file has come', () => staged() > 0],
    ['the first bad file has gone', () => inTrash() > 0],
    ...counts.map((count): [string, () => boolean] => [
      `${String(count)} bad files have gone`,
      () => inTrash() >= count,
    ]),
  ];

  test.each(moments)('when %s: the same command does the rest', async (_, isNow) => {
    reset();
    const before = contentsOf(library.gallery());
    const { child, ended } = library.start('verify', '--all', '--repair', '--yes');
    while (child.exitCode === null && !isNow()) await setTimeout(1);
    child.kill('SIGKILL');
    if ((await ended).code === null) killed++;
    expect(contentsOf(library.gallery(), library.state('trash'))).toEqual(expect.arrayContaining(before));

    expect(await library.run('verify', '--all', '--repair', '--yes')).toMatchObject({ code: 0 });
    expect(gallery()).toEqual(good);
    expect(contentsOf(library.state('trash')).sort()).toEqual(
      before.filter((content) => !contentsOf(library.gallery()).includes(content)).sort(),
    );
    expect(openRuns(libraryPaths(library.root, 'library'))).toEqual([]);
    expect(staged()).toBe(0);
    expect(JSON.parse(readFileSync(library.state('doubts.json'), 'utf8'))).toMatchObject({ doubts: [] });
  });

  test('and these kills did hit runs that were at work', () => {
    expect(killed).toBeGreaterThanOrEqual(4);
  });
});
