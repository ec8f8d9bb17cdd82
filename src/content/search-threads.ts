import { Worker } from 'node:worker_threads';

/** Who does a piece of work: the calling thread, or one of the others by its number from 1 on. */
export type Lane = number;

export const here: Lane = 0;

/**
 * Some work in pieces. The calling thread takes part in it, one piece after the other with a pause for the event loop;
 * a piece for it should take no more than some milliseconds.
 */
export interface SharedWork<Task, Answer> {
  /** The next piece for this lane; undefined when there is none now. */
  readonly next: (lane: Lane) => Task | undefined;
  /** Whether there is one for some lane. */
  readonly hasNext: () => boolean;
  readonly doHere: (task: Task) => Answer;
  /** What is sent to a thread: all of it is copied. */
  readonly message: (task: Task) => unknown;
  /** Told of each answer as it comes; may lead to new pieces. */
  readonly take: (task: Task, answer: Answer) => void;
}

export interface SearchThreads {
  /** Does the work until there is none left, or the search is interrupted: then it waits for nothing under way. */
  share<Task, Answer>(work: SharedWork<Task, Answer>): Promise<void>;
  /** Starts more threads, up to this number. */
  atLeast(count: number): void;
  close(): Promise<unknown>;
}

/** A thread that does tasks in the order in which it gets them. */
interface Thread {
  readonly lane: Lane;
  readonly worker: Worker;
  readonly underWay: ((answer: unknown) => void)[];
}

/** So that a thread need not wait for the calling one between two pieces. */
const tasksAhead = 2;
const interruptMs = 200;
/** Each costs some 10 MB; more did not make a disk faster. */
const maxThreads = 4;

/**
 * Starts a first thread at once: that takes as long as a good part of a search. Others follow when what is read has to
 * come from a disk, which answers several at once faster than one after the other.
 */
export function startSearchThreads(isInterrupted: () => boolean): SearchThreads {
  const workers: Worker[] = [];
  /** those that have started */
  const threads: Thread[] = [];
  const diskIsRead = watchDisk();
  let wake: () => void = () => undefined;
  let closing: Promise<unknown> | undefined;
  let broken: { readonly error: unknown } | undefined;

  function atLeast(count: number): void {
    while (workers.length < Math.min(count, maxThreads)) start();
  }

  function start(): void {
    const worker = new Worker(new URL('./search-worker.js', import.meta.url), {
      resourceLimits: { maxYoungGenerationSizeMb: 2 },
    });
    const thread: Thread = { lane: workers.push(worker), worker, underWay: [] };
    worker.on('online', () => {
      threads.push(thread);
      wake();
    });
    worker.on('message', (answer) => {
      try {
        thread.underWay.shift()?.(answer);
      } catch (error) {
        broken ??= { error };
      }
      wake();
    });
    worker.on('error', (error: unknown) => {
      broken ??= { error };
      wake();
    });
  }
  start();

  /** An answer, or the time to see whether there was an interruption: a large video may take minutes to be read. */
  function nextEvent(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, interruptMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  return {
    async share<Task, Answer>({ next, hasNext, doHere, message, take }: SharedWork<Task, Answer>) {
      let underWay = 0;
      const feed = ({ lane, worker, underWay: waiting }: Thread): void => {
        while (waiting.length < tasksAhead && !isInterrupted()) {
          const task = next(lane);
          if (task === undefined) return;
          underWay++;
          worker.postMessage(message(task));
          waiting.push((answer) => {
            underWay--;
            take(task, answer as Answer);
            threads.forEach(feed);
          });
        }
        if (diskIsRead()) atLeast(workers.length + 1);
      };
      for (;;) {
        if (broken) throw broken.error;
        if (isInterrupted()) return;
        threads.forEach(feed);
        const task = next(here);
        if (task !== undefined) {
          take(task, doHere(task));
          await breathe();
        } else if (underWay > 0 || hasNext()) {
          // What the calling thread may not do waits for one that has yet to start.
          await nextEvent();
        } else return;
      }
    },
    atLeast,
    close() {
      return (closing ??= Promise.all(workers.map((worker) => worker.terminate())));
    },
  };
}

const watchMs = 50;

/** Whether, since it was last asked, this process had to wait for a disk; asked more often, it says no. */
function watchDisk(): () => boolean {
  let askedMs = performance.now();
  let blocksThen = process.resourceUsage().fsRead;
  return () => {
    const nowMs = performance.now();
    if (nowMs - askedMs < watchMs) return false;
    const blocks = process.resourceUsage().fsRead;
    const isRead = blocks > blocksThen;
    [askedMs, blocksThen] = [nowMs, blocks];
    return isRead;
  };
}

function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
