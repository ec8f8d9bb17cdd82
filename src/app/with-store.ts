import { awaitDisk } from '../backup/disk.js';
import { openStore } from '../backup/open-store.js';
import type { Store } from '../backup/store.js';
import type { Target } from '../backup/target.js';
import type { Context } from './context.js';

export interface StoreUse {
  /** told of every program that is started */
  readonly onStart?: (pid: number) => void;
  /** told what else the user should know */
  readonly note: (text: string) => void;
}

/**
 * Works with the store of a target: waits for its disk, mounts it where that is asked for, and leaves both as they were
 * on every way out. An interruption ends what the store is at.
 *
 * @throws StoreError
 */
export async function withStore<T>(
  context: Context,
  target: Target,
  { onStart, note }: StoreUse,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const stopping = new AbortController();
  context.onInterrupt(() => {
    stopping.abort();
  });
  const around = { env: context.env, signal: stopping.signal, ...(onStart && { onStart }) };
  const disk = target.kind === 'folder' ? await awaitDisk(target, around) : undefined;
  const store = openStore(target, around);
  try {
    return await work(store);
  } finally {
    await store.close();
    const complaint = await disk?.release();
    if (complaint !== undefined) note(complaint);
  }
}
