import { existsSync, lstatSync, mkdtempSync, rmSync, statSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolders, placeWithoutReplacing } from '../execute/operations.js';
import { syncFolder } from '../library/durable-file.js';
import { fsPath, hasOddBytes } from '../system/fs-path.js';
import type { Complaint } from './rsync-output.js';
import type { Rsync } from './rsync.js';
import { reasonOf } from './store-reason.js';
import { type FileAnswer, StoreError, type StoreReason } from './store.js';
import { reasonFor } from './rsync-send.js';

interface Fetched {
  /** relative to the target's root */
  readonly path: string;
  /** absolute, here */
  readonly to: string;
}

const filesPerBatch = 200;

/**
 * Brings files from a target: into a working folder on the disk that they go to, and from there under their names,
 * so that what has a name is whole, and nothing that is there is touched.
 *
 * @param attributes options for what is kept besides the content
 * @throws StoreError when the target as a whole fails; what had arrived is in its place
 */
export async function fetchFiles(
  rsync: Rsync,
  files: readonly Fetched[],
  attributes: readonly string[],
  onBytes: (bytes: number) => void,
): Promise<FileAnswer[]> {
  const answers: FileAnswer[] = [];
  let bytes = 0;
  for (const batch of batchesOf(files)) {
    let arriving = 0;
    const { failure, ...fetched } = await fetchBatch(rsync, batch, attributes, (soFar) => {
      arriving = soFar;
      onBytes(bytes + arriving);
    });
    bytes += arriving;
    answers.push(...fetched.answers);
    if (failure) throw failure;
  }
  return answers;
}

async function fetchBatch(
  rsync: Rsync,
  batch: readonly Fetched[],
  attributes: readonly string[],
  onBytes: (bytes: number) => void,
): Promise<{ answers: FileAnswer[]; failure: StoreError | undefined }> {
  const parent = folderOnDiskOf(batch[0] as Fetched);
  const staging = makeStaging(parent);
  if (typeof staging === 'object')
    return { answers: batch.map(({ path }) => ({ path, ...staging })), failure: undefined };
  try {
    const what = {
      options: [...attributes, '--info=progress2'],
      from: rsync.place.address(''),
      to: `${staging}/`,
      paths: batch.map(({ path }) => path),
      isDurable: true,
    };
    const { failure, complaints } = await rsync.run(what, { onBytes });
    const answers = batch.map((file) => place(staging, file, complaints));
    for (const folder of new Set(batch.map(({ to }) => dirname(to))))
      if (existsSync(fsPath(folder))) syncFolder(folder);
    // It is the disk here that is full.
    return failure?.reason === 'no-space'
      ? { answers, failure: new StoreError('no-space', `${parent}: no space left`, false) }
      : { answers, failure };
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

function makeStaging(parent: string): string | { readonly reason: StoreReason } {
  try {
    return mkdtempSync(join(parent, '.photokeep-fetch-'));
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

/** Batches for one disk each, in which no path comes twice. */
function* batchesOf(files: readonly Fetched[]): Generator<Fetched[]> {
  const waiting = new Map<number, Map<string, Fetched>>();
  for (const file of files) {
    const disk = statSync(folderOnDiskOf(file)).dev;
    const batch = waiting.get(disk) ?? new Map<string, Fetched>();
    if (batch.has(file.path) || batch.size === filesPerBatch) {
      yield [...batch.values()];
      batch.clear();
    }
    waiting.set(disk, batch.set(file.path, file));
  }
  for (const batch of waiting.values()) yield [...batch.values()];
}

/** The nearest folder above that is there, and can be named to a program: its arguments are UTF-8. */
function folderOnDiskOf({ to }: Fetched): string {
  let folder = dirname(to);
  while (hasOddBytes(folder) || !existsSync(folder)) folder = dirname(folder);
  return folder;
}

function place(staging: string, { path, to }: Fetched, complaints: readonly Complaint[]): FileAnswer {
  const arrived = join(staging, path);
  if (lstatSync(fsPath(arrived), { throwIfNoEntry: false })?.isFile() !== true)
    return { path, reason: reasonFor(path, complaints) };
  try {
    makeFolders(dirname(to));
    if (placeWithoutReplacing(arrived, to, () => undefined) === 'linked') unlinkSync(fsPath(arrived));
    return { path, ok: true };
  } catch (error) {
    return { path, reason: reasonOf(error) };
  }
}
