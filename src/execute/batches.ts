/** How much is done at once. */
export interface BatchLimits {
  readonly files: number;
  readonly bytes: number;
}

/** Cuts a list into batches, in its order; what is larger than a batch has one of its own. */
export function batchesOf<T>(items: readonly T[], limits: BatchLimits, bytesOf: (item: T) => number): T[][] {
  const batches: T[][] = [];
  let current: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const cost = bytesOf(item);
    if (current.length > 0 && (current.length >= limits.files || bytes + cost > limits.bytes)) {
      batches.push(current);
      [current, bytes] = [[], 0];
    }
    current.push(item);
    bytes += cost;
  }
  return current.length > 0 ? [...batches, current] : batches;
}
