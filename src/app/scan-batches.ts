import { join } from 'node:path';
import { type Catalog, isUnchanged } from '../library/catalog.js';
import type { Failure, Skip } from '../plan/actions.js';
import type { FileGroup } from '../scan/group-files.js';
import { isNamedAsPicture } from './asset-files.js';
import { identityAt } from '../scan/identity.js';
import { scanSource } from '../scan/scan-source.js';
import type { FoundFile } from '../scan/walk.js';
import type { ImportSource } from './import-sources.js';
import type { Run } from './run.js';

/** Scanned files that may belong together, where they were found, and whether that is only copied from. */
export interface Candidates extends FileGroup {
  readonly source: ImportSource;
  /** copied from, never touched */
  readonly keepSource: boolean;
  /** whether a picture or video of the group is not among its files, because an earlier run left it for good */
  readonly lacksPicture: boolean;
}

/** Some of what was scanned: each entry is in exactly one list. */
export interface ScannedBatch {
  readonly groups: readonly Candidates[];
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
  for (const source of sources) {
    const { path, isDropFolder, borders } = source;
    const seconds = isDropFolder ? settle.dropFolder : settle.named;
    const keepSource = transfer === undefined ? !isDropFolder : transfer === 'copy';
    for (const entry of scanSource(path, { ms: seconds * 1000, nowMs }, borders)) {
      if ('failure' in entry) batch.failures.push({ path: entry.path, reason: entry.failure });
      else if ('reason' in entry) batch.skips.push(entry);
      else {
        const { files, skips } = withoutRemembered(run, entry);
        batch.skips.push(...skips);
        const lacksPicture = skips.some((left) => isNamedAsPicture(left.path));
        if (files.length > 0) batch.groups.push({ files, source, keepSource, lacksPicture });
      }
      size += 'files' in entry ? entry.files.length : 1;
      if (size >= entriesPerBatch) {
        yield batch;
        [batch, size] = [emptyBatch(), 0];
      }
    }
  }
  if (size > 0) yield batch;
}

function emptyBatch(): { groups: Candidates[]; skips: Skip[]; failures: Failure[] } {
  return { groups: [], skips: [], failures: [] };
}

/** Takes out what an earlier run left for good; a duplicate only when nothing new came to be read beside it. */
function withoutRemembered(
  run: Pick<Run, 'catalog' | 'paths'>,
  { files }: FileGroup,
): { files: FoundFile[]; skips: Skip[] } {
  const looked = files.map((file) => ({ file, reason: rememberedReason(run, file) }));
  const isAllKnown = looked.every(({ reason }) => reason !== undefined);
  const left = looked.filter(({ reason }) => reason !== undefined && (isAllKnown || reason === 'not-media'));
  return {
    files: looked.filter((one) => !left.includes(one)).map(({ file }) => file),
    skips: left.map(({ file, reason }) => ({ path: file.path, reason: reason as Skip['reason'] })),
  };
}

/** Why an earlier run left this very file, if nothing that counted then has changed since. */
function rememberedReason(
  { catalog, paths }: Pick<Run, 'catalog' | 'paths'>,
  { path, identity }: FoundFile,
): Skip['reason'] | undefined {
  const before = catalog.remembered(path);
  if (!before || before.reason === 'shares-blocks' || !isUnchanged(before.identity, identity))
    return undefined;
  if (before.keep !== undefined && !isStillThere(catalog, paths.gallery, before.keep)) return undefined;
  return before.reason;
}

function isStillThere(catalog: Catalog, gallery: string, path: string): boolean {
  const row = catalog.byPath(path);
  const now = identityAt(join(gallery, path));
  return row !== undefined && now !== undefined && isUnchanged(row.identity, now);
}
