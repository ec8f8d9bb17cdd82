/** What the content of a file may be known by. */
export type Part = 'ends' | 'whole';

const known = { ends: 1, whole: 2 } as const;
const lost = 4;
/** what this search read itself */
const fresh = 8;

const hashBytes = 8;
const bytesPerFile = 2 * hashBytes + 1;

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
    this.set(file, part, low, high);
    this.states[file] = (this.states[file] as number) | fresh;
  }

  /** Takes in what was known before. @param hash as in a fingerprint */
  recall(file: number, hash: string): void {
    this.set(file, 'whole', parseInt(hash.slice(8), 16), parseInt(hash.slice(0, 8), 16));
  }

  /** Whether this search learned something of it that was not known before. */
  isFresh(file: number): boolean {
    return ((this.states[file] as number) & fresh) !== 0;
  }

  /** Whether anything of these files is fresh. */
  hasFresh(first: number, end: number): boolean {
    for (let file = first; file < end; file++) if (this.isFresh(file)) return true;
    return false;
  }

  /** From now on nothing is fresh. */
  settle(): void {
    for (let file = 0; file < this.states.length; file++)
      this.states[file] = (this.states[file] as number) & ~fresh;
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

  /** What is known of these files, in one block, for `unpack`. */
  pack(first: number, end: number): Buffer {
    const states = this.states.slice(first, end).map((state) => state & (known.ends | known.whole));
    return Buffer.concat([...this.bytes(first, end), states]);
  }

  /** How many files were packed. */
  packedFiles(packed: Uint8Array): number {
    return packed.length / bytesPerFile;
  }

  /** Takes in what was packed, for as many files as there were. */
  unpack(first: number, packed: Uint8Array): void {
    const files = this.packedFiles(packed);
    const [ends, whole] = this.bytes(first, first + files);
    ends.set(packed.subarray(0, files * hashBytes));
    whole.set(packed.subarray(files * hashBytes, 2 * files * hashBytes));
    this.states.set(packed.subarray(2 * files * hashBytes), first);
  }

  /** Takes in what was packed of one file. @param place it had among those that were packed */
  unpackOne(file: number, packed: Uint8Array, place: number): void {
    const files = this.packedFiles(packed);
    const [ends, whole] = this.bytes(file, file + 1);
    ends.set(packed.subarray(place * hashBytes, (place + 1) * hashBytes));
    whole.set(packed.subarray((files + place) * hashBytes, (files + place + 1) * hashBytes));
    this.states[file] = packed[2 * files * hashBytes + place] as number;
  }

  private set(file: number, part: Part, low: number, high: number): void {
    this.hashes[part][file * 2] = low;
    this.hashes[part][file * 2 + 1] = high;
    this.states[file] = (this.states[file] as number) | known[part];
  }

  private bytes(first: number, end: number): [Uint8Array, Uint8Array] {
    const { ends, whole } = this.hashes;
    return [
      new Uint8Array(ends.buffer, first * hashBytes, (end - first) * hashBytes),
      new Uint8Array(whole.buffer, first * hashBytes, (end - first) * hashBytes),
    ];
  }
}

function hex(half: number): string {
  return half.toString(16).padStart(8, '0');
}
