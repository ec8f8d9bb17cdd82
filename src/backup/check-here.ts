import type { Fingerprint } from '../content/fingerprint.js';
import { createHashPool, createHashPoolHere, type HashAnswer } from '../content/hash-pool.js';
import { interrupted } from './store-reason.js';
import type { Checked, Expected } from './store.js';

const filesPerBatch = 64;
/** Starting threads takes longer than reading as much as this. */
const littleBytes = 8 * 1024 * 1024;

/**
 * Reads files and compares their fingerprints with what they should be. This proves what the system gives out for
 * the file now: of a file that was written a moment ago that may be its memory, and not the disk. The files that
 * were not looked at for the longest time come first wherever a share is checked, and of those the memory knows
 * nothing any more.
 *
 * @param pathOf absolute path of the file
 * @throws StoreError `interrupted`
 */
export async function checkHere(
  files: readonly Expected[],
  pathOf: (file: Expected) => string,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<Checked[]> {
  const pool =
    files.length > 0 && bytesOf(files) <= littleBytes ? await createHashPoolHere() : createHashPool();
  const checked: Checked[] = [];
  let bytes = 0;
  try {
    for (let at = 0; at < files.length; at += filesPerBatch) {
      const batch = files.slice(at, at + filesPerBatch);
      const answers = await unlessStopped(pool.fingerprints(batch.map(pathOf)), signal);
      for (const [index, file] of batch.entries()) {
        const answer = answers[index] as HashAnswer;
        checked.push({ path: file.path, is: verdict(answer, file) });
        if ('fingerprint' in answer) bytes += answer.fingerprint.size;
      }
      onBytes(bytes);
    }
    return checked;
  } finally {
    await pool.close();
  }
}

function bytesOf(files: readonly Expected[]): number {
  return files.reduce((sum, { fingerprint }) => sum + fingerprint.size, 0);
}

function verdict(answer: HashAnswer, { fingerprint }: Expected): Checked['is'] {
  if ('error' in answer)
    return answer.error === 'ENOENT' || answer.error === 'ENOTDIR' ? 'missing' : 'unknown';
  return isAsExpected(answer.fingerprint, fingerprint) ? 'right' : 'wrong';
}

export function isAsExpected(read: Fingerprint, expected: Fingerprint): boolean {
  return read.size === expected.size && read.hash === expected.hash;
}

/** A worker in the middle of a large file does not listen; whoever waits for it is let go. */
async function unlessStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) throw interrupted();
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(interrupted());
    };
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', stop);
    });
  });
}
