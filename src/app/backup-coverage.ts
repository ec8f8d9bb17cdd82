import type { ManifestIndex } from '../backup/manifest-index.js';
import type { CoverageReport } from '../report/backup-verify-report.js';

/** How much of a backup was read back and was right within 30, 90 and 365 days. */
export function coverageOf(index: ManifestIndex, nowMs: number): CoverageReport {
  const within = (days: number) => index.coverage(new Date(nowMs - days * 86_400_000).toISOString());
  const { files, oldest } = within(30);
  return {
    ...{ files, proven30: within(30).proven, proven90: within(90).proven, proven365: within(365).proven },
    ...(oldest && {
      oldest: {
        ...{ path: oldest.path, since: oldest.verifiedAt ?? oldest.sentAt },
        wasProven: oldest.verifiedAt !== undefined,
      },
    }),
  };
}
