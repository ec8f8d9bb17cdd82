// Runs in a worker thread of the hash pool: fingerprints the files that it is sent, one batch at a time.
import { parentPort } from 'node:worker_threads';
import { createFingerprinter } from './fingerprint.js';
import { hashAnswer } from './hash-answer.js';

const port = parentPort;
if (port) {
  const fingerprintOf = await createFingerprinter();
  port.on('message', (paths: readonly string[]) => {
    port.postMessage(paths.map((path) => hashAnswer(path, fingerprintOf)));
  });
}
