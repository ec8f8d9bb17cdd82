import { join } from 'node:path';
import { type Catalog, isUnchanged } from '../library/catalog.js';
import type { Failure, Skip } from '../plan/actions.js';
import { identityAt } from '../scan/identity.js';
import { scanSource } from '../scan/scan-source.js';
import type { FoundFile } from '../scan/walk.js';
import type { ImportSource } from './import-request.js';
import type { Run } from './run.js';

/** A scanned file, and whether its source is only copied from. */
export interface Candidate extends FoundFile {
  readonly keepSource: boolean;
}

/** Some of what was scanned: each entry is in exactly one list. */
export interface ScannedBatch {
  readonly candidates: readonly Candidate[];
  readonly skips: readonly Skip[];
  readonly failures: readonly Failure[];
}

/** How sources are treated. */
export interface ScanRules {
  /** forces it for every source; by default drop folders are moved from and named sources copied */
  readonly transfer: 'move' | 'copy' | undefined;
  /** seconds that a file must have been left alone, in drop folders and in named sources */
  readonly settle: { readonly dropFolder: number; readonly named: number };
  /** milliseconds since 1970 */
  readonly nowMs: number;
}

const entriesPerBatch = 256;

/** Scans the sources lazily, so that a batch is read while the next one is not even looked for. */
export function* scanBatches(
  run: Pick<Run, 'catalog' | 'paths'>,
  sources: readonly ImportSource[],
  { transfer, settle, nowMs }: ScanRules,
): Generator<ScannedBatch> {
  let batch = emptyBatch();
  let size = 0;
  for (const { path: source, isDropFolder } of sources) {
    const seconds = isDropFolder ? settle.dropFolder : settle.named;
    const keepSource = transfer === undefined ? !isDropFolder : transfer === 'copy';
    for (const entry of scanSource(source, { ms: seconds * 1000, nowMs })) {
      const { path } = entry;
      if ('failure' in entry) batch.failures.push({ path, reason: entry.failure });
      else {
        const reason = 'reason' in entry ? entry.reason : rememberedReason(run, entry);
        if (reason) batch.skips.push({ path, reason });
        else if ('identity' in entry) batch.candidates.push({ ...entry, keepSource });
      }
      if (++size % entriesPerBatch === 0) {
        yield batch;
        batch = emptyBatch();
      }
    }
  }
  if (size % entriesPerBatch > 0) yield batch;
}

function emptyBatch(): { candidates: Candidate[]; skips: Skip[]; failures: Failure[] } {
  return { candidates: [], skips: [], failures: [] };
}

/** Why an earlier run left this very file, if nothing that counted then has changed since. */
function rememberedReason(
  { catalog, paths }: Pick<Run, 'catalog' | 'paths'>,
  { path, identity }: FoundFile,
): Skip['reason'] | undefined {
  const before = catalog.remembered(path);
  if (!before || !isUnchanged(before.identity, identity)) return undefined;
  if (before.keep !== undefined && !isStillThere(catalog, paths.gallery, before.keep)) return undefined;
  return before.reason;
}

function isStillThere(catalog: Catalog, gallery: string, path: string): boolean {
  const row = catalog.byPath(path);
  const now = identityAt(join(gallery, path));
  return row !== undefined && now !== undefined && isUnchanged(row.identity, now);
}
