import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { takeLock } from '../../src/library/lock.js';
import { libraryPaths, type LibraryPaths } from '../../src/library/paths.js';
import { temporaryFolder } from '../temporary-folder.js';
import { thrownBy } from '../thrown-by.js';

const at = temporaryFolder();
const me = { command: 'import', pid: process.pid, since: '2021-01-02T03:04:05.000Z' };
const lockModule = JSON.stringify(new URL('../../src/library/lock.js', import.meta.url).href);
let paths: LibraryPaths;

beforeEach(() => {
  paths = libraryPaths(at(), 'library');
  mkdirSync(paths.state);
});

/** What a second process gets to hear when it wants the lock: `taken`, or the error's kind and message. */
function tryInAnotherProcess(): string {
  const script = `
    import { takeLock } from ${lockModule};
    try {
      takeLock(${JSON.stringify(paths)}, { command: 'dedupe', pid: process.pid, since: 'now' }).release();
      console.log('taken');
    } catch (error) {
      console.log(error.kind + ' ' + error.exitCode + ' ' + error.message);
    }
  `;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  return stdout.trim();
}

/** A process that holds the lock until it is killed. */
async function holdInAnotherProcess(): Promise<ChildProcessByStdio<null, Readable, null>> {
  const script = `
    import { takeLock } from ${lockModule};
    takeLock(${JSON.stringify(paths)}, { command: 'backup local', pid: process.pid, since: '2021-01-02T03:04:05Z' });
    console.log('held');
    setInterval(() => undefined, 1000);
  `;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  return holder;
}

describe('the lock', () => {
  test('is refused to a second process, which hears who has it and is told to come later', () => {
    const lock = takeLock(paths, me);
    expect(tryInAnotherProcess()).toBe(
      `later 75 another run is busy with this library: import since ${me.since}, process ${String(me.pid)}`,
    );
    lock.release();
    expect(tryInAnotherProcess()).toBe('taken');
  });

  test('is refused within the same process too', () => {
    const lock = takeLock(paths, me);
    expect(thrownBy(() => takeLock(paths, me))).toMatchObject({ kind: 'later' });
    expect(tryInAnotherProcess()).toMatch(/^later 75 /);
    lock.release();
    takeLock(paths, me).release();
  });

  test('is freed by kill -9 of whoever holds it', async () => {
    const holder = await holdInAnotherProcess();
    expect(thrownBy(() => takeLock(paths, me))).toMatchObject({
      kind: 'later',
      message: expect.stringContaining(
        `backup local since 2021-01-02T03:04:05Z, process ${String(holder.pid)}`,
      ),
    });

    holder.kill('SIGKILL');
    await once(holder, 'exit');

    takeLock(paths, me).release();
  });

  test('is refused also when nobody can say who has it', () => {
    const lock = takeLock(paths, me);
    rmSync(paths.lockHolder);
    expect(thrownBy(() => takeLock(paths, me))).toMatchObject({
      message: 'another run is busy with this library',
    });
    lock.release();
  });
});
