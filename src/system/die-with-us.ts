import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A helper program must not go on alone after `kill -9` of photokeep: an rsync does, and so does an exiftool
 * in stay-open mode. On Linux, util-linux's `setpriv` asks the kernel to kill it together with its parent.
 *
 * @param path the PATH to search, as in the environment; empty or undefined means the system's default
 * @returns the command line to start instead; unchanged where there is no setpriv
 */
export function dieWithUs(command: string, args: readonly string[], path: string | undefined): string[] {
  const setpriv = findProgram('setpriv', path);
  return setpriv === undefined ? [command, ...args] : [setpriv, '--pdeathsig', 'KILL', command, ...args];
}

/** The full path of a program, or undefined when it is in none of the folders of PATH. */
export function findProgram(name: string, path: string | undefined): string | undefined {
  return (path === undefined || path === '' ? '/usr/local/bin:/usr/bin:/bin' : path)
    .split(':')
    .filter((folder) => folder.startsWith('/'))
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    // A folder is executable too.
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
