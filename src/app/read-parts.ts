import type { ContentTable, Part } from '../content/content-table.js';
import { endBytes } from '../content/fingerprint.js';
import {
  type FileReader,
  numbersPerIdentity,
  type ReadAnswer,
  type ReadRequest,
} from '../content/read-files.js';
import type { SearchThreads } from '../content/search-threads.js';
import type { FileTable } from '../scan/file-table.js';
import { createReadQueues } from './read-queues.js';
import type { OnLeft } from './walk-roots.js';

export interface ReadTools {
  readonly table: FileTable;
  readonly contents: ContentTable;
  readonly threads: SearchThreads;
  /** reads in the calling thread */
  readonly reader: FileReader;
  readonly onLeft: OnLeft;
  /** told of bytes that are to be read, and of bytes that were */
  readonly onBytes: (toRead: number, read: number) => void;
}

/** Reads a part of each of these files into the table of contents; what cannot be read, or changed, is lost to it. */
export async function readParts(part: Part, files: Uint32Array, tools: ReadTools): Promise<void> {
  if (files.length === 0) return;
  const { table, contents, threads, reader, onLeft, onBytes } = tools;
  const cost = (file: number): number =>
    part === 'ends' ? Math.min(table.size(file), 2 * endBytes) : table.size(file);
  onBytes(sum(files, cost), 0);
  const queues = createReadQueues(files, table, cost);
  threads.atLeast(queues.turningDisks);

  function batchOf(files: Uint32Array | undefined): Batch | undefined {
    if (!files) return undefined;
    const identities = new Float64Array(files.length * numbersPerIdentity);
    let paths = '';
    for (let index = 0; index < files.length; index++) {
      const file = files[index] as number;
      paths += index === 0 ? table.path(file) : `\0${table.path(file)}`;
      table.writeIdentity(file, identities, index * numbersPerIdentity);
    }
    return { request: { part, paths, identities }, files };
  }

  function take({ request, files: batch }: Batch, { hashes, failures }: ReadAnswer): void {
    const halves = new Uint32Array(hashes.buffer);
    for (let index = 0; index < batch.length; index++) {
      contents.learn(
        batch[index] as number,
        part,
        halves[index * 2] as number,
        halves[index * 2 + 1] as number,
      );
    }
    for (const [index, code] of failures) {
      contents.lose(batch[index] as number);
      const path = request.paths.split('\0')[index] as string;
      const isGone = code === 'changed' || code === 'ENOENT';
      onLeft(isGone ? { path, reason: 'changed' } : { path, failure: 'unreadable' });
    }
    onBytes(0, sum(batch, cost));
  }

  await threads.share<Batch, ReadAnswer>({
    next: (lane) => batchOf(queues.next(lane)),
    hasNext: queues.hasNext,
    message: ({ request }) => request,
    doHere: ({ request }) => reader(request),
    take,
  });
}

interface Batch {
  readonly request: ReadRequest;
  /** by their numbers, in the same order */
  readonly files: Uint32Array;
}

function sum(files: Uint32Array, cost: (file: number) => number): number {
  let all = 0;
  for (const file of files) all += cost(file);
  return all;
}
