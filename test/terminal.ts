import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach } from '@jest/globals';
import { binary, type World } from './photokeep.js';

/** The built program on a real terminal of 80 columns, with whoever sits there. */
export interface Terminal {
  /** Waits for a text to be shown, after all that was waited for before, and then types. */
  answer(shown: string, keys: string): Promise<void>;
  /** what was shown, without colours and movements; and the exit code */
  readonly ended: Promise<{ readonly code: number | null; readonly screen: string }>;
}

export const keys = {
  enter: '\r',
  down: '\u001b[B',
  left: '\u001b[D',
  erase: '\u0015',
  ctrlC: '\u0003',
} as const;

/** What a test needs to have one: Debian's bsdutils. */
export const terminalNeeds = ['script'];

const running: ChildProcess[] = [];

// Who waits for an answer after a test that failed would wait for ever.
afterEach(() => {
  for (const child of running.splice(0)) child.kill();
});

const patienceMs = 20_000;

/** Starts it. `script` of util-linux makes the terminal, and hands on what it is given to read. */
export function startOnTerminal(args: readonly string[], { home, cwd = home, env }: World): Terminal {
  const words = [process.execPath, binary, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  const command = `stty cols 80 rows 24; exec ${words.join(' ')}`;
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: home, TZ: 'UTC', TERM: 'xterm', SHELL: '/bin/sh', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  running.push(child);
  let screen = '';
  let seen = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += plain(text);
  });
  const ended = new Promise<{ code: number | null; screen: string }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, screen });
    });
  });
  return {
    async answer(shown, typed) {
      for (let waited = 0; !screen.includes(shown, seen); waited += 20) {
        if (waited > patienceMs || child.exitCode !== null) throw new Error(`no "${shown}" in:\n${screen}`);
        await sleep(20);
      }
      // What is typed before a question is whole belongs to the one before.
      await sleep(100);
      seen = screen.length;
      child.stdin.write(typed);
    },
    ended,
  };
}

const movements = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, 'g');

function plain(text: string): string {
  return text.replaceAll(movements, '').replaceAll('\r', '');
}
