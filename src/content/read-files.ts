import { errorCode } from '../app/errors.js';
import type { FileIdentity } from '../scan/identity.js';
import type { Part } from './content-table.js';
import { createCheckedReaders } from './fingerprint.js';

/** Files to read; one string and one block of numbers are handed to another thread faster than many objects. */
export interface ReadRequest {
  readonly part: Part;
  /** joined by zero bytes, which no path holds */
  readonly paths: string;
  /** what each file was when it was looked at: device, inode, size, mtime and ctime as in `FileIdentity` */
  readonly identities: Float64Array;
}

/** What came of them, in the same order. */
export interface ReadAnswer {
  readonly hashes: BigUint64Array;
  /** by place; a system error's code, or `changed` for what is another file by now */
  readonly failures: readonly (readonly [number, string])[];
}

export const numbersPerIdentity = 5;

export type FileReader = (request: ReadRequest) => ReadAnswer;

/** Makes a function that reads files synchronously, one after the other. */
export async function createFileReader(): Promise<FileReader> {
  const readers = await createCheckedReaders();
  return ({ part, paths, identities }) => {
    const read = readers[part];
    const files = paths.split('\0');
    const hashes = new BigUint64Array(files.length);
    const failures: [number, string][] = [];
    for (let file = 0; file < files.length; file++) {
      try {
        const hash = read(files[file] as string, identityAt(identities, file * numbersPerIdentity));
        if (hash === undefined) failures.push([file, 'changed']);
        else hashes[file] = hash;
      } catch (error) {
        failures.push([file, errorCode(error) ?? 'EIO']);
      }
    }
    return { hashes, failures };
  };
}

function identityAt(numbers: Float64Array, at: number): FileIdentity {
  return {
    dev: numbers[at] as number,
    ino: numbers[at + 1] as number,
    size: numbers[at + 2] as number,
    mtimeMs: numbers[at + 3] as number,
    ctimeMs: numbers[at + 4] as number,
  };
}
