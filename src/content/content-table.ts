/** What the content of a file may be known by. */
export type Part = 'ends' | 'whole';

const known = { ends: 1, whole: 2 } as const;
const lost = 4;

/** What is known of the contents of many files, by their numbers in a `FileTable`: XXH64 in halves, the lower first. */
export class ContentTable {
  private readonly hashes: Readonly<Record<Part, Uint32Array>>;
  private readonly states: Uint8Array;
  private last = { low: 0, high: 0, hash: '0'.repeat(16) };

  constructor(files: number) {
    this.hashes = { ends: new Uint32Array(files * 2), whole: new Uint32Array(files * 2) };
    this.states = new Uint8Array(files);
  }

  knows(file: number, part: Part): boolean {
    return ((this.states[file] as number) & known[part]) !== 0;
  }

  learn(file: number, part: Part, low: number, high: number): void {
    this.hashes[part][file * 2] = low;
    this.hashes[part][file * 2 + 1] = high;
    this.states[file] = (this.states[file] as number) | known[part];
  }

  /** For another name of the same file. */
  copy(from: number, to: number): void {
    for (const hashes of [this.hashes.ends, this.hashes.whole])
      hashes.copyWithin(to * 2, from * 2, from * 2 + 2);
    this.states[to] = this.states[from] as number;
  }

  /** Nothing can be said about its content: it changed, or could not be read. */
  lose(file: number): void {
    this.states[file] = lost;
  }

  isLost(file: number): boolean {
    return this.states[file] === lost;
  }

  /** A number that is the same for equal parts. */
  key(file: number, part: Part): number {
    return this.hashes[part][file * 2] as number;
  }

  /** Whether the parts, both known, are equal. */
  isSame(a: number, b: number, part: Part): boolean {
    const hashes = this.hashes[part];
    return hashes[a * 2] === hashes[b * 2] && hashes[a * 2 + 1] === hashes[b * 2 + 1];
  }

  /** The `hash` of a fingerprint; undefined where it is not known. */
  hash(file: number): string | undefined {
    if (!this.knows(file, 'whole')) return undefined;
    const [low, high] = [this.hashes.whole[file * 2] as number, this.hashes.whole[file * 2 + 1] as number];
    // Who asks most often asks for one copy after the other.
    if (low !== this.last.low || high !== this.last.high)
      this.last = { low, high, hash: hex(high) + hex(low) };
    return this.last.hash;
  }
}

function hex(half: number): string {
  return half.toString(16).padStart(8, '0');
}
