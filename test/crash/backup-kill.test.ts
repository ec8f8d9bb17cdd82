import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
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
import { contentsOf } from '../contents.js';
import { seededRandom } from '../media/seeded-random.js';
import { describeWith } from '../requirements.js';

const random = seededRandom(20260505);
const rounds = 20;
const newFiles = 30;

let home = '';
let library: BackupLibrary;
let killed = 0;
const target = (path = ''): string => join(home, 'Backup', path);

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'photokeep-test-'));
  mkdirSync(target());
  library = await makeBackupLibrary(home);
  library.configure(`{ name: hdd, to: ${target()}, mirror: true }`);
  for (let number = 0; number < 200; number++) library.put(`old/${String(number)}.jpg`, 5000);
  await library.run('backup', 'setup', 'hdd', '--yes');
  expect(await library.run('backup', 'local')).toMatchObject({ code: 0 });
});

afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

/** A day's work of every kind: new files, edits that any tool sees and one that none does, moves, deletions. */
function work(round: number): void {
  const name = (file: string): string => `round ${String(round)}/${file}`;
  for (let number = 0; number < newFiles; number++) library.put(name(`new ${String(number)}.jpg`), 60_000);
  const old = readdirSync(library.gallery('old'));
  const [edited, alike, moved, deleted] = old.slice(0, 4) as [string, string, string, string];
  library.put(`old/${edited}`, 6000, name(edited));
  const { atime, mtime } = statSync(library.gallery(`old/${alike}`));
  writeFileSync(
    library.gallery(`old/${alike}`),
    contentOf(name(alike), statSync(library.gallery(`old/${alike}`)).size),
  );
  utimesSync(library.gallery(`old/${alike}`), atime, mtime);
  renameSync(library.gallery(`old/${moved}`), library.gallery(name(moved)));
  rmSync(library.gallery(`old/${deleted}`));
}

/** Everything that the target holds of photos, with the versions: none of it may be gone after a run. */
function kept(): string[] {
  return contentsOf(target('Gallery'), target('.photokeep-versions'));
}

function arrived(round: number): number {
  try {
    return readdirSync(target(`Gallery/round ${String(round)}`)).length;
  } catch {
    return 0;
  }
}

describeWith(['rsync'], 'kill -9 of a backup', () => {
  const moments = Array.from({ length: rounds }, (_, round) => ({
    round,
    files: Math.floor(random.between(0, newFiles)),
    delay: Math.floor(random.between(0, 200)),
  }));

  test.each(moments)(
    '$delay ms after $files files arrived: the next run completes it',
    async ({ round, files, delay }) => {
      work(round);
      const before = kept();
      const { child, ended } = library.start('backup', 'local');
      while (child.exitCode === null && arrived(round) < files) await sleep(1);
      await sleep(delay);
      child.kill('SIGKILL');
      if ((await ended).code === null) killed++;
      expect(kept()).toEqual(expect.arrayContaining(before));

      expect(await library.run('backup', 'local')).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(copyOf(target('Gallery'))).toEqual(copyOf(library.gallery()));
      expect(kept()).toEqual(expect.arrayContaining(before));
      expect(await library.run('backup', 'verify', 'hdd', '--all')).toMatchObject({ code: 0, stderr: '' });
    },
  );

  test('and these kills did hit runs that were at work', () => {
    expect(killed).toBeGreaterThanOrEqual(rounds / 2);
  });
});
