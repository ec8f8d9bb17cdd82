import { lstatSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fsPath } from '../system/fs-path.js';
import { compareContents } from './rsync-compare.js';
import type { Complaint, Item } from './rsync-output.js';
import type { Rsync, RsyncEnd } from './rsync.js';
import { type FileAnswer, type SendOptions, StoreError, type StoreReason } from './store.js';

// rsync names a file before it is there, and goes on naming when the other side cannot write any more. So files are
// sent in batches, and count as sent when rsync has named them and ended well, or a second look finds them there.

const filesPerBatch = 500;
const bytesPerBatch = 256 * 1024 * 1024;

interface Batch {
  readonly paths: readonly string[];
  /** bytes */
  readonly size: number;
}

/** What a target lets rsync keep and use. */
export interface SendAbilities {
  /** `-a`; or for disks without owners and permissions what is left of it */
  readonly attributes: readonly string[];
  /** options for the working files, which must lie on the target's disk but not among the photos */
  readonly workingFiles: readonly string[];
  /** told when rsync complained although everything arrived: the disk keeps no owners or no permissions */
  readonly onPoorDisk: () => void;
}

/**
 * Sends files, batch after batch.
 *
 * @param abilities asked before every batch
 * @param freeBytes asked when the disk is full
 * @throws StoreError when the target as a whole fails; what arrived before has been reported
 */
export async function sendFiles(
  rsync: Rsync,
  paths: readonly string[],
  options: SendOptions,
  abilities: () => SendAbilities,
  freeBytes: () => Promise<number | undefined>,
): Promise<void> {
  const batches = batchesOf(paths, options);
  const total = batches.reduce((sum, { size }) => sum + size, 0);
  let sent = 0;
  for (const batch of batches) {
    const { attributes, workingFiles, onPoorDisk } = abilities();
    const named = new Set<string>();
    const run = {
      options: [
        ...attributes,
        ...(options.ignoreTimes ? ['--ignore-times'] : []),
        ...['-ii', '--info=progress2', ...workingFiles],
        // Taken from the folder that is sent to: no absolute path leads back to a disk that was unmounted.
        ...['--backup', `--backup-dir=${'../'.repeat(options.into.split('/').length)}${options.versions}`],
      ],
      from: `${options.from}/`,
      to: rsync.place.address(options.into),
      paths: batch.paths,
      isDurable: true,
    };
    const end = await rsync.run(run, {
      onItem: ({ isFile, path }: Item) => isFile && named.add(path),
      onBytes: (bytes) => {
        options.onBytes(sent + bytes);
      },
    });
    const there = end.isClean ? named : await lookAgain(rsync, batch, options, end);
    if (end.failure) {
      for (const path of there) options.onFile({ path, ok: true });
      throw end.failure.reason === 'no-space'
        ? await diskFull(end.failure, total - sent, freeBytes)
        : end.failure;
    }
    for (const path of batch.paths) options.onFile(answerFor(path, there, end.complaints));
    if (!end.isClean && batch.paths.every((path) => there.has(path))) onPoorDisk();
    sent += batch.size;
    options.onBytes(sent);
  }
}

/** Batches that are soon done, so that little is sent again when one is cut off; answers for what is not here. */
function batchesOf(paths: readonly string[], { from, onFile }: SendOptions): Batch[] {
  const batches: Batch[] = [];
  let batch: string[] = [];
  let size = 0;
  for (const path of paths) {
    const stats = lstatSync(fsPath(join(from, path)), { throwIfNoEntry: false });
    if (stats?.isFile() !== true) {
      onFile({ path, reason: stats ? 'changed' : 'vanished' });
      continue;
    }
    batch.push(path);
    size += stats.size;
    if (batch.length < filesPerBatch && size < bytesPerBatch) continue;
    batches.push({ paths: batch, size });
    [batch, size] = [[], 0];
  }
  if (batch.length > 0) batches.push({ paths: batch, size });
  return batches;
}

/** Which files of a batch are there although rsync did not end well. @throws StoreError when it could not go on */
async function lookAgain(
  rsync: Rsync,
  { paths, size }: Batch,
  { from, into }: SendOptions,
  { failure }: RsyncEnd,
): Promise<ReadonlySet<string>> {
  // Without a connection nobody can look; a full or read-only disk can still be looked at.
  if (failure && failure.reason !== 'no-space' && failure.reason !== 'read-only') throw failure;
  const looks = await compareContents(rsync, { from, folder: into, paths }, size);
  return new Set(paths.filter((path) => looks.get(path) === 'same'));
}

async function diskFull(
  { reason, message }: StoreError,
  need: number,
  freeBytes: () => Promise<number | undefined>,
): Promise<StoreError> {
  const free = await freeBytes();
  const there = free === undefined ? '' : `, and ${megabytes(free)} are free`;
  return new StoreError(reason, `${message}: up to ${megabytes(need)} more were to be sent${there}`, false);
}

function megabytes(bytes: number): string {
  return `${String(Math.ceil(bytes / 1e6))} MB`;
}

function answerFor(path: string, there: ReadonlySet<string>, complaints: readonly Complaint[]): FileAnswer {
  return there.has(path) ? { path, ok: true } : { path, reason: reasonFor(path, complaints) };
}

/** Why a file is not there, from what rsync complained of; the file itself, its working file, or whatever comes first. */
export function reasonFor(path: string, complaints: readonly Complaint[]): StoreReason {
  const about = (name: string): boolean => name === path || name.endsWith(`/${path}`);
  // The name of a working file is made of the file's own.
  const working = (name: string): boolean => basename(name).includes(basename(path));
  const named = complaints.filter((complaint) => complaint.name !== undefined);
  return (
    (
      named.find(({ name = '' }) => about(name)) ??
      named.find(({ name = '' }) => working(name)) ??
      complaints[0]
    )?.reason ?? 'tool-failed'
  );
}
