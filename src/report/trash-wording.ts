import type { ChalkInstance } from 'chalk';
import { exitCodes } from '../app/exit-codes.js';
import type { TrashedFile } from '../plan/plan-trash.js';
import { count, sizeText } from './amounts.js';
import type { FileEvent } from './file-events.js';
import { printable, printablePath } from './printable.js';
import type { Reporter, Summary, Wording } from './reporter.js';
import { tableText, timeText } from './table.js';
import { fileLines } from './undo-wording.js';

/** What an emptying of the trash comes to. */
export interface EmptySummary extends Summary {
  readonly command: 'trash empty';
  readonly deleted: number;
  readonly bytesFreed: number;
  readonly skipped: number;
  readonly failed: number;
  /** the user was asked and said no */
  readonly declined: boolean;
  readonly seconds: number;
  readonly skippedBecause: Readonly<Partial<Record<'only-copy', number>>>;
}

export type EmptyReporter = Reporter<FileEvent, EmptySummary>;

/** How an emptying reads. */
export function emptyWording(root: string) {
  return (color: ChalkInstance): Wording<FileEvent, EmptySummary> => ({
    lines: (event, view) => fileLines(event, view, root, color),
    summary: (summary) => emptySummaryText(summary, color),
    isNews: () => true,
  });
}

/** The last lines of an emptying. */
function emptySummaryText(summary: EmptySummary, color: ChalkInstance): string {
  const { deleted, bytesFreed, skipped, failed, declined, dryRun, exitCode } = summary;
  const verb = dryRun ? 'would be deleted, which frees' : 'deleted for good, which freed';
  const parts = [
    ...(deleted > 0 ? [`${count(deleted, 'file')} ${verb} ${sizeText(bytesFreed)}`] : []),
    ...(failed > 0 ? [color.red(`${String(failed)} failed`)] : []),
  ];
  const isInterrupted = exitCode === exitCodes.interrupted || exitCode === exitCodes.terminated;
  const kept =
    `${count(skipped, 'file')} stay: neither the Gallery nor a verified backup on a disk here holds the same. ` +
    'photokeep trash restore brings them back, trash empty --last-copies deletes them too.';
  return [
    declined ? 'Nothing was changed.' : `${parts.join(', ') || 'Nothing to delete'}.`,
    ...(skipped > 0 ? [color.dim(kept)] : []),
    ...(isInterrupted ? ['Interrupted; the same command does the rest.'] : []),
  ].join('\n');
}

/** A trash on a disk that is not there. */
export interface TrashAway {
  /** the folder that it is of */
  readonly root: string;
  readonly runs: readonly string[];
}

/** For people: one line for each run that has something in the trash, and one for each trash that is not there. */
export function trashText(
  files: readonly TrashedFile[],
  zone: string,
  away: readonly TrashAway[] = [],
): string {
  return `${runsText(files, zone)}${away.map(awayText).join('')}`;
}

function awayText({ root, runs }: TrashAway): string {
  return `Not there: the trash of ${count(runs.length, 'run')} in ${printable(root)}; is its disk mounted?\n`;
}

function runsText(files: readonly TrashedFile[], zone: string): string {
  if (files.length === 0) return 'The trash is empty.\n';
  const runs = [...new Set(files.map(({ run }) => run))];
  const rows = runs.map((run) => {
    const ofRun = files.filter((file) => file.run === run);
    return [run, timeText(startOf(run), zone), count(ofRun.length, 'file'), sizeText(sizeOf(ofRun))];
  });
  const total = ['', '', count(files.length, 'file'), sizeText(sizeOf(files))];
  return tableText([['RUN', 'SINCE', 'FILES', 'SIZE'], ...rows, ...(rows.length > 1 ? [total] : [])]);
}

/** For people: one line for each file. @param root paths below it are shown relative to it */
export function trashedFilesText(files: readonly TrashedFile[], root: string): string {
  const lines = files.map(
    ({ original, identity }) => `${printablePath(original, root)}  (${sizeText(identity.size)})\n`,
  );
  return lines.join('') || 'The trash is empty.\n';
}

/** For programs: one line for each file, and for each trash that is not there. */
export function trashJson(files: readonly TrashedFile[], away: readonly TrashAway[] = []): string {
  const events = files.map(({ run, path, original, identity, action }) => ({
    ...{ event: 'trashed', run, path, original, size: identity.size },
    ...(action && { keep: action.keep }),
  }));
  const notThere = away.map(({ root, runs }) => ({ event: 'away', root, runs }));
  const summary = {
    event: 'summary',
    command: 'trash list',
    files: files.length,
    bytes: sizeOf(files),
    away: away.length,
    exitCode: 0,
  };
  return [{ event: 'start', schema: 1, command: 'trash list' }, ...events, ...notThere, summary]
    .map((value) => `${JSON.stringify(value)}\n`)
    .join('');
}

function sizeOf(files: readonly TrashedFile[]): number {
  return files.reduce((sum, { identity }) => sum + identity.size, 0);
}

/** ISO 8601, from the id of a run. */
function startOf(run: string): string {
  return run.replace(/^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-.*$/, '$1-$2-$3T$4:$5:$6Z');
}
