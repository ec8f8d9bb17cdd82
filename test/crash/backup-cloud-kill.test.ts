import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type BackupLibrary, contentOf, copyOf, makeBackupLibrary } from '../backup-library.js';
import { contentsOf, filesBelow } from '../contents.js';
import { seededRandom } from '../media/seeded-random.js';
import { rcloneHome, type RcloneHome } from '../rclone.js';
import { describeWith } from '../requirements.js';

const random = seededRandom(20261125);
const rounds = 20;
const newFiles = 24;

let home = '';
let library: BackupLibrary;
let rclone: RcloneHome;
let killed = 0;
let lastKept: string[] = [];
const under = (): string => join(home, 'cloud');

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'photokeep-test-'));
  mkdirSync(under());
  rclone = rcloneHome(join(home, 'rclone'));
  rclone.crypt('crypt', under());
  library = await makeBackupLibrary(home, { env: { RCLONE_CONFIG: rclone.config } });
  library.configure('{ name: cloud, kind: cloud, remote: "crypt:", mirror: true }');
  for (let number = 0; number < 90; number++) library.put(`old/${String(number)}.jpg`, 5000);
  await library.run('backup', 'setup', 'cloud');
  expect(await library.run('backup', 'cloud')).toMatchObject({ code: 0, stderr: '' });
  lastKept = kept();
});

afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

/** A day's work of every kind: new files, edits that any tool sees and one that none does, moves, deletions. */
function work(round: number): void {
  const name = (file: string): string => `round ${String(round)}/${file}`;
  for (let number = 0; number < newFiles; number++) library.put(name(`new ${String(number)}.jpg`), 400_000);
  const [edited, alike, moved, deleted] = readdirSync(library.gallery('old')) as [
    string,
    string,
    string,
    string,
  ];
  library.put(`old/${edited}`, 6000, name(edited));
  const { atime, mtime, size } = statSync(library.gallery(`old/${alike}`));
  writeFileSync(library.gallery(`old/${alike}`), contentOf(name(alike), size));
  utimesSync(library.gallery(`old/${alike}`), atime, mtime);
  renameSync(library.gallery(`old/${moved}`), library.gallery(name(moved)));
  rmSync(library.gallery(`old/${deleted}`));
}

/** All that the cloud holds, as the provider sees it. */
function stored(): number {
  return filesBelow(under()).length;
}

/** Contents of all photos there and of their versions, as anybody with rclone and the passwords gets them. */
function kept(): string[] {
  const copy = join(home, 'copy');
  rmSync(copy, { recursive: true, force: true });
  rclone.run(['copy', 'crypt:', copy, '--include', '/Gallery/**', '--include', '/.photokeep-versions/**']);
  return contentsOf(join(copy, 'Gallery'), join(copy, '.photokeep-versions'));
}

function gallery(folder: string): string[] {
  return copyOf(folder).map((line) => line.replace(/ \d+ (?=\w+$)/, ' '));
}

/** What the target has by its manifest's account: what it lost by a kill may be sent a second time. */
function logged(): number {
  return readFileSync(library.state('logs/backup.log'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('> ')).length;
}

describeWith(['rclone'], 'kill -9 of a backup to a cloud', () => {
  const moments = Array.from({ length: rounds }, (_, round) => ({
    round,
    files: Math.floor(random.between(0, newFiles)),
    delay: Math.floor(random.between(0, 150)),
  }));

  test.each(moments)(
    '$delay ms after $files files arrived: the next run completes it',
    async ({ round, files, delay }) => {
      work(round);
      const before = lastKept;
      const atStart = stored();
      const { child, ended } = library.start('backup', 'cloud');
      while (child.exitCode === null && stored() < atStart + files) await sleep(2);
      await sleep(delay);
      child.kill('SIGKILL');
      if ((await ended).code === null) killed++;

      const logBefore = logged();
      expect(await library.run('backup', 'cloud')).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(logged() - logBefore).toBeLessThanOrEqual(newFiles + 4);
      lastKept = kept();
      expect(lastKept).toEqual(expect.arrayContaining(before));
      expect(gallery(join(home, 'copy/Gallery'))).toEqual(gallery(library.gallery()));
    },
  );

  test('and in the end all is right, and these kills did hit runs that were at work', async () => {
    expect(await library.run('backup', 'verify', 'cloud', '--all')).toMatchObject({ code: 0, stderr: '' });
    expect(killed).toBeGreaterThanOrEqual(rounds / 2);
  });
});
