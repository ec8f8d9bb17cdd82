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
  readonly isInterrupted: () => boolean;
}

/** More than this would keep the calling thread from hearing a signal, or from giving the others to do. */
const lightBytes = 1024 * 1024;
const limits = {
  here: { files: 16, bytes: 2 * lightBytes },
  thread: { files: 32, bytes: 8 * lightBytes },
};

/** Reads a part of each of these files into the table of contents; what cannot be read, or changed, is lost to it. */
export async function readParts(part: Part, files: Uint32Array, tools: ReadTools): Promise<void> {
  const { table, contents, threads, reader, onLeft, onBytes, isInterrupted } = tools;
  const cost = (file: number): number =>
    part === 'ends' ? Math.min(table.size(file), 2 * endBytes) : table.size(file);
  const inOrder = files.slice().sort();
  const light = new Queue(inOrder.filter((file) => cost(file) <= lightBytes));
  const heavy = new Queue(inOrder.filter((file) => cost(file) > lightBytes));
  onBytes(sum(inOrder, cost), 0);

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

  await threads.share<Batch, ReadAnswer>(
    {
      next(lane) {
        if (isInterrupted()) return undefined;
        const heavyOnes = lane === 'thread' ? heavy.next(limits[lane], cost) : undefined;
        return batchOf(heavyOnes ?? light.next(limits[lane], cost));
      },
      doHere: ({ request }) => reader(request),
      message: ({ request }) => request,
      take,
    },
    2,
  );
}

interface Batch {
  readonly request: ReadRequest;
  /** by their numbers, in the same order */
  readonly files: Uint32Array;
}

/** Files that wait to be read. */
class Queue {
  private at = 0;

  constructor(private readonly files: Uint32Array) {}

  /** Some more of them; undefined when there are none. */
  next(
    limit: { readonly files: number; readonly bytes: number },
    cost: (file: number) => number,
  ): Uint32Array | undefined {
    const start = this.at;
    for (let bytes = 0; this.at < this.files.length && this.at - start < limit.files && bytes < limit.bytes;)
      bytes += cost(this.files[this.at++] as number);
    return this.at === start ? undefined : this.files.subarray(start, this.at);
  }
}

function sum(files: Uint32Array, cost: (file: number) => number): number {
  let all = 0;
  for (let index = 0; index < files.length; index++) all += cost(files[index] as number);
  return all;
}
