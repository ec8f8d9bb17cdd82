import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, test } from '@jest/globals';
import { type BackupLibrary, copyOf, makeBackupLibrary } from '../backup-library.js';
import type { Started } from '../photokeep.js';
import { describeWith } from '../requirements.js';
import { sshdForAllTests, sshdNeeds } from '../sshd.js';
import { folderForAllTests, temporaryFolder } from '../temporary-folder.js';

const keys = folderForAllTests();
const at = temporaryFolder();
const target = (path = ''): string => at('there', path);

describeWith(sshdNeeds, 'backup local to another machine', () => {
  const sshd = sshdForAllTests(keys('sshd'));
  let library: BackupLibrary;

  beforeEach(async () => {
    library = await makeBackupLibrary(at(), { env: { PATH: impatient() } });
    const { host, port, identityFile } = sshd();
    library.configure(
      `{ name: pi2, to: "${host}:${target()}", ssh: { port: ${String(port)}, identityFile: ${identityFile} } }`,
    );
    mkdirSync(target());
    library.put('2024/a.jpg');
    await library.run('backup', 'setup', 'pi2', '--yes');
  });

  /** An ssh that notices after three seconds that nobody answers; the real one takes its time. */
  function impatient(): string {
    const folder = keys('impatient');
    if (!existsSync(folder)) {
      mkdirSync(folder);
      const script = `#!/bin/sh\nexec ${keys('sshd/bin/ssh')} -o ServerAliveInterval=1 "$@"\n`;
      writeFileSync(`${folder}/ssh`, script);
      chmodSync(`${folder}/ssh`, 0o755);
    }
    return `${folder}:${sshd().path}`;
  }

  function putMany(): void {
    for (let number = 0; number < 150; number++) library.put(`2023/video ${String(number)}.mp4`, 400_000);
  }

  /** When some of the files are there, but by far not all. */
  async function inTheMiddle({ child }: Started): Promise<void> {
    const arrived = (): number =>
      existsSync(target('Gallery/2023')) ? readdirSync(target('Gallery/2023')).length : 0;
    while (child.exitCode === null && arrived() < 10) await sleep(2);
    expect(arrived()).toBeLessThan(150);
  }

  async function expectComplete(): Promise<void> {
    expect(await library.run('backup', 'local')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(copyOf(target('Gallery'))).toEqual(copyOf(library.gallery()));
    expect(await library.run('backup', 'verify', 'pi2', '--all')).toMatchObject({ code: 0, stderr: '' });
  }

  test('copies the Gallery; then it has nothing to send, and an album that moved is renamed there', async () => {
    await expectComplete();
    renameSync(library.gallery('2024'), library.gallery('Trip'));
    const end = (await library.said(0, 'backup', 'local')).find(({ event }) => event === 'target');
    expect(end).toMatchObject({ moved: 1, sent: 0, bytes: 0 });
    await expectComplete();
  });

  test('is silent, and not now, when nobody answers there', async () => {
    await expectComplete();
    sshd().kill(true);
    try {
      expect(await library.run('backup', 'local')).toEqual({ code: 75, stdout: '', stderr: '' });
      const [, end] = await library.said(75, 'backup', 'local');
      expect(end).toMatchObject({ event: 'target', exitCode: 75, silent: true });
    } finally {
      await sshd().start();
    }
  });

  test('goes on by itself when the connection breaks in the middle', async () => {
    putMany();
    const run = library.start('backup', 'local');
    await inTheMiddle(run);
    sshd().kill();
    expect(await run.ended).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('trying again in 2 s') as unknown,
    });
    await expectComplete();
  });

  test('fails when the machine goes away in the middle, and the next run completes it', async () => {
    putMany();
    const run = library.start('backup', 'local', '--retries', '1');
    await inTheMiddle(run);
    sshd().kill(true);
    const { code, stderr } = await run.ended;
    await sshd().start();
    expect(code).toBe(6);
    expect(stderr).toMatch(/^photokeep: pi2: /m);
    await expectComplete();
  });

  test('does not wait for ever for a machine that is frozen in the middle', async () => {
    putMany();
    const run = library.start('backup', 'local', '--retries', '0');
    await inTheMiddle(run);
    const frozen = sshd().pids();
    for (const pid of frozen) process.kill(pid, 'SIGSTOP');
    const { code } = await run.ended;
    for (const pid of frozen) process.kill(pid, 'SIGCONT');
    expect(code).toBe(6);
    await expectComplete();
  });

  test('one target that fails does not keep the others from theirs', async () => {
    const { host, port, identityFile, strangersKey } = sshd();
    const entry = (name: string, key: string): string =>
      `{ name: ${name}, to: "${host}:${at(name)}", ssh: { port: ${String(port)}, identityFile: ${key} } }`;
    library.configure(entry('stranger', strangersKey), entry('pi3', identityFile));
    mkdirSync(at('pi3'));
    expect(await library.run('backup', 'setup', 'pi3', '--yes')).toMatchObject({ code: 0 });
    const { code, stderr } = await library.run('backup', 'local');
    expect(code).toBe(6);
    expect(stderr).toMatch(/^photokeep: stranger: .*\n$/);
    expect(copyOf(at('pi3/Gallery'))).toEqual(copyOf(library.gallery()));
    rmSync(at('pi3'), { recursive: true });
  });
});
