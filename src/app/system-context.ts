import { homedir, hostname } from 'node:os';
import type { Context, Output } from './context.js';

/** The real world: this process, its streams, its clock. The first signal asks the run to end, a second one kills. */
export function createSystemContext(): Context {
  let interruptedBy: 'SIGINT' | 'SIGTERM' | undefined;
  const callbacks: (() => void)[] = [];
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      interruptedBy = signal;
      for (const callback of callbacks) callback();
    });
  }
  return {
    env: process.env,
    cwd: process.cwd(),
    home: homedir(),
    host: hostname(),
    pid: process.pid,
    // Asked for when needed: loading the time zone data takes a quarter of a start.
    machineZone: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    now: () => new Date(),
    random: Math.random,
    interruptedBy: () => interruptedBy,
    onInterrupt: (callback) => {
      callbacks.push(callback);
    },
  };
}

function outputOf(stream: NodeJS.WriteStream): Output {
  let isOpen = true;
  // `photokeep import | head`: whoever listened has left, the work goes on.
  stream.on('error', () => {
    isOpen = false;
  });
  return {
    write(text) {
      if (isOpen) stream.write(text);
    },
    isTerminal: stream.isTTY,
    columns: stream.isTTY ? stream.columns : undefined,
  };
}
