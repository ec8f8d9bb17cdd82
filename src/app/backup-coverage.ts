import type { ManifestIndex } from '../backup/manifest-index.js';
import type { CoverageReport } from '../report/backup-verify-report.js';

/** How much a backup is, and how much of it was read back and was right within 30, 90 and 365 days. */
export function coverageOf(
  index: ManifestIndex,
  nowMs: number,
): { readonly bytes: number; readonly coverage: CoverageReport } {
  const since = [30, 90, 365].map((days) => new Date(nowMs - days * 86_400_000).toISOString());
  const { files, bytes, proven, oldest } = index.coverage(since);
  const [proven30 = 0, proven90 = 0, proven365 = 0] = proven;
  const waits = oldest && {
    ...{ path: oldest.path, since: oldest.verifiedAt ?? oldest.sentAt },
    wasProven: oldest.verifiedAt !== undefined,
  };
  return { bytes, coverage: { files, proven30, proven90, proven365, ...(waits && { oldest: waits }) } };
}
