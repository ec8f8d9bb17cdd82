import { basename, join } from 'node:path';
import type { HashAnswer } from '../content/hash-pool.js';
import { type CatalogRow, isUnchanged } from '../library/catalog.js';
import type { FoundContent } from '../library/ledger.js';
import { judgeReading, type ReadingVerdict } from '../plan/judge-reading.js';
import { type FileIdentity, identityAt } from '../scan/identity.js';
import type { FailReason } from '../scan/reasons.js';
import type { Context } from './context.js';
import type { DoubtBook } from './doubt-book.js';
import { lookAhead } from './look-ahead.js';
import type { Run } from './run.js';
import { requireSameGallery } from './survey-gallery.js';

/** What came of one file of the Gallery. */
export type Read =
  | {
      readonly row: CatalogRow;
      readonly is: 'read';
      readonly verdict: ReadingVerdict;
      readonly identity: FileIdentity;
      readonly hash: string;
    }
  /** while it was read */
  | { readonly row: CatalogRow; readonly is: 'changed' }
  | { readonly row: CatalogRow; readonly is: 'gone' }
  | {
      readonly row: CatalogRow;
      readonly is: 'failed';
      readonly reason: FailReason;
      readonly identity: FileIdentity;
    };

const filesPerBatch = 64;
const bytesPerBatch = 64 * 1024 * 1024;

/** What is read, and where it is taken down. */
export interface ReadingTools {
  readonly run: Run;
  readonly book: DoubtBook;
  /** the Gallery's folder before anything was looked at */
  readonly folder: FileIdentity;
}

/**
 * Reads files of the Gallery and judges them, some at a time: what is yielded is in the catalog and in the ledger, and what
 * is in doubt in the book. Ends early when it is interrupted.
 *
 * @param paths relative to the Gallery
 * @throws PhotokeepError `refused` when the Gallery goes away meanwhile
 */
export async function* readForVerification(
  context: Context,
  { run, book, folder }: ReadingTools,
  paths: readonly string[],
): AsyncGenerator<Read[]> {
  const { catalog, hashes } = run;
  const isTouchedAsAWhole = catalog.isTouchedAsAWhole();
  const absolute = (path: string): string => join(run.paths.gallery, path);
  // A single video may take minutes: nobody waits for it after Ctrl-C.
  const interrupted = new Promise<undefined>((resolve) => {
    context.onInterrupt(() => {
      resolve(undefined);
    });
  });

  const read = async (rows: readonly CatalogRow[]) => {
    const before = rows.map(({ path }) => identityAt(absolute(path)));
    const reading = hashes.fingerprints(rows.map(({ path }) => absolute(path)));
    const answers = await Promise.race([reading, interrupted]);
    return answers && rows.map((row, index) => judge(row, before[index], answers[index] as HashAnswer));
  };

  function judge(row: CatalogRow, before: FileIdentity | undefined, answer: HashAnswer): Read {
    if (!before) return { row, is: 'gone' };
    if ('error' in answer) return { row, is: 'failed', reason: reasonOf(answer.error), identity: before };
    const { identity, fingerprint: found } = answer;
    if (!isUnchanged(before, identity)) return { row, is: 'changed' };
    const known = { look: row.identity, hash: row.hash };
    const doubt = book.about(row.path, found);
    const verdict = judgeReading({ known, look: identity, found, doubt, isTouchedAsAWhole });
    return { row, is: 'read', verdict, identity, hash: found.hash };
  }

  /** A file in doubt stays in the catalog as it was. */
  function learn(batch: readonly Read[]): void {
    const verified = run.trustedNowMs === undefined ? {} : { verifiedMs: run.trustedNowMs };
    const rows = batch.flatMap((each): CatalogRow[] => {
      if (each.is !== 'read' || 'good' in each.verdict) return [];
      return [{ ...each.row, identity: each.identity, hash: each.hash, ...verified }];
    });
    catalog.put(rows);
    const gone = batch.flatMap(({ is, row }) => (is === 'gone' ? [row.path] : []));
    if (gone.length > 0) requireSameGallery(run.paths.gallery, folder);
    catalog.removeAll(gone);
    run.recordFound(batch.flatMap(newContent));
    book.take(batch, context.now());
  }

  /** What the user removes from the Gallery later is to be known when a phone sends it again. */
  function newContent(each: Read): FoundContent[] {
    if (each.is !== 'read' || each.verdict.is !== 'learnt') return [];
    const fingerprint = { size: each.identity.size, hash: each.hash };
    if (catalog.ledger.last(fingerprint) === 'imported') return [];
    return [{ fingerprint, name: basename(each.row.path) }];
  }

  for await (const batch of lookAhead(
    batchesOf(paths, (path) => catalog.byPath(path)),
    1,
    read,
  )) {
    if (!batch || context.interruptedBy()) return;
    learn(batch);
    yield batch;
  }
}

function reasonOf(code: string): FailReason {
  if (code === 'ENOENT') return 'vanished';
  return ['EACCES', 'EPERM'].includes(code) ? 'unreadable' : 'io-error';
}

/** Rows are asked for when their turn comes. */
function* batchesOf(
  paths: readonly string[],
  rowOf: (path: string) => CatalogRow | undefined,
): Generator<CatalogRow[]> {
  let batch: CatalogRow[] = [];
  let bytes = 0;
  for (const path of paths) {
    const row = rowOf(path);
    if (!row) continue;
    batch.push(row);
    bytes += row.identity.size;
    if (batch.length < filesPerBatch && bytes < bytesPerBatch) continue;
    yield batch;
    [batch, bytes] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}
