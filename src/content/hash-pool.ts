import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { createFingerprinter } from './fingerprint.js';
import { type HashAnswer, hashAnswer } from './hash-answer.js';

export type { HashAnswer } from './hash-answer.js';

/** Fingerprints files on worker threads, so that the main thread stays free to plan, move and listen. */
export interface HashPool {
  /** Answers in the order of the paths. */
  fingerprints(paths: readonly string[]): Promise<HashAnswer[]>;
  close(): Promise<void>;
}

const filesPerMessage = 16;
// More readers than this do not make a disk faster, and each costs some 10 MB.
const maxWorkers = 2;

interface Job {
  readonly paths: readonly string[];
  readonly resolve: (answers: HashAnswer[]) => void;
  readonly reject: (error: unknown) => void;
}

/** The same on this thread, for little that is to be read. What has become large meanwhile is read all the same. */
export async function createHashPoolHere(): Promise<HashPool> {
  const fingerprintOf = await createFingerprinter();
  return {
    fingerprints: (paths) => Promise.resolve(paths.map((path) => hashAnswer(path, fingerprintOf))),
    close: () => Promise.resolve(),
  };
}

/** Starts no thread before the first file. */
export function createHashPool(workers = Math.min(maxWorkers, availableParallelism())): HashPool {
  const waiting: Job[] = [];
  const idle: Worker[] = [];
  const busy = new Map<Worker, Job>();

  function start(): Worker {
    const worker = new Worker(new URL('./hash-worker.js', import.meta.url), {
      resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32 },
    });
    worker.on('message', (answers: HashAnswer[]) => {
      busy.get(worker)?.resolve(answers);
      busy.delete(worker);
      idle.push(worker);
      next();
    });
    worker.on('error', (error) => {
      busy.get(worker)?.reject(error);
      busy.delete(worker);
      // What is waiting must not wait for ever.
      next();
    });
    return worker;
  }

  function next(): void {
    while (waiting.length > 0) {
      const worker = idle.pop() ?? (busy.size < workers ? start() : undefined);
      if (!worker) return;
      const job = waiting.shift() as Job;
      busy.set(worker, job);
      worker.postMessage(job.paths);
    }
  }

  return {
    async fingerprints(paths) {
      const jobs: Promise<HashAnswer[]>[] = [];
      for (let at = 0; at < paths.length; at += filesPerMessage) {
        const some = paths.slice(at, at + filesPerMessage);
        jobs.push(
          new Promise((resolve, reject) => {
            waiting.push({ paths: some, resolve, reject });
          }),
        );
      }
      next();
      return (await Promise.all(jobs)).flat();
    },
    async close() {
      await Promise.all([...idle, ...busy.keys()].map((worker) => worker.terminate()));
    },
  };
}
