/** Numbers from 0 on in sets, each alone at first (union-find). A set goes by its smallest number. */
export interface GrowingSets {
  /** Makes one set of the sets that these are in. */
  unite(numbers: readonly number[]): void;
  /** The sets in the order of their smallest numbers, each in ascending order. */
  all(): Generator<number[]>;
}

const none = 0xffffffff;

export function growingSets(count: number): GrowingSets {
  const parents = Uint32Array.from({ length: count }, (_, number) => number);

  function smallest(number: number): number {
    let at = number;
    while (parents[at] !== at) at = parents[at] = parents[parents[at] as number] as number;
    return at;
  }

  return {
    unite(numbers) {
      const roots = numbers.map(smallest);
      const root = roots.reduce((a, b) => Math.min(a, b), none);
      for (const one of roots) parents[one] = root;
    },
    *all() {
      const next = new Uint32Array(count).fill(none);
      const last = new Uint32Array(count);
      for (let number = 0; number < count; number++) {
        const root = smallest(number);
        if (root !== number) next[last[root] as number] = number;
        last[root] = number;
      }
      for (let root = 0; root < count; root++) {
        if (parents[root] !== root) continue;
        const members: number[] = [];
        for (let number = root; number !== none; number = next[number] as number) members.push(number);
        yield members;
      }
    },
  };
}
