import { realpathSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { isatty } from 'node:tty';
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
  const onInterrupt = (callback: () => void): void => {
    callbacks.push(callback);
  };
  return {
    env: process.env,
    cwd: process.cwd(),
    home: homedir(),
    host: hostname(),
    pid: process.pid,
    startedAs: { node: process.execPath, script: realpathSync(process.argv[1] ?? '.') },
    user: { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 },
    // Asked for when needed: loading the time zone data takes a quarter of a start.
    machineZone: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    now: () => new Date(),
    random: Math.random,
    ask: isatty(0) && isatty(2) ? (question) => askOnTerminal(question, onInterrupt) : undefined,
    askSecret: isatty(0) && isatty(2) ? askUnseen : undefined,
    interruptedBy: () => interruptedBy,
    onInterrupt,
  };
}

async function askOnTerminal(question: string, onInterrupt: (callback: () => void) => void): Promise<string> {
  const { createInterface } = await import('node:readline');
  // Not as a terminal: that would take Ctrl-C for a key.
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  return new Promise((resolve) => {
    onInterrupt(() => {
      lines.close();
    });
    // Also when the input ends or a signal comes: no answer is an answer.
    lines.once('close', () => {
      resolve('');
    });
    lines.question(question, (answer) => {
      resolve(answer);
      lines.close();
    });
  });
}

/** Reads a line key by key, so that the terminal shows none of them. Ctrl-C is a key then, and is passed on. */
async function askUnseen(question: string): Promise<string> {
  const [{ createInterface }, { Writable }] = await Promise.all([
    import('node:readline'),
    import('node:stream'),
  ]);
  const nowhere = new Writable({
    write(_chunk, _encoding, done) {
      done();
    },
  });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  process.stderr.write(question);
  return new Promise((resolve) => {
    const end = (answer: string): void => {
      lines.close();
      process.stderr.write('\n');
      resolve(answer);
    };
    lines.once('SIGINT', () => {
      end('');
      process.kill(process.pid, 'SIGINT');
    });
    lines.question('', end);
  });
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
