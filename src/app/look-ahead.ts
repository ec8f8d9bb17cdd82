/**
 * Maps values in order while the work on the next few is already under way, so that reading goes on during
 * writing and memory stays bounded.
 *
 * @param depth how many results may be waiting beyond the one that is used
 */
export async function* lookAhead<T, R>(
  values: readonly T[],
  depth: number,
  work: (value: T) => Promise<R>,
): AsyncGenerator<R> {
  const underWay: Promise<R>[] = [];
  let next = 0;
  const fill = (): void => {
    while (next < values.length && underWay.length <= depth) {
      const started = work(values[next++] as T);
      // Its failure is thrown when its turn comes; until then it must not count as unhandled.
      started.catch(() => undefined);
      underWay.push(started);
    }
  };
  fill();
  for (let current = underWay.shift(); current; current = underWay.shift()) {
    const result = await current;
    fill();
    yield result;
  }
}
