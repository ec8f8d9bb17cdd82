import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { type BackupLibrary, makeBackupLibrary } from '../backup-library.js';
import { listing } from '../folder-listing.js';
import type { Line } from '../json-output.js';
import { makeMedia } from '../media/make-media.js';
import { describeWith } from '../requirements.js';
import { sshdForAllTests, sshdNeeds } from '../sshd.js';
import { folderForAllTests, temporaryFolder } from '../temporary-folder.js';

const kept = folderForAllTests();
const at = temporaryFolder();
const there = (path = ''): string => at('there', path);
const phone = (path = ''): string => at('Photos/images/Imports/Phone', path);
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
const inGallery = (name: string): string =>
  execFileSync('find', [library.gallery(), '-name', name], { encoding: 'utf8' }).trim();

describeWith([...sshdNeeds, 'getent'], 'what the phone sent is safe', () => {
  const sshd = sshdForAllTests(kept('sshd'));

  /** A real server under an address that is none of this machine's: only the way there goes through the loopback. */
  function pathToElsewhere(): string {
    const { port } = sshd();
    const bin = kept('bin');
    if (!existsSync(bin)) {
      mkdirSync(bin);
      const relay = kept('relay.mjs');
      const connect = `const s = (await import('node:net')).connect(${String(port)}, '127.0.0.1');`;
      writeFileSync(relay, `${connect} process.stdin.pipe(s); s.pipe(process.stdout);\n`);
      const settings = [
        'Host elsewhere',
        '  HostName elsewhere.invalid',
        `  ProxyCommand ${process.execPath} ${relay}`,
        `  HostKeyAlias [127.0.0.1]:${String(port)}`,
        `  UserKnownHostsFile ${kept('sshd/known_hosts')}`,
      ];
      writeFileSync(kept('ssh_config'), `${settings.join('\n')}\n`);
      const ssh = execFileSync('sh', ['-c', 'command -v ssh'], { encoding: 'utf8' }).trim();
      writeFileSync(`${bin}/ssh`, `#!/bin/sh\nexec ${ssh} -F ${kept('ssh_config')} "$@"\n`);
      chmodSync(`${bin}/ssh`, 0o755);
    }
    return `${bin}:${process.env['PATH'] ?? ''}`;
  }

  function configure(host: string): void {
    library.configure(
      `{ name: pi2, to: "root@${host}:${there()}", ssh: { port: ${String(sshd().port)}, identityFile: ${sshd().identityFile} } }`,
    );
  }

  /** A library whose phone has sent a picture of each of the first days of a month. */
  beforeEach(async () => {
    if (!existsSync(kept('pictures')))
      await makeMedia(
        kept('pictures'),
        names.map((name, index) => ({
          ...{ name, size: [64 + index, 48] },
          tags: { DateTimeOriginal: `2024:05:${String(index + 1).padStart(2, '0')} 12:00:00` },
        })),
      );
    library = await makeBackupLibrary(at(), { env: { PATH: pathToElsewhere() } });
    mkdirSync(there());
    configure('elsewhere');
    cpSync(kept('pictures'), phone(), { recursive: true, preserveTimestamps: true });
    await importAll();
  });

  const backUp = async (): Promise<void> => {
    expect(await library.run('backup', 'setup', 'pi2', '--yes')).toMatchObject({ code: 0 });
    expect(await library.run('backup', 'local')).toMatchObject({ code: 0, stderr: '' });
  };
  const proveAll = async (): Promise<void> => {
    expect(await library.run('backup', 'verify', 'pi2', '--all')).toMatchObject({ code: 0 });
  };

  test('only once it is sent, and then read back, up to two days before what is not', async () => {
    expect(await safe(3, 'Phone')).toEqual({ until: undefined, safe: 0, not: { 'not-sent': names } });
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

  test('but for what came since, is in doubt, or is not in the Gallery any more', async () => {
    await backUp();
    await proveAll();
    rmSync(inGallery('IMG_03.jpg'));
    const edited = inGallery('IMG_05.jpg');
    const { atime, mtime } = statSync(edited);
    const bytes = readFileSync(edited);
    bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 1;
    writeFileSync(edited, bytes);
    utimesSync(edited, atime, mtime);
    expect(await safe(3, 'Phone')).toEqual({
      ...{ until: '2024-05-24', safe: 22 },
      not: { 'not-in-gallery': ['IMG_03.jpg', 'IMG_05.jpg'] },
    });

    const [late = ''] = await makeMedia(at('late'), [
      { name: 'late.jpg', size: [50, 40], tags: { DateTimeOriginal: '2024:05:20 12:00:00' } },
    ]);
    copyFileSync(late, phone('late.jpg'));
    expect(await safe(3, 'Phone')).toMatchObject({
      until: '2024-05-18',
      safe: 22,
      not: { waiting: ['late.jpg'] },
    });
    await importAll();
    expect(await safe(3, 'Phone')).toMatchObject({ until: '2024-05-18', not: { 'not-sent': ['late.jpg'] } });
  });

  test('not what a verification found wrong over there', async () => {
    await backUp();
    await proveAll();
    const damaged = there(`Gallery/2024/05-May/IMG_07.jpg`);
    const bytes = readFileSync(damaged);
    const { atime, mtime } = statSync(damaged);
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    writeFileSync(damaged, bytes);
    utimesSync(damaged, atime, mtime);
    expect(await library.run('backup', 'verify', 'pi2', '--all')).toMatchObject({ code: 3 });
    expect(await safe(3, 'Phone')).toEqual({ until: '2024-05-05', safe: 23, not: { wrong: ['IMG_07.jpg'] } });
  });

  test('counts what the PC had brought before the phone sent it, too', async () => {
    mkdirSync(at('Photos/images/Imports/PC'), { recursive: true });
    const [first = ''] = await makeMedia(at('pc'), [
      { name: 'both.jpg', size: [40, 30], tags: { DateTimeOriginal: '2024:04:01 12:00:00' } },
    ]);
    copyFileSync(first, at('Photos/images/Imports/PC/both.jpg'));
    await importAll();
    copyFileSync(first, phone('from-phone.jpg'));
    await importAll();
    await backUp();
    await proveAll();
    expect(await safe(0, 'Phone')).toMatchObject({ safe: 25 });
    expect(await safe(0, 'PC')).toMatchObject({ safe: 1 });
    rmSync(inGallery('both.jpg'));
    expect((await safe(3, 'Phone')).not).toEqual({ 'not-in-gallery': ['from-phone.jpg'] });
  });

  test('in any folder: by content, whatever the names; nothing that is not a copy of its own', async () => {
    await backUp();
    await proveAll();
    const card = (path = ''): string => at('card', path);
    mkdirSync(card('DCIM'), { recursive: true });
    copyFileSync(kept('pictures/IMG_01.jpg'), card('DCIM/other name.jpg'));
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
    await backUp();
    for (const folder of [
      library.gallery(),
      library.gallery('2024'),
      there('Gallery'),
      library.root,
      at(),
      at('Photos/.photokeep'),
    ]) {
      expect([folder, await library.run('status', '--safe', folder)]).toEqual([
        folder,
        {
          code: 4,
          stdout: '',
          stderr: expect.stringContaining('belongs to a Gallery or a backup') as string,
        },
      ]);
    }
  });

  test('not for a backup on this very machine, by whatever address', async () => {
    configure('127.0.0.1');
    await library.run('backup', 'setup', 'pi2', '--yes');
    configure('elsewhere');
    await backUp();
    await proveAll();
    expect(await safe(0, 'Phone')).toMatchObject({ safe: 24 });
    for (const host of ['127.0.0.1', 'localhost', '127.0.0.2', '[::1]']) {
      configure(host);
      expect([host, (await safe(3, 'Phone')).not]).toEqual([host, { 'same-disk': names }]);
    }
  });

  test('nothing while the Gallery is away, or the clock is not set', async () => {
    await backUp();
    await proveAll();
    renameSync(library.gallery(), at('gone'));
    mkdirSync(library.gallery());
    expect(await library.run('status', '--safe', 'Phone')).toMatchObject({ code: 4, stdout: '' });
    rmSync(library.gallery(), { recursive: true });
    renameSync(at('gone'), library.gallery());
    const journals = library.state('journals/20991231-235959-zzzz.jsonl');
    writeFileSync(journals, '{"format":"photokeep journal","version":1}\n');
    expect((await safe(3, 'Phone')).not).toEqual({ 'not-proven': names });
  });
});

describe('asked the wrong way', () => {
  test.each([
    [['--safe', 'Fone'], 'there is no drop folder or folder Fone; drop folders: PC, Phone'],
    [['--safe', ''], 'an empty path was given'],
    [['--safe', 'Phone', '--copies', '0'], '--copies takes a number from 1 on'],
    [['--copies', '2'], '--copies goes with --safe'],
    [['--safe', 'Phone', '--html', 'x.html'], '--safe and --html exclude each other'],
  ])('%j', async (args, message) => {
    library = await makeBackupLibrary(at());
    const { code, stdout, stderr } = await library.run('status', ...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});
