import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** One run of a command, seen from outside. */
export interface Measured {
  /** wall clock */
  readonly seconds: number;
  /** highest resident memory of the command's own process, without its helpers, in MiB */
  readonly peakMib: number;
}

/** A command in a comparison; `prepare` runs before every round and is not timed. */
export interface Contender {
  readonly name: string;
  readonly command: readonly string[];
  readonly prepare?: () => void;
}

/** Of the tester's own nothing gets through: to read certificates, say, costs Node half of its start. */
const plainEnvironment = { PATH: process.env['PATH'], HOME: tmpdir(), TZ: 'UTC' };

/** Runs the contenders in turn, A B C A B C…, so that a machine whose mood changes changes it for all. */
export async function inTurn(
  contenders: readonly Contender[],
  rounds: number,
): Promise<Map<string, Measured>> {
  const results = new Map<string, Measured[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const { name, command, prepare } of contenders) {
      prepare?.();
      results.get(name)?.push(await measure(command));
    }
  }
  return new Map([...results].map(([name, runs]) => [name, medianOf(runs)]));
}

async function measure([program = '', ...args]: readonly string[]): Promise<Measured> {
  const started = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore'], env: plainEnvironment });
  let peakMib = 0;
  const watch = setInterval(() => (peakMib = Math.max(peakMib, residentMib(child.pid))), 20);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('exit', resolve);
    child.on('error', reject);
  });
  clearInterval(watch);
  if (code !== 0) throw new Error(`${[program, ...args].join(' ')} ended with exit code ${String(code)}`);
  return { seconds: (performance.now() - started) / 1000, peakMib };
}

function residentMib(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function medianOf(runs: readonly Measured[]): Measured {
  const middle = (values: number[]): number =>
    values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
  return { seconds: middle(runs.map((run) => run.seconds)), peakMib: middle(runs.map((run) => run.peakMib)) };
}
