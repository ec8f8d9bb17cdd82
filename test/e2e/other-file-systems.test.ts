import { readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import { countedPerl } from '../counted-perl.js';
import { disksForEachTest } from '../disks.js';
import { contentsOf, filesBelow, listing } from '../folder-listing.js';
import { assetEvents, summaryOf } from '../json-output.js';
import { makeManyJpegs } from '../media/make-many.js';
import { photokeep, startPhotokeep } from '../photokeep.js';
import { testWith } from '../requirements.js';
import { temporaryFolder } from '../temporary-folder.js';

const disks = disksForEachTest();
const folder = temporaryFolder();
const run = (...args: readonly string[]) => photokeep(args, { home: folder() });

const library = () => folder('disk/Photos');
const gallery = () => join(library(), 'images/Gallery');
const phone = () => folder('phone');

const ext4 = ['the right to mount', 'mount', 'mkfs.ext4', 'losetup'];
const exfat = ['the right to mount', 'mkfs.exfat', 'mount.exfat-fuse', 'losetup'];

/** The library on a disk of its own, the drop folder where the phone's files are received. */
async function libraryOnDisk(): Promise<string[]> {
  await run('init', library());
  writeFileSync(folder('c.yaml'), `library: ${library()}\nimports: [${phone()}]\nsettle: 0\n`);
  return ['import', '--config', folder('c.yaml'), '--json'];
}

/** Names that photokeep gives to files while it is at work. */
function workingFiles(): string[] {
  return [...listing(library()), ...listing(phone())].filter((line) => /\.photokeep-\d/.test(line));
}

describe('a drop folder on another disk than the library', () => {
  testWith(ext4, 'is moved from: read back, mtimes kept to the microsecond, then removed', async () => {
    disks.ext4(folder('disk'), 64);
    const command = await libraryOnDisk();
    const pictures = await makeManyJpegs(phone(), 70, { seed: 81 });
    for (const [index, { path }] of pictures.entries())
      utimesSync(path, 1_600_000_000, 1_600_000_000 + index + 0.123456);
    const contents = contentsOf(phone());
    const mtimes = new Map(pictures.map(({ path }) => [path, microseconds(path)]));

    // Without the image of the disk, which the kernel writes to when it likes.
    const before = [folder('disk'), phone()].map(listing);
    const dry = await run(...command, '--dry-run');
    expect([folder('disk'), phone()].map(listing)).toEqual(before);
    const { code, stdout } = await run(...command);

    expect([code, summaryOf(stdout).moved]).toEqual([0, 70]);
    expect(assetEvents(dry.stdout).map(({ path, to, action }) => [path, to, action])).toEqual(
      assetEvents(stdout).map(({ path, to, action }) => [path, to, action]),
    );
    expect(contentsOf(gallery())).toEqual(contents);
    expect(filesBelow(phone())).toEqual([]);
    for (const { path, to } of assetEvents(stdout)) expect(microseconds(to!)).toBe(mtimes.get(path));
    expect(workingFiles()).toEqual([]);
  });

  testWith(
    ext4,
    'keeps its duplicates, which do not start exiftool again until something changes',
    async () => {
      disks.ext4(folder('disk'), 64);
      const command = await libraryOnDisk();
      const perl = countedPerl(folder('bin'));
      const importWithPerl = () => photokeep(command, { home: folder(), env: { PATH: perl.path } });
      await makeManyJpegs(phone(), 3, { seed: 82 });
      await importWithPerl();
      await makeManyJpegs(phone(), 3, { seed: 82 });
      const received = listing(phone());

      const second = await importWithPerl();
      const starts = perl.starts();
      const third = await importWithPerl();

      for (const { code, stdout } of [second, third]) {
        expect([code, summaryOf(stdout).moved, summaryOf(stdout).skippedBecause]).toEqual([
          ...[0, 0, { 'duplicate-elsewhere': 3 }],
        ]);
      }
      expect(starts).toBeGreaterThan(0);
      expect(perl.starts()).toBe(starts);
      expect(listing(phone())).toEqual(received);

      // Without the Gallery's copy, the one on the phone is no duplicate any more.
      rmSync(join(gallery(), filesBelow(gallery())[0]!));
      expect(summaryOf((await importWithPerl()).stdout).moved).toBe(1);
      expect(filesBelow(phone())).toHaveLength(2);
    },
  );

  testWith(
    ext4,
    'and the library’s disk runs full: what did not fit stays, and comes in once there is room',
    async () => {
      disks.ext4(folder('disk'), 64);
      const command = await libraryOnDisk();
      writeFileSync(folder('disk/films'), Buffer.alloc(40 << 20));
      await makeManyJpegs(phone(), 20, { seed: 83, padTo: 1_500_000 });
      const contents = contentsOf(phone());
      const sources = listing(phone()).filter((line) => line.includes('IMG_'));

      const full = await run(...command);
      const { moved, failed } = summaryOf(full.stdout);

      expect(full.code).toBe(3);
      expect([moved > 0, failed > 0, moved + failed]).toEqual([true, true, 20]);
      const failures = assetEvents(full.stdout).filter(({ status }) => status === 'failed');
      expect(new Set(failures.map(({ reason }) => reason))).toEqual(new Set(['no-space']));
      expect(filesBelow(phone())).toHaveLength(failed);
      expect(listing(phone()).filter((line) => line.includes('IMG_') && !sources.includes(line))).toEqual([]);
      expect(contentsOf(gallery(), phone())).toEqual(contents);
      expect(workingFiles()).toEqual([]);

      rmSync(folder('disk/films'));
      const next = await run(...command);
      expect([next.code, summaryOf(next.stdout).moved]).toEqual([0, failed]);
      expect(contentsOf(gallery())).toEqual(contents);
      expect(filesBelow(phone())).toEqual([]);
    },
  );

  testWith(ext4, 'and no room is left even for the journal: refused (4), nothing was begun', async () => {
    disks.ext4(folder('disk'), 16);
    const command = await libraryOnDisk();
    await makeManyJpegs(phone(), 3, { seed: 84 });
    const received = listing(phone());
    fillDisk(folder('disk/other'));

    const text = await run(...command.filter((word) => word !== '--json'));
    expect([text.code, text.stdout, text.stderr]).toEqual([
      ...[4, ''],
      'photokeep: no space left on the disk of the library for its journal and catalog; free some; the next run finishes or takes back what was under way\n',
    ]);
    expect(listing(phone())).toEqual(received);
    expect([filesBelow(gallery()), workingFiles()]).toEqual([[], []]);

    rmSync(folder('disk/other'));
    const next = await run(...command);
    expect([next.code, summaryOf(next.stdout).moved]).toEqual([0, 3]);
  });
});

describe('a library on exFAT, which knows no links', () => {
  testWith(exfat, 'works: import, duplicates, clashes, and a second run that changes nothing', async () => {
    disks.exfat(folder('disk'), 64);
    await run('init', library());
    const drops = join(library(), 'images/Imports/Phone');
    await makeManyJpegs(join(drops, 'a'), 5, { seed: 85, startDate: '2021-03-01', spreadDays: 10 });
    await makeManyJpegs(join(drops, 'b'), 5, { seed: 86, startDate: '2021-03-01', spreadDays: 10 });
    await makeManyJpegs(join(drops, 'c'), 5, { seed: 85, startDate: '2021-03-01', spreadDays: 10 });
    writeFileSync(join(drops, 'letter.pdf'), '%PDF-1.4\n%%EOF\n');
    const contents = new Set(contentsOf(join(drops, 'a'), join(drops, 'b')));
    const command = ['import', '--library', library(), '--settle', '0'];

    const { code, stdout } = await run(...command, '--json');
    expect([code, summaryOf(stdout)]).toMatchObject([0, { moved: 10, duplicates: 5, failed: 0 }]);
    expect(filesBelow(gallery())).toHaveLength(10);
    expect(new Set(contentsOf(gallery()))).toEqual(contents);
    expect(filesBelow(drops)).toEqual(['letter.pdf']);

    const before = listing(join(library(), 'images'));
    const perl = countedPerl(folder('bin'));
    const second = await photokeep(command, { home: folder(), env: { PATH: perl.path } });
    expect(second).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(perl.starts()).toBe(0);
    expect(listing(join(library(), 'images'))).toEqual(before);
  });

  testWith(exfat, 'loses nothing when the run is killed, in the middle of moving', async () => {
    disks.exfat(folder('disk'), 64);
    await run('init', library());
    const drops = join(library(), 'images/Imports/Phone');
    await makeManyJpegs(drops, 150, { seed: 87 });
    const contents = contentsOf(drops);
    const command = ['import', '--library', library(), '--settle', '0', '--json'];

    for (const wanted of [1, 60]) {
      const { child, ended } = startPhotokeep(command, { home: folder() });
      let placed = 0;
      child.stdout!.on('data', (chunk: Buffer) => {
        placed += chunk.toString().split('"done"').length - 1;
        if (placed >= wanted) child.kill('SIGKILL');
      });
      await ended;
      expect(contentsOf(gallery(), drops).filter((each) => each !== emptyFile)).toEqual(contents);
    }

    const next = await run(...command);
    expect(next.code).toBe(0);
    expect(contentsOf(gallery())).toEqual(contents);
    expect(filesBelow(drops)).toEqual([]);
    expect(readdirSync(join(library(), '.photokeep/journals/open'))).toEqual([]);
  });
});

/** SHA-256 of nothing: a name that was reserved and not taken yet. */
const emptyFile = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

function microseconds(path: string): bigint {
  return statSync(path, { bigint: true }).mtimeNs / 1000n;
}

function fillDisk(file: string): void {
  for (const size of [1 << 20, 1 << 12, 1]) {
    for (let full = false; !full;) {
      try {
        writeFileSync(file, Buffer.alloc(size), { flag: 'a' });
      } catch {
        full = true;
      }
    }
  }
}
