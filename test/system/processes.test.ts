import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from '@jest/globals';
import { killIfStillRunning, processStartTicks } from '../../src/system/processes.js';

const started: ChildProcess[] = [];

async function sleeper(): Promise<{ child: ChildProcess; pid: number }> {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  started.push(child);
  await once(child, 'spawn');
  return { child, pid: child.pid as number };
}

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

describe('the start of a process', () => {
  test('is a number of ticks that stays the same', () => {
    const ticks = processStartTicks(process.pid);

    expect(ticks).toMatch(/^\d+$/);
    expect(processStartTicks(process.pid)).toBe(ticks);
  });

  test('is unknown for a process that is not there', () => {
    expect(processStartTicks(2 ** 22 + 1)).toBeUndefined();
  });
});

describe('a helper that outlived its run', () => {
  test('is killed when it is still the one that was started', async () => {
    const { child, pid } = await sleeper();
    const ended = once(child, 'exit');
    killIfStillRunning(pid, processStartTicks(pid) ?? '');

    expect(await ended).toEqual([null, 'SIGKILL']);
  });

  test('is left alone when its pid belongs to another process by now', async () => {
    const { child, pid } = await sleeper();
    const ended = once(child, 'exit');
    killIfStillRunning(pid, String(Number(processStartTicks(pid)) - 1));
    child.kill('SIGTERM');

    expect(await ended).toEqual([null, 'SIGTERM']);
  });

  test('that is gone is no trouble', async () => {
    const { child, pid } = await sleeper();
    const ticks = processStartTicks(pid) ?? '';
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;

    expect(() => {
      killIfStillRunning(pid, ticks);
    }).not.toThrow();
  });
});
