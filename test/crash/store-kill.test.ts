import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { openStore } from '../../src/backup/open-store.js';
import type { LocalTarget } from '../../src/backup/target.js';
import { arrived, isSameFile, sendTo, whileArriving, writeBig } from '../backup/sending.js';
import { folderTarget, sshTarget } from '../backup/targets.js';
import { filesBelow } from '../folder-listing.js';
import { describeWith } from '../requirements.js';
import { sshdForAllTests, sshdNeeds } from '../sshd.js';
import { folderForAllTests, temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();

/** A process of its own that sends a file to a target. */
function sender(target: LocalTarget, path: string): ReturnType<typeof spawn> {
  const module = (name: string): string => new URL(`../../src/backup/${name}.js`, import.meta.url).href;
  const script = `
    import { openStore } from '${module('open-store')}';
    const store = openStore(${JSON.stringify(target)}, { env: process.env });
    await store.send(['video.mp4'], {
      from: ${JSON.stringify(folder('Gallery'))}, into: 'Gallery', versions: '.photokeep-versions/killed',
      ignoreTimes: false, onFile() {}, onBytes() {},
    });
  `;
  return spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PATH: path },
  });
}

/** Processes whose command line names the folder of the test, and so work for it. */
function workers(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => commandLine(pid))
    .filter((line) => line.includes(folder()));
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

async function killInTheMiddle(target: LocalTarget, path: string): Promise<void> {
  mkdirSync(folder('backup'));
  writeBig(folder('Gallery/video.mp4'), 100);
  const process = sender(target, path);
  const ended = once(process, 'exit').then(() => ({ answers: [], failure: undefined }));
  let atWork: string[] = [];
  await whileArriving(folder('backup/.photokeep-partial'), ended, () => {
    atWork = workers();
    process.kill('SIGKILL');
  });

  expect(atWork.filter((line) => line.includes('rsync')).length).toBeGreaterThan(0);
  while (workers().length > 0) await sleep(20);
  expect(filesBelow(folder('backup/Gallery'))).toEqual([]);

  const store = openStore(target, { env: { PATH: path } });
  const again = await sendTo(store, folder('Gallery'), ['video.mp4']);
  await store.close();
  expect([arrived(again), again.failure]).toEqual([['video.mp4'], undefined]);
  expect(isSameFile(folder('Gallery/video.mp4'), folder('backup/Gallery/video.mp4'))).toBe(true);
  expect(readdirSync(folder('backup'))).toEqual(['Gallery']);
}

describe('kill -9 in the middle of a file leaves no program behind, nothing cut off, and the next run completes', () => {
  test('in a folder', async () => {
    await killInTheMiddle(folderTarget(folder('backup')), process.env['PATH'] ?? '');
  });

  describeWith(sshdNeeds, 'elsewhere', () => {
    const sshd = sshdForAllTests(folderForAllTests()('sshd'));

    test('over ssh', async () => {
      await killInTheMiddle(sshTarget(sshd(), folder('backup')), sshd().path);
    });
  });
});
