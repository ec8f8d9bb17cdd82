import { equalRuns } from '../content/equal-runs.js';
import type { NamedRole } from '../scan/asset-name.js';
import type { FileTable } from '../scan/file-table.js';

/** What a search compares: files by their numbers in a table, of each that has several names one. */
export interface Candidates {
  readonly files: Uint32Array;
  /** the other names of some of them: hard links are no duplicates of each other, but stay or go together */
  readonly otherNames: ReadonlyMap<number, readonly number[]>;
}

export function searchCandidates(table: FileTable, roles: readonly NamedRole[]): Candidates {
  const all = table.withRoles(roles);
  const linked = all.filter((file) => table.hasOtherNames(file));
  const otherNames = new Map<number, readonly number[]>();
  const isSecond = new Set<number>();
  for (const [first = 0, ...rest] of namesOfOneFile(table, linked)) {
    // A single file that was named as a root is met again where it lies.
    const paths = new Set([table.path(first)]);
    const names = rest.filter((name) => paths.size < paths.add(table.path(name)).size);
    otherNames.set(first, names);
    for (const name of rest) isSecond.add(name);
  }
  return { files: isSecond.size === 0 ? all : all.filter((file) => !isSecond.has(file)), otherNames };
}

function namesOfOneFile(table: FileTable, files: Uint32Array): Generator<number[]> {
  return equalRuns(
    files,
    (file) => table.inode(file),
    (a, b) => table.isSameInode(a, b),
  );
}

/** Each file once: one without hard links is met twice when it is mounted elsewhere, or was named besides its folder. */
export function withoutSecondWays(table: FileTable, files: readonly number[]): readonly number[] {
  const inodes = new Set(files.map((file) => table.inode(file)));
  // Most often no two of them have the same number.
  if (inodes.size === files.length) return files;
  const met = new Set<string>();
  return files.filter((file) => {
    const { dev, ino } = table.identity(file);
    return met.size < met.add(ino === 0 ? table.path(file) : `${String(dev)}:${String(ino)}`).size;
  });
}
