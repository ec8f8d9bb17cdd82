import { Worker } from 'node:worker_threads';

/** A thread that does tasks in the order in which it gets them. */
interface Thread {
  readonly worker: Worker;
  readonly underWay: ((answer: unknown) => void)[];
}

/**
 * Some work in pieces. The calling thread takes part in it, one piece after the other with a pause for the event loop;
 * a piece for it should take no more than some milliseconds.
 */
export interface SharedWork<Task, Answer> {
  /** The next piece for a thread, or for the calling one; undefined when there is none now. */
  next(lane: 'thread' | 'here'): Task | undefined;
  doHere(task: Task): Answer;
  /** What is sent to a thread: all of it is copied. */
  message(task: Task): unknown;
  /** Told of each answer as it comes; may lead to new pieces. */
  take(task: Task, answer: Answer): void;
}

export interface SearchThreads {
  /**
   * Does the work until there is none left.
   *
   * @param threads the calling one not counted
   */
  share<Task, Answer>(work: SharedWork<Task, Answer>, threads: number): Promise<void>;
  close(): Promise<unknown>;
}

/** So that a thread need not wait for the calling one between two pieces. */
const tasksAhead = 2;

/** Starts a first thread at once: it takes as long as a good part of a search. */
export function startSearchThreads(): SearchThreads {
  const workers: Worker[] = [];
  /** those that have started */
  const threads: Thread[] = [];
  let wake: () => void = () => undefined;
  let closing: Promise<unknown> | undefined;
  let broken: { readonly error: unknown } | undefined;

  function start(): void {
    const worker = new Worker(new URL('./search-worker.js', import.meta.url), {
      resourceLimits: { maxYoungGenerationSizeMb: 2 },
    });
    const thread: Thread = { worker, underWay: [] };
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
    workers.push(worker);
  }
  start();

  return {
    async share<Task, Answer>({ next, doHere, message, take }: SharedWork<Task, Answer>, count: number) {
      let underWay = 0;
      const feed = ({ worker, underWay: waiting }: Thread): void => {
        while (waiting.length < tasksAhead) {
          const task = next('thread');
          if (task === undefined) return;
          underWay++;
          worker.postMessage(message(task));
          waiting.push((answer) => {
            underWay--;
            take(task, answer as Answer);
            threads.slice(0, count).forEach(feed);
          });
        }
      };
      for (;;) {
        if (broken) throw broken.error;
        threads.slice(0, count).forEach(feed);
        const task = next('here');
        if (task !== undefined) {
          take(task, doHere(task));
          await breathe();
        } else if (underWay > 0) {
          await new Promise<void>((resolve) => (wake = resolve));
        } else return;
      }
    },
    close() {
      return (closing ??= Promise.all(workers.map((worker) => worker.terminate())));
    },
  };
}

function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
