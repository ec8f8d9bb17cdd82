/** How much is done at once. */
export interface BatchLimits {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Cuts a list into batches, in its order; what is larger than a batch has one of its own.
 *
 * @param staysWith whether an item must be in the batch of the one before it, however large that gets
 */
export function batchesOf<T>(
  items: readonly T[],
  limits: BatchLimits,
  bytesOf: (item: T) => number,
  staysWith: (item: T, before: T | undefined) => boolean = () => false,
): T[][] {
  const batches: T[][] = [];
  let current: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const cost = bytesOf(item);
    const isFull = current.length >= limits.files || bytes + cost > limits.bytes;
    if (current.length > 0 && isFull && !staysWith(item, current.at(-1))) {
      batches.push(current);
      [current, bytes] = [[], 0];
    }
    current.push(item);
    bytes += cost;
  }
  return current.length > 0 ? [...batches, current] : batches;
}
