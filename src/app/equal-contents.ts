import type { ContentTable } from '../content/content-table.js';
import { equalRuns } from '../content/equal-runs.js';
import type { FileTable } from '../scan/file-table.js';
import { readParts, type ReadTools } from './read-parts.js';

/**
 * Bytes: larger files are told apart by their ends first. To open a file twice costs more than to read so much, and
 * files of one size most often are copies; from a disk the kernel reads about as much ahead anyway.
 */
const wholeAtOnce = 128 * 1024;

/**
 * Finds files that hold the same among these, of which no two are names of one: by size, then by their first and last
 * blocks, then by all of it, reading no more than is needed. Every file of a group has its `whole`.
 */
export async function equalContents(files: Uint32Array, tools: ReadTools): Promise<Iterable<number[]>> {
  const { table, contents } = tools;
  const alike: number[] = [];
  const [whole, ends]: [number[], number[]] = [[], []];
  for (const run of equalSizes(table, files)) {
    alike.push(...run);
    const unread = run.filter((file) => !contents.knows(file, 'whole'));
    if (unread.length === 0) continue;
    if (table.size(run[0] as number) <= wholeAtOnce) whole.push(...unread);
    else ends.push(...run.filter((file) => !contents.knows(file, 'ends')));
  }
  await readParts('ends', Uint32Array.from(ends), tools);
  const ended = Uint32Array.from(alike.filter((file) => contents.knows(file, 'ends')));
  for (const run of equalParts(table, contents, ended, 'ends')) {
    whole.push(...run.filter((file) => !contents.knows(file, 'whole')));
  }
  await readParts('whole', Uint32Array.from(whole), tools);
  return equalParts(
    table,
    contents,
    Uint32Array.from(alike.filter((file) => contents.knows(file, 'whole'))),
    'whole',
  );
}

/** Files of equal size, in groups of two or more. */
export function equalSizes(table: FileTable, files: Uint32Array): Generator<number[]> {
  return equalRuns(
    files,
    (file) => table.size(file),
    (a, b) => table.size(a) === table.size(b),
  );
}

function equalParts(
  table: FileTable,
  contents: ContentTable,
  files: Uint32Array,
  part: 'ends' | 'whole',
): Generator<number[]> {
  return equalRuns(
    files,
    (file) => contents.key(file, part),
    (a, b) => contents.isSame(a, b, part) && table.size(a) === table.size(b),
  );
}
