import type { ChalkInstance } from 'chalk';
import { exitCodes } from '../app/exit-codes.js';
import { failReasons } from '../scan/reasons.js';
import type { AdoptEvent, AdoptSummary } from './adopt-report.js';
import { count, sizeText } from './amounts.js';
import { reasonsText } from './import-wording.js';
import { printablePath } from './printable.js';
import type { Line, View, Wording } from './reporter.js';

/** How an adoption reads: single files only when asked to, a Gallery has many. @param gallery paths are relative to it */
export function adoptWording(gallery: string) {
  return (color: ChalkInstance): Wording<AdoptEvent, AdoptSummary> => ({
    lines: (event, view) => lines(event, view, gallery, color),
    summary: (summary) => adoptSummaryText(summary, color),
    isNews: ({ adopted, forgotten, recorded, failed }) => adopted + forgotten + recorded + failed > 0,
  });
}

const verbs = { adopt: 'read', forget: 'gone', skip: 'left' } as const;

function lines(event: AdoptEvent, { verbose }: View, gallery: string, color: ChalkInstance): Line[] {
  const { status, action, path, reason } = event;
  const shown = printablePath(path, gallery);
  if (status === 'failed') {
    const why = failReasons[reason as keyof typeof failReasons];
    return [
      {
        kind: 'trouble',
        text: `${color.red('failed')}  ${shown}: ${why}; the catalog does not know its content`,
      },
    ];
  }
  if (!verbose) return [];
  const verb = action === 'adopt' ? color.green(verbs[action]) : color.dim(verbs[action]);
  return [
    { kind: 'result', text: `${verb}  ${shown}${reason === undefined ? '' : color.dim(`  (${reason})`)}` },
  ];
}

/** The last lines of an adoption. */
function adoptSummaryText(summary: AdoptSummary, color: ChalkInstance): string {
  const { adopted, bytes, known, forgotten, failed, dryRun, exitCode, skipped } = summary;
  const isInterrupted = exitCode === exitCodes.interrupted || exitCode === exitCodes.terminated;
  const would = dryRun ? 'would be ' : '';
  const parts = [
    ...(adopted > 0 ? [`${count(adopted, 'file')} ${would}read (${sizeText(bytes)})`] : []),
    ...(known > 0 ? [`${String(known)} known already`] : []),
    ...(forgotten > 0 ? [`${String(forgotten)} gone since and ${would}forgotten`] : []),
    ...(failed > 0 && !isInterrupted ? [color.red(`${String(failed)} failed`)] : []),
  ];
  const done = parts.length === 0 ? 'The Gallery holds no files.' : `${parts.join(', ')}.`;
  const first = isInterrupted ? `${done} Interrupted; run it again for the rest.` : done;
  return skipped === 0
    ? first
    : `${first}\n${color.dim(`Left out: ${reasonsText(summary.skippedBecause)}.`)}`;
}
