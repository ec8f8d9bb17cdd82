/**
 * Maps values in order while the work on the next few is already under way, so that reading goes on during
 * writing and memory stays bounded.
 *
 * @param depth how many results may be waiting beyond the one that is used
 */
export async function* lookAhead<T, R>(
  values: Iterable<T>,
  depth: number,
  work: (value: T) => Promise<R>,
): AsyncGenerator<R> {
  const underWay: Promise<R>[] = [];
  const remaining = values[Symbol.iterator]();
  const fill = (): void => {
    while (underWay.length <= depth) {
      const next = remaining.next();
      if (next.done === true) return;
      const started = work(next.value);
      // Its failure is thrown when its turn comes; until then it must not count as unhandled.
      started.catch(() => undefined);
      underWay.push(started);
    }
  };
  fill();
  for (let current = underWay.shift(); current; current = underWay.shift()) {
    yield await current;
    fill();
  }
}
