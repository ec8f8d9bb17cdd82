// Runs in a worker thread of the hash pool: fingerprints the files that it is sent, one batch at a time.
import { parentPort } from 'node:worker_threads';
import { errorCode } from '../app/errors.js';
import { createFingerprinter, type ReadFingerprint } from './fingerprint.js';

/** What came of one file: its fingerprint, or the code of the system error. */
export type HashAnswer = ReadFingerprint | { readonly error: string };

const port = parentPort;
if (port) {
  const fingerprintOf = await createFingerprinter();
  port.on('message', (paths: readonly string[]) => {
    port.postMessage(paths.map((path) => answer(() => fingerprintOf(path))));
  });
}

function answer(read: () => ReadFingerprint): HashAnswer {
  try {
    return read();
  } catch (error) {
    return { error: errorCode(error) ?? 'EIO' };
  }
}
