import { basename } from 'node:path';
import type { Skip } from '../plan/actions.js';
import { readAssetName } from '../scan/asset-name.js';
import type { Candidates, ScannedBatch } from './scan-batches.js';

const sidecarsPerBatch = 256;

/**
 * Sidecars that came alone, after all else was imported: so that one run, in whatever order it met them, does what a
 * second one would do. Where no picture of that stem is known they stay, and need not be read.
 *
 * @param isKnownKey whether files that came under this stem may be in the Gallery
 */
export function* loneSidecars(
  groups: readonly Candidates[],
  isKnownKey: (key: string) => boolean,
): Generator<ScannedBatch> {
  let batch = emptyBatch();
  let size = 0;
  for (const group of groups) {
    const [{ path }] = group.files as [Candidates['files'][0]];
    if (isKnownKey(readAssetName(basename(path)).key)) batch.groups.push(group);
    else batch.skips.push(...group.files.map((file): Skip => ({ path: file.path, reason: 'orphan' })));
    size += group.files.length;
    if (size >= sidecarsPerBatch) {
      yield batch;
      [batch, size] = [emptyBatch(), 0];
    }
  }
  if (size > 0) yield batch;
}

function emptyBatch(): { groups: Candidates[]; skips: Skip[]; failures: [] } {
  return { groups: [], skips: [], failures: [] };
}
