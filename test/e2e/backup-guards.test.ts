import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { beforeEach, expect, test } from '@jest/globals';
import { type BackupLibrary, copyOf, jobOf, makeBackupLibrary, versionsAt } from '../backup-library.js';
import { disksForEachTest } from '../disks.js';
import { listing } from '../folder-listing.js';
import { describeWith } from '../requirements.js';
import { temporaryFolder } from '../temporary-folder.js';

const disks = disksForEachTest();
const at = temporaryFolder();
const mountNeeds = [
  'rsync',
  'the right to mount',
  'mount',
  'umount',
  'findmnt',
  'blkid',
  'losetup',
  'mkfs.ext4',
];

let library: BackupLibrary;
beforeEach(async () => {
  library = await makeBackupLibrary(at());
});

function unmounted<T>(point: string, work: () => Promise<T>): Promise<T> {
  const device = execFileSync('findmnt', ['-n', '-o', 'SOURCE', '--mountpoint', point], { encoding: 'utf8' });
  execFileSync('umount', [point]);
  return work().finally(() => {
    execFileSync('mount', ['-o', 'loop', `${point}.img`, point]);
    expect(device).not.toBe('');
  });
}

describeWith(mountNeeds, 'a disk that is not there', () => {
  const disk = (path = ''): string => at('mnt', path);
  beforeEach(() => {
    for (const name of ['2024/a.jpg', '2024/b.jpg']) library.put(name);
  });

  test('is not an empty one: nothing is written to its mount point', async () => {
    disks.ext4(disk(), 16);
    library.configure(`{ name: hdd, to: ${disk()} }`);
    expect(await library.run('backup', 'setup', 'hdd')).toMatchObject({ code: 0, stderr: '' });
    expect(await library.run('backup', 'local')).toEqual({ code: 0, stdout: '', stderr: '' });

    await unmounted(disk(), async () => {
      const before = listing(at('mnt'));
      const { code, stdout, stderr } = await library.run('backup', 'local');
      expect([code, stdout]).toEqual([4, '']);
      expect(stderr).toMatch(/^photokeep: hdd: .*is its disk mounted\? .*\n$/);
      expect(listing(at('mnt'))).toEqual(before);
      expect(jobOf(library, 'hdd')).toMatchObject({ last: { exitCode: 4 }, lastSuccess: { exitCode: 0 } });
    });
    expect(await library.run('backup', 'local')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('is waited for, mounted and unmounted; silent until the last backup is old', async () => {
    mkdirSync(disk());
    const uuid = randomUUID();
    const unplugged = disks.unplugged(at('disk.img'), uuid);
    const entry = (more = ''): string =>
      `{ name: hdd, to: ${disk('photos')}, disk: ${uuid}, mount: true${more} }`;
    library.configure(entry());

    const never = await library.run('backup', 'local');
    expect([never.code, never.stdout]).toEqual([75, '']);
    expect(never.stderr).toContain('it was never backed up to yet');
    expect(readdirSync(disk())).toEqual([]);

    unplugged.plugIn();
    expect(await library.run('backup', 'setup', 'hdd', '--yes')).toMatchObject({ code: 0, stderr: '' });
    expect(await library.run('backup', 'local')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readdirSync(disk())).toEqual([]);
    expect(jobOf(library, 'hdd')).toMatchObject({ last: { counts: { sent: 2 } } });

    // Another disk by its UUID: the one that was backed up to is away.
    library.configure(entry().replace(uuid, randomUUID()));
    expect(await library.run('backup', 'local')).toEqual({ code: 75, stdout: '', stderr: '' });
    library.configure(entry(', staleAfter: 1m').replace(uuid, randomUUID()));
    const record = library.state('jobs/backup-hdd.json');
    const text = readFileSync(record, 'utf8').replace(/("lastSuccess":.*"endedAt":")\d{4}/, '$12001');
    execFileSync('tee', [record], { input: text });
    const stale = await library.run('backup', 'local');
    expect([stale.code, stale.stdout]).toEqual([75, '']);
    expect(stale.stderr).toMatch(/^photokeep: hdd: .* days ago.*\n$/);
    expect(stale.stderr.split('\n')).toHaveLength(2);
  });

  test('that is full stops the run with what is missing, and the next one completes it', async () => {
    for (let number = 0; number < 12; number++) library.put(`2024/large ${String(number)}.mp4`, 1_000_000);
    disks.ext4(disk(), 8);
    library.configure(`{ name: hdd, to: ${disk()} }`);
    await library.run('backup', 'setup', 'hdd');

    const { code, stderr } = await library.run('backup', 'local');
    expect(code).toBe(6);
    expect(stderr).toMatch(
      /no space left on .*: [\d.]+ MB are still to be sent, [\d.]+ \wB are free; free some there/,
    );
    const before = readdirSync(disk('Gallery/2024')).length;
    expect(before).toBeGreaterThan(2);

    for (let number = 4; number < 12; number++) rmSync(library.gallery(`2024/large ${String(number)}.mp4`));
    expect(await library.run('backup', 'local', '--mirror')).toMatchObject({ code: 0, stderr: '' });
    expect(copyOf(disk('Gallery'))).toEqual(copyOf(library.gallery()));
    expect(await library.run('backup', 'verify', 'hdd', '--all')).toMatchObject({ code: 0, stderr: '' });
  });
});

describeWith(['rsync'], 'a Gallery that is not what it was', () => {
  const target = (path = ''): string => at('Backup', path);
  const photo = (number: number): string => `2024/IMG_${String(number)}.jpg`;
  const photos = 300;

  beforeEach(async () => {
    mkdirSync(target());
    library.configure(`{ name: hdd, to: ${target()}, mirror: true }`);
    for (let number = 0; number < photos; number++) library.put(photo(number), 100);
    await library.run('backup', 'setup', 'hdd', '--yes');
    expect(await library.run('backup', 'local')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('because it is empty is refused', async () => {
    rmSync(library.gallery('2024'), { recursive: true });
    const before = listing(target('Gallery'));
    const { code, stdout, stderr } = await library.run('backup', 'local');
    expect([code, stdout]).toEqual([4, '']);
    expect(stderr).toContain('holds nothing, and hdd does; is its disk mounted?');
    expect(listing(target('Gallery'))).toEqual(before);
  });

  test('because another disk is in its place is refused', async () => {
    renameSync(library.gallery('.photokeep-gallery.json'), library.gallery('.hidden'));
    const { code, stderr } = await library.run('backup', 'local');
    expect([code, stderr]).toEqual([4, expect.stringContaining('is not the Gallery of this library')]);
    expect(await library.run('init', library.root)).toMatchObject({ code: 0 });
    expect(await library.run('backup', 'local')).toMatchObject({ code: 0 });
  });

  test('because a third of it changed: what is new is sent, the rest waits for a word', async () => {
    for (let number = 0; number < 80; number++) library.put(photo(number), 120, `other ${String(number)}`);
    for (let number = 280; number < photos; number++) rmSync(library.gallery(photo(number)));
    library.put('2025/new.jpg');
    const before = statSync(target(`Gallery/${photo(0)}`));

    const lines = await library.said(3, 'backup', 'local');
    const end = lines.find(({ event }) => event === 'target');
    expect(end).toMatchObject({ sent: 1, held: 100, gone: 0, changed: 0, exitCode: 3 });
    expect(end?.['error']).toMatch(
      /^33 % of what is backed up would change at once: 80 changed and 20 gone of 300/,
    );
    expect(lines.filter(({ status, reason }) => status === 'skipped' && reason === 'held')).toHaveLength(100);
    expect(existsSync(target('Gallery/2025/new.jpg'))).toBe(true);
    expect(statSync(target(`Gallery/${photo(0)}`))).toEqual(before);
    expect(versionsAt(target())).toEqual([]);

    // Held is held: the next run says the same, and a word for another plan releases nothing.
    const plan = String(end?.['plan']);
    const { code, stderr } = await library.run('backup', 'local', 'hdd', '--accept', 'aaaaaaaa');
    expect(code).toBe(3);
    expect(stderr).toContain(`photokeep backup local hdd --accept ${plan}`);

    expect(await library.run('backup', 'local', 'hdd', '--accept', plan)).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(copyOf(target('Gallery'))).toEqual(copyOf(library.gallery()));
    expect(await library.run('backup', 'local')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('because an album moved: it is renamed there, and nothing is sent', async () => {
    mkdirSync(library.gallery('2023'));
    renameSync(library.gallery('2024'), library.gallery('2023/Trip to Cádiz'));
    const end = (await library.said(0, 'backup', 'local')).find(({ event }) => event === 'target');
    expect(end).toMatchObject({ moved: photos, sent: 0, bytes: 0, gone: 0, held: 0 });
    expect(copyOf(target('Gallery'))).toEqual(copyOf(library.gallery()));
  });
});

test('a target of which nothing is known is left alone also in a dry run', async () => {
  mkdirSync(at('Backup'));
  library.configure(`{ name: hdd, to: ${at('Backup')} }`);
  expect(await library.run('backup', 'local', '--dry-run')).toMatchObject({ code: 4 });
  expect(readdirSync(at('Backup'))).toEqual([]);
  expect(existsSync(library.state('targets'))).toBe(false);
});
