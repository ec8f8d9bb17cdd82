import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { dieWithUs, findProgram } from '../../src/system/die-with-us.js';
import { processStartTicks } from '../../src/system/processes.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();

function program(path: string, mode = 0o755): string {
  mkdirSync(join(folder(), path, '..'), { recursive: true });
  writeFileSync(join(folder(), path), '#!/bin/sh\n');
  chmodSync(join(folder(), path), mode);
  return join(folder(), path);
}

describe('a program is found', () => {
  test('in the first folder of PATH that has it', () => {
    const first = program('a/tool');
    program('b/tool');

    expect(findProgram('tool', ['/nowhere', join(folder(), 'a'), join(folder(), 'b')].join(':'))).toBe(first);
  });

  test('through a symbolic link', () => {
    symlinkSync(program('a/tool'), join(folder(), 'link'));

    expect(findProgram('link', folder())).toBe(join(folder(), 'link'));
  });

  test.each([undefined, ''])('with PATH %j, as cron and env -i leave it, in the usual folders', (path) => {
    expect(findProgram('sh', path)).toMatch(/^\/(usr\/)?bin\/sh$/);
  });
});

describe('a program is not found', () => {
  test('where there is none', () => {
    expect(findProgram('no-such-program', process.env['PATH'])).toBeUndefined();
  });

  test('in a file that may not be executed', () => {
    program('a/tool', 0o644);
    const second = program('b/tool');

    expect(findProgram('tool', `${folder()}/a:${folder()}/b`)).toBe(second);
  });

  test('in a folder of that name', () => {
    mkdirSync(join(folder(), 'a/tool'), { recursive: true });

    expect(findProgram('tool', join(folder(), 'a'))).toBeUndefined();
  });

  test('in the current folder: whoever can write to a drop folder must not choose our programs', () => {
    program('tool');

    expect(spawnSync(join(folder(), 'tool')).status).toBe(0);
    expect(findProgram('tool', '.::relative')).toBeUndefined();
  });
});

describe('a helper', () => {
  test('is started through setpriv where that is installed', () => {
    const setpriv = program('setpriv');

    expect(dieWithUs('/usr/bin/perl', ['-v'], folder())).toEqual([
      ...[setpriv, '--pdeathsig', 'KILL'],
      ...['/usr/bin/perl', '-v'],
    ]);
  });

  test('is started as it is where setpriv is missing', () => {
    expect(dieWithUs('/usr/bin/perl', ['-v'], folder())).toEqual(['/usr/bin/perl', '-v']);
  });

  test('dies when its parent is killed without a chance to clean up', async () => {
    const parentScript = `
      import { spawn } from 'node:child_process';
      const child = spawn(process.argv[1], process.argv.slice(2), { stdio: 'ignore' });
      child.on('spawn', () => process.stdout.write(String(child.pid)));
    `;
    const helper = dieWithUs('sleep', ['600'], process.env['PATH']);
    const parent = spawn(process.execPath, ['--input-type=module', '-e', parentScript, ...helper], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [output] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(output.toString());
    const ticks = processStartTicks(pid);
    await untilItIs('sleep', pid);
    const ended = once(parent, 'exit');
    parent.kill('SIGKILL');
    await ended;
    while (processStartTicks(pid) === ticks && ticks !== undefined) await sleep(10);

    expect(ticks).toBeDefined();
    expect(processStartTicks(pid)).not.toBe(ticks);
  });
});

/** setpriv turns itself into the program; before that the kernel has not been asked for anything yet. */
async function untilItIs(name: string, pid: number): Promise<void> {
  while (readFileSync(`/proc/${String(pid)}/comm`, 'utf8').trim() !== name) await sleep(10);
}
