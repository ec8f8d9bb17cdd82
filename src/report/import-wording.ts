import type { ChalkInstance } from 'chalk';
import { exitCodes } from '../app/exit-codes.js';
import { failReasons, type SkipReason, skipReasons } from '../scan/reasons.js';
import { count, sizeText } from './amounts.js';
import { printable, printablePath } from './printable.js';
import type { AssetEvent, FileResult, ImportSummary, Line, View, Wording } from './reporter.js';

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
      const files: readonly FileResult[] = [event, ...event.companions];
      return [
        ...files.flatMap((file) => fileLines(file, file === event ? event : undefined, view, folders, color)),
        ...noteLines(event, folders, color),
      ];
    },
    summary: (summary) => importSummaryText(summary, color),
    isNews: ({ moved, copied, duplicates, held, failed }) => moved + copied + duplicates + held + failed > 0,
  });
}

/** @param asset what the file stands for, if it is not a companion */
function fileLines(
  file: FileResult,
  asset: AssetEvent | undefined,
  { verbose, dryRun }: View,
  folders: ShownFolders,
  color: ChalkInstance,
): Line[] {
  // What an interrupted run did not come to is told once, in its summary.
  if (file.reason === 'interrupted') return [];
  if (file.status === 'failed') return [{ kind: 'trouble', text: failureLine(file, folders, color) }];
  const isShown = verbose || (dryRun && file.status === 'planned');
  return isShown ? [{ kind: 'result', text: fileLine(file, asset, folders, color) }] : [];
}

function noteLines({ path, notes = [] }: AssetEvent, { root }: ShownFolders, color: ChalkInstance): Line[] {
  return notes.map((note) => ({
    kind: 'note',
    text: `${color.yellow('note')}  ${printablePath(path, root)}: ${printable(note)}`,
  }));
}

const verbs = { move: 'move', copy: 'copy', duplicate: 'same', hold: 'hold', skip: 'left' } as const;

function fileLine(
  file: FileResult,
  asset: AssetEvent | undefined,
  { gallery, root }: ShownFolders,
  color: ChalkInstance,
): string {
  const verb = file.action === 'duplicate' || file.action === 'skip' ? color.dim : color.green;
  const base = file.action === 'hold' ? root : gallery;
  const target = file.to === undefined ? '' : ` ${color.dim('→')} ${printablePath(file.to, base)}`;
  const why = file.reason ?? (file.again ? 'again' : dateText(file, asset));
  const name = `${verb(verbs[file.action])}  ${asset ? '' : color.dim('with ')}${printablePath(file.path, root)}`;
  return `${name}${target}${why === '' ? '' : color.dim(`  (${why})`)}`;
}

function dateText({ action }: FileResult, asset: AssetEvent | undefined): string {
  if (asset?.takenAt === undefined || action === 'duplicate') return '';
  return `${asset.takenAt} ${asset.dateSource ?? ''}`;
}

function failureLine({ path, reason }: FileResult, { root }: ShownFolders, color: ChalkInstance): string {
  const why =
    reason !== undefined && reason in failReasons ? failReasons[reason as keyof typeof failReasons] : '';
  return `${color.red('failed')}  ${printablePath(path, root)}: ${why}; it was left where it is`;
}

/** The last lines of an import. */
export function importSummaryText(summary: ImportSummary, color: ChalkInstance): string {
  const { held, again, skipped } = summary;
  const first = firstLine(summary, color);
  const lines = [
    ...(first === '' ? [] : [first]),
    ...(summary.resorted ?? []).map(({ from, to, files }) => monthLine(from, to, files, color)),
    ...(held > 0
      ? [`Held back: ${count(held, 'file')} that had been in the Gallery; photokeep held shows them.`]
      : []),
    ...(again > 0
      ? [
          `Imported again: ${count(again, 'file')} that had been in the Gallery before and ${again === 1 ? 'was' : 'were'} gone.`,
        ]
      : []),
    ...(skipped > 0 ? [color.dim(`Left where they are: ${reasonsText(summary.skippedBecause)}.`)] : []),
  ];
  return lines.join('\n');
}

function monthLine(from: string, to: string, files: number, color: ChalkInstance): string {
  return `  ${printable(from)} ${color.dim('→')} ${printable(to)}  ${color.dim(count(files, 'file'))}`;
}

function firstLine(summary: ImportSummary, color: ChalkInstance): string {
  const { moved, copied, duplicates, failed, bytes, dryRun, exitCode } = summary;
  const isInterrupted = exitCode === exitCodes.interrupted || exitCode === exitCodes.terminated;
  const would = dryRun ? 'would be ' : '';
  const parts = [
    ...(moved > 0 ? [`${count(moved, 'file')} ${would}moved`] : []),
    ...(copied > 0 ? [`${count(copied, 'file')} ${would}copied`] : []),
    ...(duplicates > 0 ? [count(duplicates, 'duplicate')] : []),
    ...(failed > 0 && !isInterrupted ? [color.red(`${String(failed)} failed`)] : []),
  ];
  const size = moved + copied > 0 ? ` (${sizeText(bytes)})` : '';
  const done = parts.length === 0 ? '' : `${parts.join(', ')}${size}.`;
  const end = isInterrupted ? 'Interrupted; the next run does the rest.' : '';
  return [done, end].filter((text) => text !== '').join(' ') || nothingText(summary);
}

function nothingText({ resorted, held }: ImportSummary): string {
  if (resorted) return 'Every file is in its month.';
  // What was held back says enough.
  return held > 0 ? '' : 'Nothing to import.';
}

/** `3 empty files, 1 symbolic links` */
export function reasonsText(counts: ImportSummary['skippedBecause']): string {
  return Object.entries(counts)
    .map(([reason, number]) => `${String(number)} ${skipReasons[reason as SkipReason]}`)
    .join(', ');
}
