import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { type BackupLibrary, makeBackupLibrary, versionsAt } from '../backup-library.js';
import { listing } from '../folder-listing.js';
import { describeWith } from '../requirements.js';
import { temporaryFolder } from '../temporary-folder.js';

const at = temporaryFolder();
const target = (path = ''): string => at('Backup', path);

let library: BackupLibrary;

beforeEach(async () => {
  library = await makeBackupLibrary(at());
  mkdirSync(target());
  library.configure(`{ name: hdd, to: ${target()}, verify: { sample: 0% } }`);
  for (const name of ['2023/a.jpg', '2023/b.jpg', '2024/ñ ü.mp4']) library.put(name);
  expect(await library.run('backup', 'setup', 'hdd', '--yes')).toMatchObject({ code: 0 });
  expect(await library.run('backup', 'local')).toMatchObject({ code: 0, stderr: '' });
});

/** Turns one bit of a file around, as a disk does: nobody can tell without reading. */
function decay(path: string): void {
  const { atime, mtime } = statSync(path);
  const [first = 0] = readFileSync(path).subarray(500, 501);
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.of(first ^ 1), 0, 1, 500);
  closeSync(file);
  utimesSync(path, atime, mtime);
}

/** What a verification found, file by file, and its last line. */
async function verify(code: number, ...args: readonly string[]) {
  const lines = await library.said(code, 'backup', 'verify', 'hdd', ...args);
  const found = lines
    .filter(({ event, status }) => event === 'file' && status === 'failed')
    .map(({ reason, path }) => `${String(reason)} ${String(path)}`)
    .sort();
  return { found, summary: lines.at(-1)! };
}

describeWith(['rsync'], 'backup verify', () => {
  test('of a good copy says nothing under cron, and with --all reads every file', async () => {
    expect(await library.run('backup', 'verify', 'hdd')).toEqual({ code: 0, stdout: '', stderr: '' });
    const before = listing(target());

    const { found, summary } = await verify(0, '--all');

    expect(found).toEqual([]);
    expect(summary).toMatchObject({ read: 3, of: 3, right: 3, bytes: 3000, target: 'hdd' });
    expect(summary['coverage']).toMatchObject({ files: 3, proven30: 3, proven90: 3, proven365: 3 });
    // Nothing is written there: a disk may be mounted read-only for it.
    expect(listing(target())).toEqual(before);
  });

  test('finds a flipped bit of a file with the size and time of before; the next backup mends it', async () => {
    decay(target('Gallery/2023/b.jpg'));

    const { found, summary } = await verify(3, '--all');
    expect(found).toEqual(['rotten Gallery/2023/b.jpg']);
    expect(summary).toMatchObject({ read: 3, right: 2, rotten: 1 });
    expect(summary['coverage']).toMatchObject({
      proven30: 2,
      oldest: { path: '2023/b.jpg', wasProven: false },
    });

    expect(await library.run('backup', 'local')).toMatchObject({ code: 0 });
    expect(await verify(0, '--all')).toMatchObject({ found: [], summary: { read: 3, lost: 0 } });
    expect(readFileSync(target('Gallery/2023/b.jpg'))).toEqual(readFileSync(library.gallery('2023/b.jpg')));
  });

  test('finds what is missing, what is another file, and what nobody sent; the next backup mends what it can', async () => {
    rmSync(target('Gallery/2023/a.jpg'));
    writeFileSync(target('Gallery/2023/b.jpg'), 'something else');
    writeFileSync(target('Gallery/2024/stranger.jpg'), 'nobody sent it');
    mkdirSync(target('Gallery/.stfolder'));
    writeFileSync(target('Gallery/.stfolder/x'), 'not for us');

    const ended = await library.run('backup', 'verify', 'hdd');
    expect(ended.code).toBe(3);
    expect(ended.stderr.split('\n').sort()).toEqual([
      '',
      'changed  hdd: Gallery/2023/b.jpg is another file than the one that was sent',
      'extra  hdd: Gallery/2024/stranger.jpg is not known: nobody sent it',
      'missing  hdd: Gallery/2023/a.jpg is missing',
    ]);
    expect(ended.stdout).toMatch(/^hdd: 1 file read back \(1.0 kB\), 1 missing, 1 changed, 1 extra\.\n/);

    expect(await library.run('backup', 'local')).toMatchObject({ code: 0 });
    expect((await verify(3, '--all')).found).toEqual(['extra Gallery/2024/stranger.jpg']);
  });

  test('reads a share at a time, what was proven longest ago first, so that in time it has read all', async () => {
    const right = async () => {
      const { stdout } = await library.run('backup', 'verify', 'hdd', '--subset', '34%', '-v');
      return stdout
        .split('\n')
        .filter((line) => line.startsWith('right'))
        .map((line) => line.slice(7));
    };

    const [first, second] = [await right(), await right()];

    expect([...first, ...second].sort().slice(0, 3).length).toBe(3);
    expect(new Set([...first, ...second])).toEqual(
      new Set(['Gallery/2023/a.jpg', 'Gallery/2023/b.jpg', 'Gallery/2024/ñ ü.mp4']),
    );
  });

  test('reads older versions and deleted files too', async () => {
    library.put('2023/a.jpg', 1000, 'edited');
    rmSync(library.gallery('2023/b.jpg'));
    expect(await library.run('backup', 'local')).toMatchObject({ code: 0 });
    expect(await verify(0, '--all')).toMatchObject({ found: [], summary: { read: 4 } });
    const [version = ''] = versionsAt(target());

    decay(target(`.photokeep-versions/${version}/2023/a.jpg`));
    decay(target('Gallery/2023/b.jpg'));

    expect((await verify(3, '--all')).found).toEqual([
      `rotten .photokeep-versions/${version}/2023/a.jpg`,
      'rotten Gallery/2023/b.jpg',
    ]);
    // Nothing can be done about these: they are told once, and counted from then on.
    expect(await verify(0, '--all')).toMatchObject({ found: [], summary: { read: 2, lost: 2 } });
  });

  test('of a target that is not there, or another library’s, refuses', async () => {
    rmSync(target('.photokeep-target.json'));
    const ended = await library.run('backup', 'verify', 'hdd');
    expect([ended.code, ended.stdout]).toEqual([4, '']);
    expect(ended.stderr).toContain(`hdd: ${dirname(target('x'))} is not set up as a backup target`);
  });

  test('that is asked wrongly says how', async () => {
    for (const [args, message] of [
      [['hdd', '--all', '--subset', '5%'], '--all and --subset exclude each other'],
      [['hdd', '--subset', 'half'], '--subset'],
      [['ssd'], 'there is no backup target ssd'],
    ] as const) {
      const ended = await library.run('backup', 'verify', ...args);
      expect([ended.code, ended.stdout]).toEqual([2, '']);
      expect(ended.stderr).toContain(message);
    }
  });
});
