import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { FileIdentity } from '../scan/identity.js';
import type { ReadAnswer, Reading, ReadRequest } from './content-worker.js';

export type { Reading } from './content-worker.js';

/** A file to read; `file` is the caller's name for it. */
export interface FileToRead {
  readonly file: number;
  readonly path: string;
  readonly identity: FileIdentity;
}

/** XXH64 of what was read, in two halves, or the code of the system error; `changed` for one that is another by now. */
export type ReadResult = readonly [high: number, low: number] | string;

/** Reads many files on worker threads. */
export interface ContentReader {
  /** Reads them in this order, as far as several threads can; `take` is told of each as it comes. */
  read(
    files: Iterable<FileToRead>,
    what: Reading,
    take: (file: FileToRead, result: ReadResult) => void,
    isInterrupted: () => boolean,
  ): Promise<void>;
  close(): Promise<void>;
}

const filesPerMessage = 32;
const bytesPerMessage = 8 * 1024 * 1024;

export function createContentReader(workers = Math.min(2, availableParallelism())): ContentReader {
  const threads: Worker[] = [];

  function ask(worker: Worker, request: ReadRequest): Promise<ReadAnswer> {
    return new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.postMessage(request);
    });
  }

  async function work(
    worker: Worker,
    batches: Iterator<FileToRead[]>,
    what: Reading,
    take: (file: FileToRead, result: ReadResult) => void,
  ): Promise<void> {
    for (let next = batches.next(); next.done !== true; next = batches.next()) {
      const batch = next.value;
      const { hashes, failures } = await ask(worker, {
        what,
        paths: batch.map(({ path }) => path),
        expected: Float64Array.from(
          batch.flatMap(({ identity: { dev, ino, size, mtimeMs, ctimeMs } }) => [
            dev,
            ino,
            size,
            mtimeMs,
            ctimeMs,
          ]),
        ),
      });
      const halves = new Uint32Array(hashes.buffer);
      const failed = new Map(failures);
      for (const [index, file] of batch.entries())
        take(file, failed.get(index) ?? [halves[index * 2 + 1] as number, halves[index * 2] as number]);
    }
  }

  return {
    async read(files, what, take, isInterrupted) {
      while (threads.length < workers) {
        threads.push(
          new Worker(new URL('./content-worker.js', import.meta.url), {
            resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32 },
          }),
        );
      }
      const batches = inBatches(files, isInterrupted);
      await Promise.all(threads.map((thread) => work(thread, batches, what, take)));
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}

function* inBatches(files: Iterable<FileToRead>, isInterrupted: () => boolean): Generator<FileToRead[]> {
  let batch: FileToRead[] = [];
  let bytes = 0;
  for (const file of files) {
    if (isInterrupted()) return;
    batch.push(file);
    bytes += file.identity.size;
    if (batch.length < filesPerMessage && bytes < bytesPerMessage) continue;
    yield batch;
    [batch, bytes] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}
