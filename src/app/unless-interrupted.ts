import { StoreError } from '../backup/store.js';
import type { Context } from './context.js';

/** An interruption ends the program of a store that is at work: that is no failure. @returns undefined then */
export async function unlessInterrupted<T>(
  { interruptedBy }: Pick<Context, 'interruptedBy'>,
  work: Promise<T>,
): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof StoreError && interruptedBy()) return undefined;
    throw error;
  }
}
