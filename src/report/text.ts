import { relative } from 'node:path';
import { Chalk, type ChalkInstance } from 'chalk';
import type { Output } from '../app/context.js';
import { exitCodes } from '../app/exit-codes.js';
import { failReasons, type SkipReason, skipReasons } from '../scan/reasons.js';
import { printable } from './printable.js';
import type { ProgressBar } from './progress-bar.js';
import type { AssetEvent, ImportSummary, OutputOptions, Reporter, RunStart } from './reporter.js';

export interface TextReporterOptions extends Pick<OutputOptions, 'quiet' | 'verbose'> {
  readonly color: boolean;
  /** paths below it are shown relative to it */
  readonly gallery: string;
  /** the same for sources */
  readonly root: string;
  readonly progressBar: ProgressBar | undefined;
}

/**
 * For people: results on stdout, trouble and progress on stderr. Without a terminal it is silent when there is
 * nothing to say.
 */
export function createTextReporter(stdout: Output, stderr: Output, options: TextReporterOptions): Reporter {
  const color = new Chalk({ level: options.color ? 1 : 0 });
  let dryRun = false;
  const say = (output: Output, text: string): void => {
    options.progressBar?.clear();
    output.write(`${text}\n`);
  };

  return {
    start(run: RunStart) {
      ({ dryRun } = run);
    },
    asset(event) {
      // What an interrupted run did not come to is told once, in its summary.
      if (event.reason === 'interrupted') return;
      if (event.status === 'failed') say(stderr, failureLine(event, options, color));
      else if (isShown(event, dryRun, options)) say(stdout, assetLine(event, options, color));
      for (const note of event.notes ?? []) {
        if (!options.quiet)
          say(stderr, `${color.yellow('note')}  ${show(event.path, options.root)}: ${printable(note)}`);
      }
    },
    note(text) {
      if (!options.quiet) say(stderr, printable(text));
    },
    progress(state) {
      options.progressBar?.show(state);
    },
    end(summary) {
      options.progressBar?.stop();
      const didSomething = summary.moved + summary.copied + summary.duplicates + summary.failed > 0;
      const isWorthSaying =
        didSomething || dryRun || summary.exitCode !== 0 || options.verbose || stdout.isTerminal;
      if (isWorthSaying && !options.quiet) stdout.write(`${importSummaryText(summary, color)}\n`);
    },
  };
}

/** A dry run shows everything it would do; a real run shows single files only when asked to. */
function isShown({ status }: AssetEvent, dryRun: boolean, { quiet, verbose }: TextReporterOptions): boolean {
  if (quiet) return false;
  return verbose || (dryRun && status === 'planned');
}

const verbs = { move: 'move', copy: 'copy', duplicate: 'same', skip: 'left' } as const;

function assetLine(event: AssetEvent, { gallery, root }: TextReporterOptions, color: ChalkInstance): string {
  const verb = event.action === 'duplicate' || event.action === 'skip' ? color.dim : color.green;
  const target = event.to === undefined ? '' : ` ${color.dim('→')} ${show(event.to, gallery)}`;
  const date =
    event.takenAt === undefined || event.action === 'duplicate'
      ? ''
      : `${event.takenAt} ${event.dateSource ?? ''}`;
  const why = event.reason ?? date;
  return `${verb(verbs[event.action])}  ${show(event.path, root)}${target}${why === '' ? '' : color.dim(`  (${why})`)}`;
}

function failureLine(event: AssetEvent, { root }: TextReporterOptions, color: ChalkInstance): string {
  const reason =
    event.reason !== undefined && event.reason in failReasons
      ? failReasons[event.reason as keyof typeof failReasons]
      : '';
  return `${color.red('failed')}  ${show(event.path, root)}: ${reason}; it was left where it is`;
}

function show(path: string, base: string): string {
  const short = relative(base, path);
  return printable(short.startsWith('..') || short === '' ? path : short);
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

function count(number: number, noun: string): string {
  return `${String(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/** Bytes for people: decimal units, as disks are sold and file managers show them. */
export function sizeText(bytes: number): string {
  const units = [bytes === 1 ? 'byte' : 'bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 99.95 ? value.toFixed(0) : value.toFixed(1)} ${units[unit] as string}`;
}
