import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { beforeEach, expect, test } from '@jest/globals';
import { type BackupLibrary, contentOf, makeBackupLibrary } from '../backup-library.js';
import { contentsOf, filesBelow } from '../folder-listing.js';
import { describeWith } from '../requirements.js';
import { type RottingDisk, rottingDiskForEachTest, rottingNeeds } from '../rotting-disk.js';
import { temporaryFolder } from '../temporary-folder.js';
import { verifiedFiles } from '../verified-files.js';

const mountDisk = rottingDiskForEachTest();
const at = temporaryFolder();
const target = (path = ''): string => at('Backup', path);
const names = ['2023/05-May/a.jpg', '2023/05-May/b.jpg', '2024/01-January/c.jpg'];

let library: BackupLibrary;

const verify = (code: number, ...args: readonly string[]): Promise<string[]> =>
  verifiedFiles(library, code, ...args);
const backUp = (): Promise<{ code: number | null }> => library.run('backup', 'local', 'hdd');

async function makeLibrary(): Promise<void> {
  library = await makeBackupLibrary(at());
  for (const name of names) library.put(name);
}

async function setUpBackup(): Promise<void> {
  mkdirSync(target());
  library.configure(`{ name: hdd, to: ${target()} }`);
  expect(await library.run('backup', 'setup', 'hdd', '--yes')).toMatchObject({ code: 0 });
  expect(await backUp()).toMatchObject({ code: 0 });
}

describeWith([...rottingNeeds, 'rsync'], 'a bit that flipped on the disk', () => {
  const rotten = names[1]!;
  let disk: RottingDisk;
  let good: Buffer;

  beforeEach(async () => {
    mkdirSync(at('Photos'));
    disk = mountDisk(at('Photos'));
    await makeLibrary();
    await verify(0, '--all');
    await setUpBackup();
    good = readFileSync(library.gallery(rotten));
    disk.rot(library.gallery(rotten));
    expect(readFileSync(library.gallery(rotten)).equals(good)).toBe(false);
  });

  test('is found and told every time from then on, with the backup that has the file as it was', async () => {
    for (const share of [['--all'], ['--subset', '1%']]) {
      const { code, stderr, stdout } = await library.run('verify', ...share);
      expect([code, stderr]).toEqual([
        3,
        `rotten  ${rotten}: its bytes are not what they were, and nobody wrote to it; as it was at hdd` +
          ` (proven ${new Date().toISOString().slice(0, 10)})\n`,
      ]);
      expect(stdout).toMatch(/1 rotten\.\n/);
    }
  });

  test('never reaches the backup over the good copy, whatever becomes of the file', async () => {
    await verify(3, '--all');
    const copies = (): string[] => contentsOf(target('Gallery'));
    const before = copies();
    chmodSync(library.gallery(rotten), 0o600);
    await backUp();
    expect(copies()).toEqual(before);
    renameSync(library.gallery(rotten), library.gallery('2024/01-January/moved.jpg'));
    await backUp();
    expect(copies()).toEqual(before);
    // However little is read, the file is found again under its new name.
    expect(await verify(3, '--subset', '1%')).toContain('failed verify 2024/01-January/moved.jpg rotten');
    rmSync(library.state('catalog.db'));
    await backUp();
    expect(copies()).toEqual(before);
    expect(await verify(3, '--all')).toContain('failed verify 2024/01-January/moved.jpg rotten');
  });

  test('is brought back: proven bytes with their time, the bad ones in the trash, and all can be undone', async () => {
    const { mtimeMs } = statSync(library.gallery(rotten));
    const bad = readFileSync(library.gallery(rotten));
    expect(await verify(3, '--all', '--repair', '--dry-run')).toContain(`planned repair ${rotten} hdd`);
    expect(readFileSync(library.gallery(rotten)).equals(bad)).toBe(true);

    const lines = await verify(0, '--all', '--repair', '--yes');
    expect(lines).toContain(`done repair ${rotten} hdd`);
    expect(readFileSync(library.gallery(rotten)).equals(good)).toBe(true);
    expect(Math.floor(statSync(library.gallery(rotten)).mtimeMs)).toBe(Math.floor(mtimeMs));
    const [trashed] = filesBelow(library.state('trash'));
    expect(trashed).toMatch(/^[^/]+\/images\/Gallery\/2023\/05-May\/b\.jpg$/);
    expect(readFileSync(library.state(`trash/${trashed!}`)).equals(bad)).toBe(true);
    expect(await verify(0, '--all')).toEqual(names.map((name) => `done verify ${name}`));
    expect(await backUp()).toMatchObject({ code: 0 });
    expect(contentsOf(target('Gallery'))).toEqual(contentsOf(library.gallery()));

    expect(await library.run('undo', '--yes')).toMatchObject({ code: 0 });
    expect(readFileSync(library.gallery(rotten)).equals(bad)).toBe(true);
    expect(contentsOf(library.state('trash'))).toHaveLength(1);
  });

  test('stays as it is when the backup has rotted too: nothing unproven takes its place', async () => {
    const copy = target(`Gallery/${rotten}`);
    const { atime, mtime } = lstatSync(copy);
    writeFileSync(copy, contentOf('rotten as well', 1000));
    utimesSync(copy, atime, mtime);
    const before = contentsOf(library.gallery());
    expect(await verify(3, '--all', '--repair', '--yes')).toContain(`failed repair ${rotten} damaged`);
    expect(contentsOf(library.gallery())).toEqual(before);
    expect(filesBelow(library.state('trash'))).toEqual([]);
  });

  test('stays as it is when the backup is not there', async () => {
    renameSync(target(), at('unplugged'));
    const { code, stderr } = await library.run('verify', '--all', '--repair', '--yes');
    expect(code).toBe(3);
    expect(stderr).toMatch(/^hdd: there is no .*\/Backup; is its disk mounted\?/m);
    expect(stderr).toMatch(
      /^failed {2}2023\/05-May\/b\.jpg: not brought back: no backup that has it could be reached$/m,
    );
  });

  test('is right as it is, when the user says so: the next backup sends it, and keeps the one before', async () => {
    await verify(3, '--all');
    expect(await library.run('verify', '--trust', library.gallery(rotten))).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(
        /^trusted {2}2023\/05-May\/b\.jpg\n1 file trusted; the next backup sends it/,
      ),
    });
    expect(await verify(0, '--all')).toContain(`done verify ${rotten}`);
    expect(await backUp()).toMatchObject({ code: 0 });
    expect(readFileSync(target(`Gallery/${rotten}`)).equals(good)).toBe(false);
    expect(contentsOf(target('.photokeep-versions'))).toHaveLength(1);
  });

  test('in a library without any backup is told all the same', async () => {
    rmSync(library.state('targets'), { recursive: true });
    const { code, stderr } = await library.run('verify', '--all');
    expect([code, stderr]).toEqual([3, expect.stringMatching(/; no backup has it as it was\n$/)]);
  });
});
