import { execFileSync, type ExecFileSyncOptionsWithStringEncoding } from 'node:child_process';
import { lstatSync } from 'node:fs';

// What other programs say about duplicates, as groups of paths; names of one file alone are no group.

const output: ExecFileSyncOptionsWithStringEncoding = {
  encoding: 'utf8',
  maxBuffer: 2 ** 30,
  stdio: ['ignore', 'pipe', 'ignore'],
};

/** Compares byte for byte. */
export function groupsOfJdupes(folder: string): string[][] {
  const said = execFileSync('jdupes', ['-r', '-q', '--hard-links', folder], output);
  return withCopies(said.split('\n\n').map((group) => group.split('\n').filter((line) => line !== '')));
}

/** Compares BLAKE2b hashes. */
export function groupsOfRmlint(folder: string): string[][] {
  const said = execFileSync('rmlint', ['-T', 'duplicates', '-o', 'json:stdout', folder], output);
  const groups = new Map<string, string[]>();
  for (const { type, checksum, path } of JSON.parse(said) as Record<string, string>[]) {
    if (type !== 'duplicate_file' || checksum === undefined || path === undefined) continue;
    groups.set(checksum, [...(groups.get(checksum) ?? []), path]);
  }
  return withCopies([...groups.values()]);
}

function withCopies(groups: readonly string[][]): string[][] {
  return groups.filter((group) => new Set(group.map((path) => lstatSync(path).ino)).size > 1);
}
