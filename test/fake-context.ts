import type { Context } from '../src/app/context.js';
import { type MemoryOutput, memoryOutput } from './memory-output.js';

export interface FakeContext extends Context {
  readonly stdout: MemoryOutput;
  readonly stderr: MemoryOutput;
}

/**
 * A world for one command: real files, a home folder of its own so that the tester's config plays no part, and
 * outputs in memory.
 *
 * @param home absolute path; the current folder too, unless given
 */
export function fakeContext(home: string, given: Partial<FakeContext> = {}): FakeContext {
  return {
    env: { PATH: process.env['PATH'] },
    cwd: home,
    home,
    host: 'raspberry',
    pid: process.pid,
    startedAs: { node: process.execPath, script: '/usr/lib/node_modules/photokeep/dist/photokeep.js' },
    user: { uid: process.getuid!(), gid: process.getgid!() },
    machineZone: () => 'Europe/Madrid',
    stdout: memoryOutput(),
    stderr: memoryOutput(),
    now: () => new Date(),
    random: Math.random,
    ask: undefined,
    askSecret: undefined,
    interruptedBy: () => undefined,
    onInterrupt: () => undefined,
    ...given,
  };
}
