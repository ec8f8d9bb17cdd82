import { linkSync, lstatSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sha256, treeOf } from './folder-listing.js';
import { filesBelow } from './contents.js';
import { seededRandom } from './media/seeded-random.js';

/** How many of what. */
export interface DuplicatesOptions {
  readonly seed: number;
  /** pictures, each with another content; every tenth is a Live Photo of two files */
  readonly pictures: number;
  /** the folders that each have all of them */
  readonly folders: readonly string[];
  /** whether every fifth file of each folder but the first has a second name */
  readonly links?: boolean;
}

/** Makes files that only look like pictures by their names, each with its own time, to the microsecond. */
export function makeDuplicates(
  root: string,
  { seed, pictures, folders, links = false }: DuplicatesOptions,
): void {
  const random = seededRandom(seed);
  for (let number = 0; number < pictures; number++) {
    const name = `IMG_${String(number).padStart(4, '0')}`;
    for (const extension of number % 10 === 0 ? ['HEIC', 'MOV'] : ['JPG']) {
      const content = Buffer.from(
        Array.from({ length: Math.floor(random.between(200, 900)) }, () =>
          Math.floor(random.between(0, 256)),
        ),
      );
      for (const [index, folder] of folders.entries()) {
        const path = join(root, folder, `${name}.${extension}`);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, content);
        const time = Math.floor(random.between(1.2e15, 1.7e15)) / 1e6;
        utimesSync(path, time, time);
        if (links && index > 0 && number % 5 === 0)
          linkSync(path, join(root, folder, `link ${name}.${extension}`));
      }
    }
  }
}

/** The tree as people see it: names, contents, times in nanoseconds, and which names are one file. */
export function seenTree(folder: string): string[] {
  return treeOf(folder).filter((line) => !/(^|\/)\.photokeep/.test(line));
}

/** SHA-256 of all files that are in sight, each once. */
export function contentsInSight(...folders: readonly string[]): string[] {
  const paths = folders.flatMap(filesBelow).filter((path) => !path.includes('/.photokeep'));
  return [...new Set(paths.map(sha256))].sort();
}

/** How many files are in sight, each inode once. */
export function filesInSight(folder: string): number {
  const paths = filesBelow(folder).filter((path) => !path.includes('/.photokeep'));
  return new Set(paths.map((path) => lstatSync(path).ino)).size;
}
