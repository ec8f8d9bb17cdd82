import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  bin: { photokeep: string };
};

/** The built program in its package, as users start it. */
export const binary = join(root, bin.photokeep);

/** What the program finds around itself; nothing of the tester's own environment gets through. */
export interface World {
  /** HOME, and the working folder unless `cwd` says otherwise */
  readonly home: string;
  readonly cwd?: string;
  /** variables besides PATH, HOME and TZ=UTC, or instead of them */
  readonly env?: Readonly<Record<string, string>>;
  /** a command line that starts another one, such as `setpriv --reuid=65534` */
  readonly through?: readonly string[];
  /** a process group of its own, as a shell gives to each job */
  readonly ownGroup?: boolean;
}

export interface Ended {
  /** null when a signal killed it */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Runs the built program to its end. stdout and stderr are no terminals, as under cron. */
export function photokeep(args: readonly string[], world: World): Promise<Ended> {
  return startPhotokeep(args, world).ended;
}

/** Starts the built program, for tests that look at it, or kill it, while it is at work. */
export function startPhotokeep(args: readonly string[], world: World): Started {
  const [command = '', ...rest] = [...(world.through ?? []), process.execPath, binary, ...args];
  const child = spawn(command, rest, {
    cwd: world.cwd ?? world.home,
    env: { PATH: process.env['PATH'], HOME: world.home, TZ: 'UTC', ...world.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: world.ownGroup ?? false,
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
