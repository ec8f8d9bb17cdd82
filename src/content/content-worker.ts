// Runs in a worker thread of the content reader: reads the files that it is sent, one batch at a time.
import { parentPort } from 'node:worker_threads';
import { errorCode } from '../app/errors.js';
import { createEndsReader, createFingerprinter, type ReadFingerprint } from './fingerprint.js';

/** Files to read. */
export interface ReadRequest {
  readonly what: Reading;
  readonly paths: readonly string[];
  /** what each file was when it was looked at: device, inode, size, mtime, ctime */
  readonly expected: Float64Array;
}

/** `ends`: the first and the last block; `whole`: all of it. */
export type Reading = 'ends' | 'whole';

/** What came of them, in the same order. */
export interface ReadAnswer {
  /** XXH64 of what was read */
  readonly hashes: BigUint64Array;
  /** codes of system errors by place; `changed` for a file that is another by now */
  readonly failures: readonly (readonly [number, string])[];
}

const port = parentPort;
if (port) {
  const readers = { ends: await createEndsReader(), whole: await createFingerprinter() };
  port.on('message', (request: ReadRequest) => {
    const answer = read(request, readers[request.what]);
    port.postMessage(answer, [answer.hashes.buffer as ArrayBuffer]);
  });
}

function read(
  { paths, expected }: ReadRequest,
  readFile: (path: string, size: number) => ReadFingerprint,
): ReadAnswer {
  const hashes = new BigUint64Array(paths.length);
  const failures: [number, string][] = [];
  for (const [index, path] of paths.entries()) {
    const [dev, ino, size = 0, mtimeMs, ctimeMs] = expected.subarray(index * 5, index * 5 + 5);
    try {
      const { fingerprint, identity } = readFile(path, size);
      hashes[index] = BigInt(`0x${fingerprint.hash}`);
      const isSame =
        identity.dev === dev &&
        identity.ino === ino &&
        identity.size === size &&
        fingerprint.size === size &&
        identity.mtimeMs === mtimeMs &&
        identity.ctimeMs === ctimeMs;
      if (!isSame) failures.push([index, 'changed']);
    } catch (error) {
      failures.push([index, errorCode(error) ?? 'EIO']);
    }
  }
  return { hashes, failures };
}
