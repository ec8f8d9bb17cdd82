import { closeSync, mkdirSync, openSync, rmSync, statSync, utimesSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { makeBackupLibrary } from '../backup-library.js';
import { contentsOf, filesBelow, sha256 } from '../folder-listing.js';
import { photokeep } from '../photokeep.js';
import { describeWith } from '../requirements.js';
import { sshdForAllTests, sshdNeeds } from '../sshd.js';
import { folderForAllTests } from '../temporary-folder.js';

/** Names, times to the second, contents. */
function treeOf(folder: string): string[] {
  return filesBelow(folder).map((path) => {
    const seconds = Math.floor(statSync(join(folder, path)).mtimeMs / 1000);
    return `${path} ${String(seconds)} ${sha256(join(folder, path))}`;
  });
}

/** Turns one bit of a file around, as a disk does. */
function decay(path: string): void {
  const { atime, mtime } = statSync(path);
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.of(1, 2, 3), 0, 3, 500);
  closeSync(file);
  utimesSync(path, atime, mtime);
}

describeWith(sshdNeeds, 'over ssh', () => {
  const at = folderForAllTests();
  const sshd = sshdForAllTests(at('sshd'));

  test('a backup is proven, found wrong and mended, brought back, and brings a new machine to life', async () => {
    const { host, port, identityFile, path } = sshd();
    const env = { PATH: path };
    mkdirSync(at('home'));
    mkdirSync(at('there'));
    const library = await makeBackupLibrary(at('home'), { env });
    const place = `${host}:${at('there')}`;
    library.configure(
      `{ name: pi, to: "${place}", ssh: { port: ${String(port)}, identityFile: ${identityFile} } }`,
    );
    for (const name of ['2023/a.jpg', '2023/ñ ü.jpg', '2024/c.mp4']) library.put(name, 2000);
    expect(await library.run('backup', 'setup', 'pi', '--yes')).toMatchObject({ code: 0, stderr: '' });
    expect(await library.run('backup', 'local')).toMatchObject({ code: 0, stderr: '' });
    const whole = treeOf(library.gallery());

    // Proven by the other side's own bytes, also of a file that this side has no longer.
    rmSync(library.gallery('2024/c.mp4'));
    expect((await library.said(0, 'backup', 'verify', 'pi', '--all')).at(-1)).toMatchObject({
      read: 3,
      right: 3,
    });
    decay(join(at('there'), 'Gallery/2023/a.jpg'));
    const found = await library.said(3, 'backup', 'verify', 'pi', '--all');
    expect(found.filter(({ status }) => status === 'failed')).toMatchObject([
      { path: 'Gallery/2023/a.jpg', reason: 'rotten' },
    ]);
    expect(await library.run('backup', 'local')).toMatchObject({ code: 0, stderr: '' });
    expect(await library.run('backup', 'restore', 'pi', '--include-deleted')).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(treeOf(library.gallery())).toEqual(whole);
    expect(await library.run('backup', 'restore', 'pi', '--drill')).toMatchObject({ code: 0, stderr: '' });

    mkdirSync(at('new'));
    const root = at('new/Photos');
    const flags = ['--port', String(port), '--identity-file', identityFile];
    const world = { home: at('new'), env };
    const made = await photokeep(['init', '--from-backup', place, root, ...flags], world);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const restored = await photokeep(
      ['backup', 'restore', 'pi', '--include-deleted', '--library', root],
      world,
    );
    expect(restored).toMatchObject({ code: 0, stderr: '' });
    expect(treeOf(join(root, 'images/Gallery'))).toEqual(whole);
    expect(contentsOf(join(root, 'images/Gallery'))).toEqual(contentsOf(library.gallery()));

    // Switched off: not now.
    sshd().kill(true);
    const off = await library.run('backup', 'verify', 'pi');
    expect([off.code, off.stdout, off.stderr]).toEqual([75, '', '']);
    await sshd().start();
  });
});
