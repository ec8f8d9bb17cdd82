import { count } from './amounts.js';
import type { CoverageReport } from './backup-verify-report.js';
import { printable } from './printable.js';
import { timeText } from './table.js';

/** How much of a backup was proven lately, and what waits longest. @param zone IANA name of the zone to show times in */
export function coverageLines({ files, oldest, ...proven }: CoverageReport, zone: string): string[] {
  if (files === 0) return ['Nothing is backed up there yet.'];
  const share = (number: number): string => shareText(number, files);
  const shares = `${share(proven.proven30)} in the last 30 days, ${share(proven.proven90)} in 90, ${share(proven.proven365)} in 365`;
  const since = oldest && timeText(oldest.since, zone);
  return [
    `Proven of ${count(files, 'file')}: ${shares}.`,
    ...(oldest
      ? [
          oldest.wasProven
            ? `Longest not read back: ${printable(oldest.path)}, since ${since ?? ''}.`
            : `Never read back: ${printable(oldest.path)}, sent ${since ?? ''}.`,
        ]
      : []),
  ];
}

/** `97.5%`; never rounded up to all. */
export function shareText(number: number, of: number): string {
  const percent = number === of ? 100 : Math.floor((number / of) * 1000) / 10;
  return `${String(percent)}%`;
}
