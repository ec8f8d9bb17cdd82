import { StoreError } from '../backup/store.js';
import type { Context } from './context.js';

/** Does something again when a network fails, after growing pauses. */
export interface Retries {
  /**
   * @param work is called again after it has thrown a StoreError that may pass by itself
   * @param done a number that grows while work gets on: as long as it does, patience begins anew
   * @throws what the last attempt threw
   */
  run<T>(work: () => Promise<T>, done: () => number): Promise<T>;
}

/** Seconds. The last one is for a router that starts again. */
const pauses = [2, 10, 30, 120];

/** @param limit how often something is done again  @param note told before each pause */
export function createRetries(context: Context, limit: number, note: (text: string) => void): Retries {
  return {
    async run(work, done) {
      for (let failures = 0; ;) {
        const before = done();
        try {
          return await work();
        } catch (error) {
          if (!(error instanceof StoreError) || !error.retry || context.interruptedBy()) throw error;
          if (done() > before) failures = 0;
          if (failures >= limit) throw error;
          const seconds = pauses[Math.min(failures, pauses.length - 1)] as number;
          failures++;
          note(`${error.message}; trying again in ${String(seconds)} s`);
          await pause(context, seconds);
        }
      }
    },
  };
}

/** Ends early when the run is interrupted. */
function pause(context: Context, seconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    context.onInterrupt(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
