import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { programLines, runProgram, startConversation, type Surroundings } from '../../src/system/exec.js';
import { processStartTicks } from '../../src/system/processes.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();

/** A program of the test's own, found first. */
function script(name: string, body: string): Surroundings {
  mkdirSync(folder('bin'), { recursive: true });
  writeFileSync(folder('bin', name), `#!/bin/bash\n${body}\n`, { mode: 0o755 });
  return { env: { ...process.env, PATH: `${folder('bin')}:${process.env['PATH'] ?? ''}` } };
}

async function outputOf(
  around: Surroundings,
  args: readonly string[] = [],
  input?: Buffer,
): Promise<{ lines: string[]; errors: string[]; code: number | undefined }> {
  const lines: string[] = [];
  const errors: string[] = [];
  const { code } = await runProgram({ name: 'tool', args, ...(input && { input }) }, around, {
    onLine: (line) => lines.push(line.toString('latin1')),
    onErrorLine: (line) => errors.push(line.toString('latin1')),
  });
  return { lines, errors, code };
}

describe('a program', () => {
  test('hands out its lines as bytes, and ends as it ends', async () => {
    const around = script('tool', `printf 'one\\n\\xff\\xe9two\\rthree\\r\\nlast'; echo wrong >&2; exit 23`);

    expect(await outputOf(around)).toEqual({
      lines: ['one', '\xff\xe9two', 'three', 'last'],
      errors: ['wrong'],
      code: 23,
    });
  });

  test('gets its arguments as they are, whatever a shell would make of them', async () => {
    const args = ['a b', '$HOME', '`id`', "it's", '*', '; exit 7', '', '-e'];

    expect(await outputOf(script('tool', `printf '<%s>\\n' "$@"`), args)).toMatchObject({
      lines: args.map((arg) => `<${arg}>`),
      code: 0,
    });
  });

  test('reads what it is given, byte for byte, and else nothing', async () => {
    const around = script('tool', 'cat');

    expect((await outputOf(around, [], Buffer.from([0x61, 0, 0xff]))).lines).toEqual(['a\0\xff']);
    expect((await outputOf(around)).lines).toEqual([]);
  });

  test('that does not read its input is no trouble', async () => {
    expect((await outputOf(script('tool', 'exit 5'), [], Buffer.alloc(10e6))).code).toBe(5);
  });

  test('speaks the language that we read, and is not changed by the settings of others', async () => {
    const { env } = script('tool', 'env');
    const around = {
      env: { ...env, LANG: 'de_DE.UTF-8', LC_MESSAGES: 'de_DE', RSYNC_RSH: 'evil', KEPT: 'yes' },
    };

    const { lines } = await outputOf(around);

    expect(lines.filter((line) => /^(LANG|LC_|RSYNC|KEPT)/.test(line)).sort()).toEqual([
      'KEPT=yes',
      'LC_ALL=C',
    ]);
  });

  test('is found among those for administrators, which cron does not see', async () => {
    const { code } = await runProgram({ name: 'blkid', args: ['--version'] }, { env: { PATH: '/nowhere' } });

    expect(code).toBe(0);
  });

  test('that is not installed is named with its package', async () => {
    const missing = runProgram({ name: 'rsync', args: [] }, { env: { PATH: folder() } });

    await expect(missing).rejects.toMatchObject({
      kind: 'external',
      message: 'rsync is not installed',
      remedy: 'sudo apt install rsync',
    });
  });

  test('that cannot be started is an external failure', async () => {
    const missing = runProgram({ name: 'true', args: [], cwd: folder('not/there') }, { env: process.env });

    await expect(missing).rejects.toMatchObject({ kind: 'external' });
  });

  test('is reported when it starts', async () => {
    const pids: number[] = [];
    const { env } = script('tool', 'echo $$');

    const { lines } = await outputOf({ env, onStart: (pid) => pids.push(pid) });

    expect(lines).toEqual(pids.map(String));
  });

  test('works in the folder that is asked for', async () => {
    const lines: string[] = [];
    await runProgram(
      { name: 'pwd', args: [], cwd: folder() },
      { env: process.env },
      {
        onLine: (line) => lines.push(line.toString()),
      },
    );

    expect(lines).toEqual([realpathSync(folder())]);
  });

  test('that prints for ever does not fill the memory', async () => {
    const around = script(
      'tool',
      'head -c 40000000 /dev/zero >&2; head -c 40000000 /dev/zero; echo; echo end',
    );
    const lines: number[] = [];
    const { stderr } = await runProgram({ name: 'tool', args: [] }, around, {
      onLine: (line) => lines.push(line.length),
    });

    expect(lines.at(-1)).toBe(3);
    expect(Math.max(...lines)).toBeLessThan(1e6);
    expect(stderr.length).toBeLessThan(1e6);
  });
});

describe('a program is ended', () => {
  test('by an interruption', async () => {
    const { env } = script('tool', 'echo ready; exec sleep 600');
    const interruption = new AbortController();
    const end = await runProgram(
      { name: 'tool', args: [] },
      { env, signal: interruption.signal },
      {
        onLine: () => {
          interruption.abort();
        },
      },
    );

    expect(end).toMatchObject({ code: undefined, endedBy: 'signal' });
  });

  test('by an interruption that came before', async () => {
    const end = await runProgram(
      { name: 'sleep', args: ['600'] },
      { env: process.env, signal: AbortSignal.abort() },
    );

    expect(end.endedBy).toBe('signal');
  });

  test('by an interruption although it does not listen', async () => {
    const { env } = script('tool', `trap '' TERM; echo ready; while :; do sleep 0.1; done`);
    const interruption = new AbortController();
    const end = await runProgram(
      { name: 'tool', args: [] },
      { env, signal: interruption.signal },
      {
        onLine: () => {
          interruption.abort();
        },
      },
    );

    expect(end.endedBy).toBe('signal');
  });

  test('when its time is over', async () => {
    const end = await runProgram({ name: 'sleep', args: ['600'], timeLimitMs: 200 }, { env: process.env });

    expect(end.endedBy).toBe('timeout');
  });

  test('when nobody takes its lines any more', async () => {
    let pid = 0;
    const around = { env: process.env, onStart: (started: number) => (pid = started) };
    const nothing = (): void => undefined;
    for await (const line of await programLines({ name: 'yes', args: [] }, around, nothing, nothing)) {
      expect(line.toString()).toBe('y');
      break;
    }

    expect(processStartTicks(pid)).toBeUndefined();
  });

  test('together with us, also by kill -9', async () => {
    const exec = new URL('../../src/system/exec.js', import.meta.url).href;
    const parent = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `
        import { runProgram } from '${exec}';
        await runProgram({ name: 'sleep', args: ['600'] }, { env: process.env, onStart: (pid) => console.log(pid) });
      `,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [output] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(output.toString());
    // setpriv asks the kernel, and then becomes the program.
    while (readFileSync(`/proc/${String(pid)}/comm`, 'utf8').trim() !== 'sleep') await sleep(10);
    const ticks = processStartTicks(pid);

    parent.kill('SIGKILL');

    while (processStartTicks(pid) === ticks) await sleep(10);
    expect(ticks).toBeDefined();
  });
});

test('a conversation goes both ways', async () => {
  const { stdin, stdout, end } = await startConversation({ name: 'cat', args: [] }, { env: process.env });
  stdin.write('hello');
  stdin.end();

  expect(await text(stdout)).toBe('hello');
  expect((await end).code).toBe(0);
});
