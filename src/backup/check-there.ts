import { join } from 'node:path';
import { createStreamFingerprinter, type StreamFingerprinter } from '../content/fingerprint.js';
import { hasOddBytes } from '../system/fs-path.js';
import { checkHere, isAsExpected } from './check-here.js';
import { compareContents } from './rsync-compare.js';
import type { Rsync } from './rsync.js';
import { readFile } from './sftp-files.js';
import { statusCode } from './sftp-packets.js';
import { SftpError, type SftpSession } from './sftp-session.js';
import type { Checked, Expected } from './store.js';

// A file whose expected content lies here too is compared by rsync: each side reads its own, and only checksums
// travel. What rsync cannot compare, or finds different, is read through the connection: nothing there is called
// wrong because of a file here.

const filesPerBatch = 500;

export interface CheckTools {
  readonly rsync: Rsync;
  readonly session: SftpSession;
  /** absolute path of the target's root over there */
  readonly root: string;
  readonly signal: AbortSignal;
}

/** Checks contents on another machine. @throws StoreError when the connection ends */
export async function checkThere(
  tools: CheckTools,
  files: readonly Expected[],
  onBytes: (bytes: number) => void,
): Promise<Checked[]> {
  const verdicts = new Map<string, Checked['is']>();
  let bytes = 0;
  for (const batch of pairedBatches(files)) {
    for (const { path, fingerprint } of await sameAsHere(tools, batch)) {
      verdicts.set(path, 'right');
      bytes += fingerprint.size;
    }
    onBytes(bytes);
  }
  const begin = await createStreamFingerprinter();
  for (const file of files) {
    if (verdicts.has(file.path)) continue;
    verdicts.set(
      file.path,
      await readThrough(tools, file, begin(), (length) => {
        onBytes((bytes += length));
      }),
    );
  }
  return files.map(({ path }) => ({ path, is: verdicts.get(path) ?? 'unknown' }));
}

/** Files that lie under the same paths below a folder here and one at the target. */
interface PairedBatch {
  /** absolute, here */
  readonly from: string;
  /** relative to the target's root */
  readonly folder: string;
  readonly files: ReadonlyMap<string, Expected>;
}

function* pairedBatches(files: readonly Expected[]): Generator<PairedBatch> {
  const pairs = new Map<string, { from: string; folder: string; files: Map<string, Expected> }>();
  for (const file of files) {
    const shared = file.here === undefined ? '' : sharedEnd(file.path, file.here);
    const from = file.here?.slice(0, -shared.length - 1) ?? '';
    // A program's arguments are UTF-8.
    if (shared === '' || hasOddBytes(from)) continue;
    const folder = file.path.slice(0, -shared.length).replace(/\/$/, '');
    const key = `${from}\0${folder}`;
    const pair = pairs.get(key) ?? { from, folder, files: new Map<string, Expected>() };
    pairs.set(key, pair);
    pair.files.set(shared, file);
    if (pair.files.size < filesPerBatch) continue;
    pairs.delete(key);
    yield pair;
  }
  yield* pairs.values();
}

/** The folders and the name at the end of both paths; empty when not even the names are the same. */
function sharedEnd(path: string, here: string): string {
  const [a, b] = [path.split('/'), here.split('/').slice(1)];
  let length = 0;
  while (length < Math.min(a.length, b.length) && a.at(-length - 1) === b.at(-length - 1)) length++;
  return length === 0 ? '' : a.slice(-length).join('/');
}

/** The files here that are what is expected, and the same at the target byte for byte. */
async function sameAsHere(
  { rsync, signal }: CheckTools,
  { from, folder, files }: PairedBatch,
): Promise<Expected[]> {
  const here = await checkHere(
    [...files.values()],
    ({ here: path = '' }) => path,
    () => undefined,
    signal,
  );
  const right = new Set(here.filter(({ is }) => is === 'right').map(({ path }) => path));
  const paths = [...files].filter(([, file]) => right.has(file.path)).map(([path]) => path);
  if (paths.length === 0) return [];
  const largest = Math.max(...[...files.values()].map(({ fingerprint }) => fingerprint.size));
  const looks = await compareContents(rsync, { from, folder, paths }, largest);
  return paths.filter((path) => looks.get(path) === 'same').map((path) => files.get(path) as Expected);
}

async function readThrough(
  { session, root }: CheckTools,
  { path, fingerprint }: Expected,
  read: StreamFingerprinter,
  onBlock: (length: number) => void,
): Promise<Checked['is']> {
  try {
    await readFile(session, join(root, path), (block) => {
      read.update(block);
      onBlock(block.length);
    });
    return isAsExpected(read.fingerprint(), fingerprint) ? 'right' : 'wrong';
  } catch (error) {
    if (!(error instanceof SftpError)) throw error;
    return error.status === statusCode.noSuchFile ? 'missing' : 'unknown';
  }
}
