import type { ChalkInstance } from 'chalk';
import { exitCodes } from '../app/exit-codes.js';
import { failReasons, type FailReason } from '../scan/reasons.js';
import { count, sizeText } from './amounts.js';
import { reasonsText } from './import-wording.js';
import { printablePath } from './printable.js';
import type { Line, View, Wording } from './reporter.js';
import {
  doubtReasons,
  type GalleryCoverage,
  type GalleryVerifyEvent,
  type GalleryVerifySummary,
  type GoodCopy,
  repairReasons,
} from './verify-report.js';

/** How a verification of the Gallery reads: what is wrong, and single files only when asked to. @param gallery paths are relative to it */
export function verifyWording(gallery: string) {
  return (color: ChalkInstance): Wording<GalleryVerifyEvent, GalleryVerifySummary> => ({
    lines: (event, view) => lines(event, view, gallery, color),
    summary: (summary) => summaryText(summary, color),
    isNews: ({ repaired, trusted }) => repaired + trusted > 0,
  });
}

const verbs = {
  verify: 'right',
  learn: 'learnt',
  forget: 'gone',
  repair: 'repaired',
  trust: 'trusted',
  skip: 'left',
} as const;

function lines(event: GalleryVerifyEvent, view: View, gallery: string, color: ChalkInstance): Line[] {
  const { action, status, path, reason, target } = event;
  const shown = printablePath(path, gallery);
  if (status === 'failed') {
    const label = color.red(reason === 'rotten' || reason === 'unclear' ? reason : 'failed');
    return [{ kind: 'trouble', text: `${label}  ${shown}: ${troubleText(event)}` }];
  }
  const from = target === undefined ? '' : ` from ${target}`;
  if (action === 'repair') {
    const verb = status === 'planned' ? 'would be repaired' : verbs.repair;
    return [{ kind: 'result', text: `${color.green(verb)}  ${shown}${from}` }];
  }
  if (!view.verbose && action !== 'trust') return [];
  const verb = status === 'skipped' ? color.dim(verbs.skip) : color.green(verbs[action]);
  return [
    { kind: 'result', text: `${verb}  ${shown}${reason === undefined ? '' : color.dim(`  (${reason})`)}` },
  ];
}

function troubleText({ action, reason, goodAt = [] }: GalleryVerifyEvent): string {
  if (reason === 'rotten' || reason === 'unclear') return `${doubtReasons[reason]}; ${copiesText(goodAt)}`;
  if (action === 'repair') {
    const why = { ...repairReasons, ...failReasons }[reason as FailReason];
    return `not brought back: ${why}`;
  }
  return failReasons[reason as FailReason];
}

function copiesText([first, ...others]: readonly GoodCopy[]): string {
  if (!first) return repairReasons['not-kept'];
  const proof = first.provenAt === undefined ? '' : ` (proven ${first.provenAt.slice(0, 10)})`;
  const more = others.map(({ target }) => `, ${target}`).join('');
  return `as it was at ${first.target}${proof}${more}`;
}

/** The last lines of a verification. */
function summaryText(summary: GalleryVerifySummary, color: ChalkInstance): string {
  if (summary.trusted > 0) {
    const them = summary.trusted === 1 ? 'it as an edit' : 'them as edits';
    return `${count(summary.trusted, 'file')} trusted; the next backup sends ${them}.`;
  }
  const { read, bytes, learnt, forgotten, repaired, skipped, exitCode, rotten, dryRun } = summary;
  const isInterrupted = exitCode === exitCodes.interrupted || exitCode === exitCodes.terminated;
  const all = read < summary.coverage.files ? ` of ${String(summary.coverage.files)}` : '';
  const first = `${String(read)}${all} ${read === 1 && all === '' ? 'file' : 'files'} read (${sizeText(bytes)}), ${resultText(summary, color)}.`;
  const changes = [
    ...(learnt > 0 ? [`${String(learnt)} new or edited since`] : []),
    ...(forgotten > 0 ? [`${String(forgotten)} gone since`] : []),
  ];
  return [
    first,
    ...(changes.length > 0 ? [`The catalog has learnt: ${changes.join(', ')}.`] : []),
    coverageText(summary.coverage),
    ...(repaired > 0
      ? [
          `${count(repaired, 'file')} brought back; the bad ones are in the trash. To take that back: photokeep undo ${summary.run}`,
        ]
      : []),
    ...(rotten > 0
      ? [`None of them is backed up over a good copy. To bring them back: photokeep verify --repair`]
      : []),
    ...(isInterrupted ? ['Interrupted; what was read is known, the next time goes on with the rest.'] : []),
    ...(skipped > 0 ? [color.dim(`Left out: ${reasonsText(summary.skippedBecause)}.`)] : []),
    ...(dryRun ? ['A dry run: nothing was recorded.'] : []),
  ].join('\n');
}

function resultText({ rotten, unclear, failed }: GalleryVerifySummary, color: ChalkInstance): string {
  const wrong = [
    ...(rotten > 0 ? [`${String(rotten)} rotten`] : []),
    ...(unclear > 0 ? [`${String(unclear)} unclear`] : []),
    ...(failed > 0 ? [`${String(failed)} failed`] : []),
  ];
  return wrong.length === 0 ? 'all right' : color.red(wrong.join(', '));
}

function coverageText({ files, ...verified }: GalleryCoverage): string {
  const share = (number: number): string => {
    // Never rounded up to all.
    const percent = number === files ? 100 : Math.floor((number / files) * 1000) / 10;
    return `${String(percent)}%`;
  };
  if (files === 0) return 'The Gallery holds no files.';
  return `Verified: ${share(verified.verified30)} in the last 30 days, ${share(verified.verified90)} in 90, ${share(verified.verified365)} in 365.`;
}
