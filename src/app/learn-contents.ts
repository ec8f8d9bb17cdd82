import { join } from 'node:path';
import type { HashAnswer } from '../content/hash-pool.js';
import { type CatalogRow, isUnchanged } from '../library/catalog.js';
import type { KnownFile, SourceFile } from '../plan/backup-facts.js';
import { lookAhead } from './look-ahead.js';
import type { Run } from './run.js';
import { unreadRow } from './survey-gallery.js';

/** Some files of the Gallery, read. Each is in exactly one list. */
export interface LearntContents {
  readonly known: readonly KnownFile[];
  readonly failed: readonly {
    readonly path: string;
    readonly reason: 'unreadable' | 'vanished' | 'changed';
  }[];
}

const bytesPerBatch = 64 * 1024 * 1024;
const filesPerBatch = 256;

/**
 * Files with their contents, in their order, some at a time: those that are not known are read, two batches ahead, and the
 * catalog learns them.
 */
export async function* learnContents(
  { catalog, hashes, paths }: Pick<Run, 'catalog' | 'hashes' | 'paths'>,
  files: Iterable<SourceFile>,
): AsyncGenerator<LearntContents> {
  const read = async (batch: readonly SourceFile[]): Promise<[SourceFile, HashAnswer | undefined][]> => {
    const unread = batch.filter(({ hash }) => hash === undefined);
    const answers = await hashes.fingerprints(unread.map(({ path }) => join(paths.gallery, path)));
    const answerTo = new Map(unread.map((file, index) => [file, answers[index] as HashAnswer]));
    return batch.map((file) => [file, answerTo.get(file)]);
  };
  for await (const batch of lookAhead(inBatches(files), 2, read)) {
    const known: KnownFile[] = [];
    const failed: LearntContents['failed'][number][] = [];
    const rows: CatalogRow[] = [];
    for (const [file, answer] of batch) {
      const { path, hash } = file;
      if (hash !== undefined) known.push({ ...file, hash });
      else if (!answer || 'error' in answer) {
        failed.push({ path, reason: answer?.error === 'ENOENT' ? 'vanished' : 'unreadable' });
      } else if (!isUnchanged(file, answer.identity)) failed.push({ path, reason: 'changed' });
      else {
        const content = answer.fingerprint.hash;
        known.push({ ...file, hash: content });
        rows.push({ ...unreadRow(catalog.byPath(path), path, answer.identity), hash: content });
      }
    }
    catalog.put(rows);
    yield { known, failed };
  }
}

function* inBatches(files: Iterable<SourceFile>): Generator<SourceFile[]> {
  let batch: SourceFile[] = [];
  let bytes = 0;
  for (const file of files) {
    batch.push(file);
    bytes += file.hash === undefined ? file.size : 0;
    if (batch.length < filesPerBatch && bytes < bytesPerBatch) continue;
    yield batch;
    [batch, bytes] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}
