import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  type BackupLibrary,
  contentOf,
  copyOf,
  jobOf,
  makeBackupLibrary,
  versionsAt,
} from '../backup-library.js';
import { filesBelow, listing } from '../folder-listing.js';
import { describeWith } from '../requirements.js';
import { temporaryFolder } from '../temporary-folder.js';

const at = temporaryFolder();
const target = (path = ''): string => at('Backup', path);

let library: BackupLibrary;

beforeEach(async () => {
  library = await makeBackupLibrary(at());
  mkdirSync(target());
  library.configure(`{ name: hdd, to: ${target()} }`);
  for (const name of ['2023/05-May/a.jpg', '2023/05-May/b.jpg', '2024/01-January/ñ ü.mp4']) library.put(name);
});

async function setUp(): Promise<void> {
  expect(await library.run('backup', 'setup', 'hdd', '--yes')).toMatchObject({ code: 0, stderr: '' });
}

/** What a run said of files: what was done, and why. */
async function backUp(code = 0, ...args: readonly string[]): Promise<unknown[]> {
  const lines = await library.said(code, 'backup', 'local', 'hdd', ...args);
  return lines
    .filter(({ event }) => event === 'file')
    .map(({ status, action, path, from, reason }) =>
      [
        status,
        action,
        [from, path]
          .flatMap((name) => (typeof name !== 'string' ? [] : [name.replace(`${library.gallery()}/`, '')]))
          .join(' -> '),
        reason ?? '',
      ]
        .join(' ')
        .trim(),
    )
    .sort();
}

describeWith(['rsync'], 'backup local to a folder', () => {
  test('copies the Gallery, and the second run has nothing to do and says nothing', async () => {
    await setUp();
    expect(await library.run('backup', 'local')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(copyOf(target('Gallery'))).toEqual(copyOf(library.gallery()));

    const before = listing(target('Gallery'));
    expect(await library.run('backup', 'local')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await backUp()).toEqual([]);
    expect(listing(target('Gallery'))).toEqual(before);
    expect(versionsAt(target())).toEqual([]);
  });

  test('a dry run says what a real one does, and changes nothing on either side', async () => {
    await setUp();
    await backUp();
    library.put('2023/05-May/a.jpg', 1200, 'edited');
    renameSync(library.gallery('2023/05-May/b.jpg'), library.gallery('2024/01-January/b.jpg'));
    rmSync(library.gallery('2024/01-January/ñ ü.mp4'));
    library.put('2025/c.jpg');
    const before = listing(at());

    const planned = await backUp(0, '--dry-run');
    expect(listing(at())).toEqual(before);
    expect(planned).toEqual([
      'planned keep 2024/01-January/ñ ü.mp4',
      'planned move 2023/05-May/b.jpg -> 2024/01-January/b.jpg',
      'planned send 2023/05-May/a.jpg changed',
      'planned send 2025/c.jpg new',
    ]);
    expect((await backUp()).map((line) => String(line).replace('done', 'planned'))).toEqual(planned);
  });

  test('what was replaced is in the versions, what was deleted stays, what moved is renamed', async () => {
    await setUp();
    await backUp();
    const inode = statSync(target('Gallery/2023/05-May/b.jpg')).ino;
    library.put('2023/05-May/a.jpg', 1200, 'edited');
    renameSync(library.gallery('2023/05-May/b.jpg'), library.gallery('2023/b.jpg'));
    rmSync(library.gallery('2024/01-January/ñ ü.mp4'));
    await backUp();

    expect(readFileSync(target('Gallery/2023/05-May/a.jpg'))).toEqual(contentOf('edited', 1200));
    const [version = ''] = versionsAt(target());
    expect(readFileSync(target(`.photokeep-versions/${version}/2023/05-May/a.jpg`))).toEqual(
      contentOf('2023/05-May/a.jpg', 1000),
    );
    expect(existsSync(target('Gallery/2024/01-January/ñ ü.mp4'))).toBe(true);
    expect(statSync(target('Gallery/2023/b.jpg')).ino).toBe(inode);
    expect(existsSync(target('Gallery/2023/05-May/b.jpg'))).toBe(false);
    expect(await backUp()).toEqual([]);
    expect(await library.run('backup', 'verify', 'hdd', '--all')).toMatchObject({ code: 0, stderr: '' });
  });

  test('a target that mirrors sets aside what was deleted', async () => {
    library.configure(`{ name: hdd, to: ${target()}, mirror: true }`);
    await setUp();
    await backUp();
    rmSync(library.gallery('2023/05-May/a.jpg'));

    expect(await backUp()).toEqual(['done version 2023/05-May/a.jpg']);
    expect(copyOf(target('Gallery'))).toEqual(copyOf(library.gallery()));
    const [version = ''] = versionsAt(target());
    expect(filesBelow(target(`.photokeep-versions/${version}`))).toEqual(['2023/05-May/a.jpg']);
  });

  test('an edit that kept size and modification time arrives all the same', async () => {
    await setUp();
    await backUp();
    const path = library.gallery('2023/05-May/a.jpg');
    const { atime, mtime } = statSync(path);
    writeFileSync(path, contentOf('another', 1000));
    utimesSync(path, atime, mtime);

    expect(await backUp()).toEqual(['done send 2023/05-May/a.jpg edited']);
    expect(readFileSync(target('Gallery/2023/05-May/a.jpg'))).toEqual(contentOf('another', 1000));
    expect(await backUp()).toEqual([]);
  });

  test('what vanished or decayed at the target is found and sent again', async () => {
    await setUp();
    await backUp();
    rmSync(target('Gallery/2023/05-May/a.jpg'));
    const damaged = target('Gallery/2023/05-May/b.jpg');
    const { atime, mtime } = statSync(damaged);
    writeFileSync(damaged, contentOf('rot', 1000));
    utimesSync(damaged, atime, mtime);

    // Size and time are right: only reading it back tells.
    expect(await backUp(3)).toEqual([
      'done send 2023/05-May/a.jpg missing',
      'failed verify 2023/05-May/b.jpg wrong',
    ]);
    expect(await backUp()).toEqual(['done send 2023/05-May/b.jpg damaged']);
    expect(copyOf(target('Gallery'))).toEqual(copyOf(library.gallery()));
    expect(await library.run('backup', 'verify', 'hdd', '--all')).toMatchObject({ code: 0, stderr: '' });
  });

  test('names of any kind arrive byte for byte', async () => {
    const names = [
      '#hash.jpg',
      ';semicolon.jpg',
      '-dash.jpg',
      'line\nbreak.jpg',
      'back\\#011slash.jpg',
      ' space .jpg',
    ];
    for (const name of names) library.put(name);
    const latin1 = Buffer.concat([Buffer.from(library.gallery('latin-')), Buffer.of(0xe9)]);
    writeFileSync(latin1, 'content');
    await setUp();
    expect(await library.run('backup', 'local')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(copyOf(target('Gallery'))).toEqual(copyOf(library.gallery()));
    expect(await backUp()).toEqual([]);
  });

  test('the state of the library, a log and a record of the job are kept', async () => {
    await setUp();
    await backUp();

    expect(filesBelow(target('.photokeep-state'))).toEqual(
      expect.arrayContaining(['config.yaml', 'library.json']),
    );
    expect(readFileSync(target('.photokeep-state/config.yaml'), 'utf8')).toContain('name: hdd');
    const log = readFileSync(library.state('logs/backup.log'), 'utf8');
    expect(log).toMatch(/^------\d{4}-\d\d-\d\d \d\d:\d\d:\d\d------ hdd\n/);
    expect(log).toContain('> new 1000 2023/05-May/a.jpg\n');
    expect(log).toMatch(/3 files sent \(3\.0 kB, 0 of them changed\), .*exit code 0\n/);
    expect(jobOf(library, 'hdd')).toMatchObject({
      job: 'backup hdd',
      last: { exitCode: 0, counts: { sent: 3, bytes: 3000, verified: 3 } },
      lastSuccess: { exitCode: 0 },
    });
  });

  test('--json tells of each file and each target, and ends with a summary', async () => {
    await setUp();
    const [start, ...rest] = await library.said(0, 'backup', 'local');
    expect(start).toMatchObject({ event: 'start', schema: 1, command: 'backup local', dryRun: false });
    expect(rest[0]).toEqual({
      ...{ event: 'file', target: 'hdd', status: 'done', action: 'send', bytes: 1000, reason: 'new' },
      path: library.gallery('2023/05-May/a.jpg'),
    });
    expect(rest.at(-2)).toMatchObject({
      event: 'target',
      target: 'hdd',
      place: target(),
      sent: 3,
      exitCode: 0,
    });
    expect(rest.at(-1)).toMatchObject({
      ...{ event: 'summary', command: 'backup local', run: start?.['run'], targets: 1, sent: 3, bytes: 3000 },
      ...{ moved: 0, changed: 0, gone: 0, held: 0, failed: 0, verified: 3, exitCode: 0 },
    });
  });
});

describeWith(['rsync'], 'setting a target up', () => {
  test('is needed once, and nothing is written before', async () => {
    const before = listing(target());
    expect(await library.run('backup', 'local')).toEqual({
      code: 4,
      stdout: '',
      stderr: expect.stringMatching(
        /^photokeep: hdd: .* is not set up .*; .*photokeep backup setup hdd/,
      ) as unknown,
    });
    expect(listing(target())).toEqual(before);
  });

  test('asks before it takes a folder that holds something else', async () => {
    mkdirSync(target('Documents'));
    const { code, stderr } = await library.run('backup', 'setup', 'hdd');
    expect(code).toBe(4);
    expect(stderr).toContain('holds other things: Documents');
    expect(stderr).toContain('with --yes');
    expect(readdirSync(target())).toEqual(['Documents']);
    await setUp();
    expect(await library.run('backup', 'setup', 'hdd')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('is set up already') as unknown,
    });
  });

  test('takes an old copy over without sending it again', async () => {
    execFileSync('rsync', ['-a', `${library.gallery()}/`, target('Gallery')]);
    await setUp();
    library.put('2025/new.jpg');
    expect(await backUp()).toEqual(['done send 2025/new.jpg new']);
    expect(copyOf(target('Gallery'))).toEqual(copyOf(library.gallery()));
  });

  test("refuses another library's target", async () => {
    await setUp();
    mkdirSync(at('other'));
    const other = await makeBackupLibrary(at('other'));
    other.configure(`{ name: hdd, to: ${target()} }`);
    for (const command of ['setup', 'local']) {
      const { code, stderr } = await other.run('backup', command, 'hdd', '--yes');
      expect([code, stderr]).toEqual([4, expect.stringContaining('is a backup of another library')]);
    }
  });

  test('refuses to make more than the last folder', async () => {
    library.configure(`{ name: hdd, to: ${at('mnt/disk/photos')} }`);
    const { code, stderr } = await library.run('backup', 'setup', 'hdd', '--yes');
    expect([code, stderr]).toEqual([4, expect.stringContaining(`there is no ${at('mnt/disk')}`)]);
    expect(existsSync(at('mnt'))).toBe(false);
  });
});

describe('a wrong command line', () => {
  test.each([
    [['backup', 'local', 'usb'], 'there is no backup target usb; known targets: hdd'],
    [
      ['backup', 'local', 'hdd', '--keep-versions', 'long'],
      '--keep-versions: backups: keepVersions: expected a dur',
    ],
    [['backup', 'local', '--retries', 'x'], '--retries: x is no number'],
    [['backup'], 'see photokeep backup --help'],
    [['backup', 'local', '', '/x'], 'an empty path was given'],
  ])('%j', async (args, message) => {
    const { code, stderr } = await library.run(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  test.each([
    ['inside the Gallery', '/images/Gallery/backup', 'lies inside the Gallery'],
    ['around the library', '', 'the library lies inside the backup target'],
  ])('a target %s', async (_, path, message) => {
    library.configure(`{ name: hdd, to: ${library.root}${path} }`);
    const { code, stderr } = await library.run('backup', 'local');
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  test('two targets in one place', async () => {
    library.configure(`{ name: hdd, to: ${target()} }`, `{ name: usb, to: ${target('photos/')} }`);
    const { code, stderr } = await library.run('backup', 'local');
    expect([code, stderr]).toEqual([2, expect.stringContaining('hdd and usb lie in one another')]);
  });
});

describeWith(['rsync'], 'without a config', () => {
  test('a Gallery is copied to a folder that was set up for it', async () => {
    const home = { home: at() };
    const { photokeep } = await import('../photokeep.js');
    mkdirSync(at('Pictures/2024'), { recursive: true });
    writeFileSync(at('Pictures/2024/a.jpg'), contentOf('a', 500));
    const words = [at('Pictures'), target('usb disk')];

    const refused = await photokeep(['backup', 'local', ...words], home);
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain(`photokeep backup setup ${at('Pictures')} '${target('usb disk')}'`);
    expect(existsSync(at('Pictures/.photokeep'))).toBe(false);

    expect(await photokeep(['backup', 'setup', ...words, '--yes'], home)).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(await photokeep(['backup', 'local', ...words], home)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(copyOf(target('usb disk/Gallery'))).toEqual(copyOf(at('Pictures')));
  });
});
