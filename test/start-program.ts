import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Started } from './photokeep.js';

/** Starts one of the system's programs, with those for administrators on its PATH. */
export function startProgram(program: string, args: readonly string[]): Started {
  const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;
  const child = spawn(program, args, {
    env: { ...process.env, PATH: path },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const code = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const ended = Promise.all([code, text(child.stdout), text(child.stderr)]).then(
    ([exitCode, stdout, stderr]) => ({ code: exitCode, stdout, stderr }),
  );
  return { child, ended };
}
