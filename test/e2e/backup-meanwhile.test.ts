import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { exiftoolPath } from 'exiftool-vendored';
import { beforeEach, expect, test } from '@jest/globals';
import { type BackupLibrary, copyOf, makeBackupLibrary } from '../backup-library.js';
import { filesBelow } from '../folder-listing.js';
import { makeManyJpegs } from '../media/make-many.js';
import { startPhotokeep } from '../photokeep.js';
import { describeWith } from '../requirements.js';
import { temporaryFolder } from '../temporary-folder.js';

const at = temporaryFolder();
const target = (path = ''): string => at('Backup', path);

let library: BackupLibrary;
beforeEach(async () => {
  mkdirSync(target());
  library = await makeBackupLibrary(at());
  library.configure(`{ name: hdd, to: ${target()} }`);
  await library.run('backup', 'setup', 'hdd', '--yes');
});

async function expectComplete(): Promise<void> {
  expect(await library.run('backup', 'local')).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(copyOf(target('Gallery'))).toEqual(copyOf(library.gallery()));
}

/** Calls back once so many files are at the target, while the backup is in the middle of it: it is frozen there. */
async function whileSending(arrived: number, then: () => Promise<void>): Promise<number | null> {
  const { child, ended } = library.start('backup', 'local');
  const sent = (): number => (existsSync(target('Gallery')) ? filesBelow(target('Gallery')).length : 0);
  while (child.exitCode === null && sent() < arrived) await sleep(2);
  child.kill('SIGSTOP');
  try {
    expect(child.exitCode).toBeNull();
    await then();
  } finally {
    child.kill('SIGCONT');
  }
  return (await ended).code;
}

describeWith(['rsync'], 'while a backup is under way', () => {
  test('an import goes on: the library is held while planning only', async () => {
    for (let number = 0; number < 400; number++) library.put(`2023/video ${String(number)}.mp4`, 300_000);
    await makeManyJpegs(at('Photos/images/Imports/Phone'), 12, { seed: 7 });
    let imported: number | null = null;
    const code = await whileSending(5, async () => {
      ({ code: imported } = await library.run('import', '--settle', '0'));
      // Another backup to the same target has to wait for the next time.
      expect(await library.run('backup', 'local')).toEqual({ code: 75, stdout: '', stderr: '' });
    });
    expect([imported, code]).toEqual([0, 0]);
    expect(readdirSync(at('Photos/images/Imports/Phone'))).toEqual(['100MEDIA']);
    await expectComplete();
  });

  test('what moves in the Gallery meanwhile is planned once more', async () => {
    for (let number = 0; number < 400; number++) {
      library.put(`${number < 200 ? 'a' : 'z'}/video ${String(number)}.mp4`, 300_000);
    }
    const code = await whileSending(5, async () => {
      execFileSync('mv', [library.gallery('z'), library.gallery('zz')]);
      await Promise.resolve();
    });
    expect(code).toBe(0);
    expect(copyOf(target('Gallery'))).toEqual(copyOf(library.gallery()));
    await expectComplete();
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends it and rsync; what was sent is not sent again', async (signal, code) => {
    for (let number = 0; number < 400; number++) library.put(`2023/video ${String(number)}.mp4`, 300_000);
    const { child, ended } = startPhotokeep(['backup', 'local', '--json', '--library', library.root], {
      home: at(),
    });
    while (child.exitCode === null && !existsSync(target('Gallery/2023'))) await sleep(2);
    await sleep(100);
    child.kill(signal);
    const { code: exitCode, stdout } = await ended;
    expect(exitCode).toBe(code);
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      event: 'summary',
      exitCode: code,
    });
    expect(copyOf(target('Gallery')).filter((file) => !copyOf(library.gallery()).includes(file))).toEqual([]);
    await expectComplete();
  });
});

describeWith(['rsync', 'perl'], 'a tag written by exiftool', () => {
  test('with size and modification time kept arrives', async () => {
    const [picture] = await makeManyJpegs(library.gallery('2024'), 5, { seed: 3 });
    const path = picture?.path ?? '';
    const write = async (artist: string): Promise<void> => {
      execFileSync('perl', [
        await exiftoolPath(),
        '-q',
        '-P',
        '-overwrite_original',
        `-Artist=${artist}`,
        path,
      ]);
    };
    await write('Ana');
    await expectComplete();
    const before = statSync(path);

    await write('Eva');

    const after = statSync(path);
    expect([after.size, after.mtimeMs]).toEqual([before.size, before.mtimeMs]);
    const lines = await library.said(0, 'backup', 'local');
    expect(lines.filter(({ event }) => event === 'file')).toMatchObject([
      { path, action: 'send', reason: 'edited' },
    ]);
    await expectComplete();
    expect(readFileSync(path.replace(library.gallery(), target('Gallery')))).toEqual(readFileSync(path));
  });
});

test('nothing is said of a Gallery without photos', async () => {
  expect(await library.run('backup', 'local')).toEqual({ code: 0, stdout: '', stderr: '' });
});
