import type { ChalkInstance } from 'chalk';
import { exitCodes } from '../app/exit-codes.js';
import { failReasons, type SkipReason, skipReasons } from '../scan/reasons.js';
import { count, sizeText } from './amounts.js';
import { printable, printablePath } from './printable.js';
import type { AssetEvent, ImportSummary, Line, View, Wording } from './reporter.js';

/** Folders that paths are shown relative to. */
export interface ShownFolders {
  readonly gallery: string;
  /** the same for sources */
  readonly root: string;
}

/** How an import reads: a dry run shows everything it would do, a real run single files only when asked to. */
export function importWording(folders: ShownFolders) {
  return (color: ChalkInstance): Wording<AssetEvent, ImportSummary> => ({
    lines(event, view) {
      // What an interrupted run did not come to is told once, in its summary.
      if (event.reason === 'interrupted') return [];
      return [...assetLines(event, view, folders, color), ...noteLines(event, folders, color)];
    },
    summary: (summary) => importSummaryText(summary, color),
    isNews: ({ moved, copied, duplicates, failed }) => moved + copied + duplicates + failed > 0,
  });
}

function assetLines(
  event: AssetEvent,
  { verbose, dryRun }: View,
  folders: ShownFolders,
  color: ChalkInstance,
): Line[] {
  if (event.status === 'failed') return [{ kind: 'trouble', text: failureLine(event, folders, color) }];
  const isShown = verbose || (dryRun && event.status === 'planned');
  return isShown ? [{ kind: 'result', text: assetLine(event, folders, color) }] : [];
}

function noteLines({ path, notes = [] }: AssetEvent, { root }: ShownFolders, color: ChalkInstance): Line[] {
  return notes.map((note) => ({
    kind: 'note',
    text: `${color.yellow('note')}  ${printablePath(path, root)}: ${printable(note)}`,
  }));
}

const verbs = { move: 'move', copy: 'copy', duplicate: 'same', skip: 'left' } as const;

function assetLine(event: AssetEvent, { gallery, root }: ShownFolders, color: ChalkInstance): string {
  const verb = event.action === 'duplicate' || event.action === 'skip' ? color.dim : color.green;
  const target = event.to === undefined ? '' : ` ${color.dim('→')} ${printablePath(event.to, gallery)}`;
  const date =
    event.takenAt === undefined || event.action === 'duplicate'
      ? ''
      : `${event.takenAt} ${event.dateSource ?? ''}`;
  const why = event.reason ?? date;
  return `${verb(verbs[event.action])}  ${printablePath(event.path, root)}${target}${why === '' ? '' : color.dim(`  (${why})`)}`;
}

function failureLine({ path, reason }: AssetEvent, { root }: ShownFolders, color: ChalkInstance): string {
  const why =
    reason !== undefined && reason in failReasons ? failReasons[reason as keyof typeof failReasons] : '';
  return `${color.red('failed')}  ${printablePath(path, root)}: ${why}; it was left where it is`;
}

/** The last lines of an import. */
export function importSummaryText(summary: ImportSummary, color: ChalkInstance): string {
  const { moved, copied, duplicates, skipped, failed, bytes, dryRun, exitCode } = summary;
  const isInterrupted = exitCode === exitCodes.interrupted || exitCode === exitCodes.terminated;
  const would = dryRun ? 'would be ' : '';
  const parts = [
    ...(moved > 0 ? [`${count(moved, 'file')} ${would}moved`] : []),
    ...(copied > 0 ? [`${count(copied, 'file')} ${would}copied`] : []),
    ...(duplicates > 0 ? [count(duplicates, 'duplicate')] : []),
    ...(failed > 0 && !isInterrupted ? [color.red(`${String(failed)} failed`)] : []),
  ];
  const size = moved + copied > 0 ? ` (${sizeText(bytes)})` : '';
  const end = isInterrupted ? 'Interrupted; the next run does the rest.' : '';
  const done = parts.length === 0 ? '' : `${parts.join(', ')}${size}.`;
  const first = [done, end].filter((text) => text !== '').join(' ') || 'Nothing to import.';
  if (skipped === 0) return first;
  return `${first}\n${color.dim(`Left where they are: ${reasonsText(summary.skippedBecause)}.`)}`;
}

function reasonsText(counts: ImportSummary['skippedBecause']): string {
  return Object.entries(counts)
    .map(([reason, number]) => `${String(number)} ${skipReasons[reason as SkipReason]}`)
    .join(', ');
}
