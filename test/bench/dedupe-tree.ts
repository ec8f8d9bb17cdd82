import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../media/seeded-random.js';

/** What a tree of pictures is made of. */
export interface TreeShape {
  readonly files: number;
  /** bytes of the smallest and the largest file; there are as many from 10 to 20 kB as from 100 to 200 kB */
  readonly sizes: readonly [number, number];
  readonly seed: number;
}

const filesPerFolder = 200;
/** The share of files that hold what another one holds. */
const copies = 0.2;
/** Of the others, the share of those that are as large as another one. */
const sameSize = 0.1;

/** Makes a tree of files that are noise, as pictures are to whoever compares them; the same tree for the same seed. */
export function makeTree(root: string, { files, sizes: [smallest, largest], seed }: TreeShape): void {
  const random = seededRandom(seed);
  const noise = Buffer.alloc(largest + 8 * 1024 * 1024);
  for (let at = 0; at + 4 <= noise.length; at += 4) noise.writeUInt32LE(random.next() * 2 ** 32, at);
  const originals: { readonly size: number; readonly from: number; readonly stamp: number }[] = [];
  let folder = '';
  for (let file = 0; file < files; file++) {
    if (file % filesPerFolder === 0) {
      folder = join(root, `Trip ${String(file / filesPerFolder).padStart(4, '0')}`);
      mkdirSync(folder, { recursive: true });
    }
    const some = originals[Math.floor(random.next() * originals.length)];
    const isCopy = random.next() < copies;
    const isAsLarge = random.next() < sameSize;
    const newSize = Math.floor(smallest * (largest / smallest) ** random.next());
    const size = isAsLarge && some ? some.size : newSize;
    const fresh = { size, from: Math.floor(random.next() * (noise.length - size)), stamp: file };
    const made = isCopy && some ? some : fresh;
    if (made === fresh) originals.push(fresh);
    const content = Buffer.from(noise.subarray(made.from, made.from + made.size));
    content.writeUInt32LE(made.stamp, content.length >>> 1);
    writeFileSync(join(folder, `IMG_${String(file).padStart(7, '0')}.JPG`), content);
  }
}
