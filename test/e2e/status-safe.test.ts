import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import { type BackupLibrary, makeBackupLibrary } from '../backup-library.js';
import { listing } from '../folder-listing.js';
import type { Line } from '../json-output.js';
import { makeMedia } from '../media/make-media.js';
import { describeWith, testWith } from '../requirements.js';
import { sshdForAllTests, sshdNeeds } from '../sshd.js';
import { folderForAllTests } from '../temporary-folder.js';

const at = folderForAllTests();
const there = (path = ''): string => at('there', path);
const phone = (path = ''): string => at('home/Photos/images/Imports/Phone', path);
const names = Array.from({ length: 24 }, (_, index) => `IMG_${String(index + 1).padStart(2, '0')}.jpg`);

/** What the verdict is, and which files speak against it, by the reason. */
interface Verdict {
  readonly until: unknown;
  readonly safe: unknown;
  readonly not: Record<string, string[]>;
}

let library: BackupLibrary;

async function safe(code: 0 | 3, subject: string, ...more: readonly string[]): Promise<Verdict> {
  const lines = await library.said(code, 'status', '--safe', subject, ...more);
  const summary = lines.at(-1) as Line;
  const not: Record<string, string[]> = {};
  for (const { event, reason, name } of lines) {
    if (event === 'file') (not[String(reason)] ??= []).push(String(name));
  }
  return { until: summary['until'], safe: (summary['safe'] as { files: number }).files, not };
}

const importAll = async (): Promise<void> => {
  expect(await library.run('import', '--settle', '0')).toMatchObject({ code: 0, stderr: '' });
};
const backUp = async (): Promise<void> => {
  expect(await library.run('backup', 'local')).toMatchObject({ code: 0, stderr: '' });
};
const proveAll = async (code: 0 | 3 = 0): Promise<void> => {
  expect(await library.run('backup', 'verify', 'pi2', '--all')).toMatchObject({ code });
};
const inGallery = (name: string): string =>
  execFileSync('find', [library.gallery(), '-name', name], { encoding: 'utf8' }).trim();

/** Changes a byte, so that nothing but the bytes and the ctime tells. */
function changeByte(path: string): void {
  const { atime, mtime } = statSync(path);
  const bytes = readFileSync(path);
  bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  utimesSync(path, atime, mtime);
}

async function picture(name: string, day: string): Promise<string> {
  const tags = { DateTimeOriginal: `${day.replaceAll('-', ':')} 12:00:00` };
  const [path = ''] = await makeMedia(at('made'), [{ name, size: [40 + day.length, name.length], tags }]);
  return path;
}

// One library for all of them, which lives through it in this order: each run of a server costs a second.
describeWith([...sshdNeeds, 'getent'], 'what the phone sent is safe', () => {
  const sshd = sshdForAllTests(at('sshd'));

  /** A real server under an address that is none of this machine's: only the way there goes through the loopback. */
  function pathToElsewhere(): string {
    const { port } = sshd();
    mkdirSync(at('bin'));
    const connect = `const s = (await import('node:net')).connect(${String(port)}, '127.0.0.1');`;
    writeFileSync(at('relay.mjs'), `${connect} process.stdin.pipe(s); s.pipe(process.stdout);\n`);
    const settings = [
      'Host elsewhere',
      '  HostName elsewhere.invalid',
      `  ProxyCommand ${process.execPath} ${at('relay.mjs')}`,
      `  HostKeyAlias [127.0.0.1]:${String(port)}`,
      `  UserKnownHostsFile ${at('sshd/known_hosts')}`,
    ];
    writeFileSync(at('ssh_config'), `${settings.join('\n')}\n`);
    const ssh = execFileSync('sh', ['-c', 'command -v ssh'], { encoding: 'utf8' }).trim();
    writeFileSync(at('bin/ssh'), `#!/bin/sh\nexec ${ssh} -F ${at('ssh_config')} "$@"\n`);
    chmodSync(at('bin/ssh'), 0o755);
    return `${at('bin')}:${process.env['PATH'] ?? ''}`;
  }

  function configure(host: string): void {
    const { port, identityFile } = sshd();
    library.configure(
      `{ name: pi2, to: "root@${host}:${there()}", ssh: { port: ${String(port)}, identityFile: ${identityFile} } }`,
    );
  }

  /** A library whose phone has sent a picture of each of the first days of a month. */
  beforeAll(async () => {
    mkdirSync(at('home'));
    library = await makeBackupLibrary(at('home'), { env: { PATH: pathToElsewhere() } });
    mkdirSync(there());
    configure('elsewhere');
    const tagsOf = (index: number): string => `2024:05:${String(index + 1).padStart(2, '0')} 12:00:00`;
    await makeMedia(
      phone(),
      names.map((name, index) => ({
        name,
        size: [64 + index, 48],
        tags: { DateTimeOriginal: tagsOf(index) },
      })),
    );
    await importAll();
  });

  test('only once it is sent, and then read back', async () => {
    expect(await safe(3, 'Phone')).toEqual({ until: undefined, safe: 0, not: { 'not-sent': names } });
    expect(await library.run('backup', 'setup', 'pi2', '--yes')).toMatchObject({ code: 0 });
    await backUp();
    // Every backup reads twenty files back.
    const some = await safe(3, 'Phone');
    expect([some.safe, some.not['not-proven']?.length, Object.keys(some.not)]).toEqual([
      20,
      4,
      ['not-proven'],
    ]);
    const { stdout } = await library.run('status', '--safe', 'Phone');
    expect(stdout).toContain('to prove it: photokeep backup verify pi2 --all');
    await proveAll();
    const before = listing(library.root);
    expect(await safe(0, 'Phone')).toEqual({ until: '2024-05-24', safe: 24, not: {} });
    expect(await safe(0, phone())).toMatchObject({ safe: 24 });
    expect((await library.run('status', '--safe', 'Phone')).stdout).toContain('All of it is safe');
    expect(listing(library.root)).toEqual(before);
    expect((await safe(3, 'Phone', '--copies', '2')).not).toEqual({ 'not-sent': names });
  });

  test('in any folder: by content, whatever the names; nothing that is not a copy of its own', async () => {
    const card = (path = ''): string => at('card', path);
    mkdirSync(card('DCIM'), { recursive: true });
    copyFileSync(inGallery('IMG_01.jpg'), card('DCIM/other name.jpg'));
    writeFileSync(card('Thumbs.db'), 'of a system');
    expect(await safe(0, card())).toEqual({ until: '2024-05-01', safe: 1, not: {} });

    writeFileSync(card('DCIM/new.jpg'), 'never imported');
    linkSync(inGallery('IMG_02.jpg'), card('DCIM/linked.jpg'));
    writeFileSync(card('DCIM/.hidden.jpg'), 'nobody knows');
    expect(await safe(3, card())).toEqual({
      ...{ until: undefined, safe: 1 },
      not: { 'same-file': ['linked.jpg'], 'not-imported': ['new.jpg'], 'left-out': ['.hidden.jpg'] },
    });
    mkdirSync(at('nothing'));
    expect((await safe(3, at('nothing'))).safe).toBe(0);
  });

  test('never the Gallery, a backup, or what holds one of them', async () => {
    for (const folder of [library.gallery('2024'), there('Gallery'), at('home'), library.state('trash')]) {
      expect([folder, await library.run('status', '--safe', folder)]).toEqual([
        folder,
        {
          code: 4,
          stdout: '',
          stderr: expect.stringContaining('belongs to a Gallery or a backup') as unknown,
        },
      ]);
    }
  });

  testWith(
    ['the right to mount'],
    'nor the Gallery by a bind mount: each file is known by its inode',
    async () => {
      mkdirSync(at('bound'));
      execFileSync('mount', ['--bind', library.gallery('2024/05-May'), at('bound')]);
      try {
        expect((await safe(3, at('bound'))).not).toEqual({ 'same-file': names });
      } finally {
        execFileSync('umount', [at('bound')]);
      }
    },
  );

  testWith(
    ['sshfs', '/dev/fuse', 'fusermount3'],
    'nor through sshfs from this machine, also below the folder',
    async () => {
      const { port, identityFile } = sshd();
      mkdirSync(at('outer/inner'), { recursive: true });
      const options = `port=${String(port)},IdentityFile=${identityFile},UserKnownHostsFile=${at('sshd/known_hosts')}`;
      execFileSync('sshfs', ['-o', options, `root@127.0.0.1:${library.gallery('2024')}`, at('outer/inner')]);
      try {
        for (const folder of [at('outer/inner/05-May'), at('outer')]) {
          expect(await library.run('status', '--safe', folder)).toMatchObject({ code: 4, stdout: '' });
        }
      } finally {
        execFileSync('fusermount3', ['-u', at('outer/inner')]);
      }
    },
  );

  test('not for a backup on this very machine, by whatever address', async () => {
    for (const host of ['127.0.0.1', 'localhost', '[::1]']) {
      configure(host);
      expect([host, (await safe(3, 'Phone')).not]).toEqual([host, { 'same-disk': names }]);
    }
    configure('elsewhere');
  });

  test('nothing while the Gallery is away, or the clock is not set', async () => {
    renameSync(library.gallery(), at('gone'));
    mkdirSync(library.gallery());
    expect(await library.run('status', '--safe', 'Phone')).toMatchObject({ code: 4, stdout: '' });
    rmSync(library.gallery(), { recursive: true });
    renameSync(at('gone'), library.gallery());
    const future = library.state('journals/20991231-235959-zzzz.jsonl');
    writeFileSync(future, '{"format":"photokeep journal","version":1}\n');
    expect((await safe(3, 'Phone')).not).toEqual({ 'not-proven': names });
    rmSync(future);
  });

  test('not what a verification found wrong over there', async () => {
    changeByte(there('Gallery/2024/05-May/IMG_07.jpg'));
    await proveAll(3);
    expect(await safe(3, 'Phone')).toEqual({ until: '2024-05-05', safe: 23, not: { wrong: ['IMG_07.jpg'] } });
  });

  test('not what waits, what came since, what the PC had brought before, and is not in the Gallery any more', async () => {
    const [late, both] = [await picture('late.jpg', '2024-05-20'), await picture('both.jpg', '2024-04-01')];
    copyFileSync(both, at('home/Photos/images/Imports/PC/both.jpg'));
    await importAll();
    copyFileSync(both, phone('from-phone.jpg'));
    await importAll();
    await backUp();
    await proveAll();
    expect([await safe(0, 'PC'), await safe(0, 'Phone')]).toMatchObject([{ safe: 1 }, { safe: 25 }]);

    copyFileSync(late, phone('late.jpg'));
    expect(await safe(3, 'Phone')).toMatchObject({
      until: '2024-05-18',
      safe: 25,
      not: { waiting: ['late.jpg'] },
    });
    await importAll();
    expect(await safe(3, 'Phone')).toMatchObject({ until: '2024-05-18', not: { 'not-sent': ['late.jpg'] } });
    writeFileSync(phone('.syncthing.IMG_99.jpg.tmp'), 'half of it');
    expect(await safe(3, 'Phone')).toMatchObject({
      until: undefined,
      not: { arriving: ['.syncthing.IMG_99.jpg.tmp'] },
    });
    rmSync(phone('.syncthing.IMG_99.jpg.tmp'));

    for (const name of ['both.jpg', 'IMG_03.jpg']) rmSync(inGallery(name));
    changeByte(inGallery('IMG_05.jpg'));
    expect(await safe(3, 'Phone')).toEqual({
      ...{ until: '2024-05-18', safe: 22 },
      not: { 'not-sent': ['late.jpg'], 'not-in-gallery': ['from-phone.jpg', 'IMG_03.jpg', 'IMG_05.jpg'] },
    });
  });

  test.each([
    [['--safe', 'Fone'], 'there is no drop folder or folder Fone; drop folders: PC, Phone'],
    [['--safe', ''], 'an empty path was given'],
    [['--safe', 'Phone', '--copies', '0'], '--copies takes a number from 1 on'],
    [['--copies', '2'], '--copies goes with --safe'],
    [['--safe', 'Phone', '--html', 'x.html'], '--safe and --html exclude each other'],
  ])('asked the wrong way: %j', async (args, message) => {
    const { code, stdout, stderr } = await library.run('status', ...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});
