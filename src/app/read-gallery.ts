import { join } from 'node:path';
import type { HashAnswer } from '../content/hash-pool.js';
import { type Catalog, type CatalogRow, isUnchanged } from '../library/catalog.js';
import type { AdoptEvent } from '../report/adopt-report.js';
import type { Context } from './context.js';
import { lookAhead } from './look-ahead.js';
import type { Run } from './run.js';

/**
 * Fingerprints every file of the Gallery whose content the catalog does not know, some at a time: what is yielded is
 * in the catalog, so that an interruption costs no more than what was being read.
 */
export async function* readGallery(
  context: Context,
  { catalog, hashes, paths }: Pick<Run, 'catalog' | 'hashes' | 'paths'>,
): AsyncGenerator<AdoptEvent[]> {
  // A single video may take minutes: nobody waits for it after Ctrl-C.
  const interrupted = new Promise<undefined>((resolve) => {
    context.onInterrupt(() => {
      resolve(undefined);
    });
  });
  const read = async (rows: readonly CatalogRow[]): Promise<ReadRow[] | undefined> => {
    const reading = hashes.fingerprints(rows.map(({ path }) => join(paths.gallery, path)));
    const answers = await Promise.race([reading, interrupted]);
    return answers && rows.map((row, index) => ({ row, answer: answers[index] as HashAnswer }));
  };
  for await (const batch of lookAhead(unreadBatches(catalog), 1, read)) {
    if (!batch || context.interruptedBy()) return;
    const taken = batch.map((one) => takeIn(one, paths.gallery));
    catalog.put(taken.flatMap(({ learned }) => learned ?? []));
    catalog.removeAll(taken.flatMap(({ gone }) => gone ?? []));
    yield taken.map(({ event }) => event);
  }
}

const bytesPerBatch = 64 * 1024 * 1024;

function* unreadBatches(catalog: Catalog): Generator<CatalogRow[]> {
  for (const page of catalog.pages('without fingerprint')) {
    let batch: CatalogRow[] = [];
    let bytes = 0;
    for (const row of page) {
      batch.push(row);
      bytes += row.identity.size;
      if (bytes < bytesPerBatch) continue;
      yield batch;
      [batch, bytes] = [[], 0];
    }
    if (batch.length > 0) yield batch;
  }
}

interface ReadRow {
  readonly row: CatalogRow;
  readonly answer: HashAnswer;
}

/** What came of one file: its row with its fingerprint, or the path of a row that has no file any more. */
interface TakenIn {
  readonly event: AdoptEvent;
  readonly learned?: CatalogRow;
  readonly gone?: string;
}

function takeIn({ row, answer }: ReadRow, gallery: string): TakenIn {
  const file = { event: 'file', path: join(gallery, row.path) } as const;
  if ('error' in answer) {
    if (answer.error === 'ENOENT') {
      return { event: { ...file, status: 'done', action: 'forget' }, gone: row.path };
    }
    const reason = ['EACCES', 'EPERM'].includes(answer.error) ? 'unreadable' : 'io-error';
    return { event: { ...file, status: 'failed', action: 'skip', reason } };
  }
  // The next adoption finds the new time on it, and reads it.
  if (!isUnchanged(row.identity, answer.identity)) {
    return { event: { ...file, status: 'skipped', action: 'skip', reason: 'changed' } };
  }
  const { size, hash } = answer.fingerprint;
  return { event: { ...file, status: 'done', action: 'adopt', size, hash }, learned: { ...row, hash } };
}
