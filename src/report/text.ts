import { Chalk, type ChalkInstance } from 'chalk';
import type { Output } from '../app/context.js';
import { exitCodes } from '../app/exit-codes.js';
import { printable } from './printable.js';
import type { ProgressBar } from './progress-bar.js';
import type { OutputOptions, Reporter, Summary, Wording } from './reporter.js';

export interface TextReporterOptions extends Pick<OutputOptions, 'quiet' | 'verbose'> {
  readonly color: boolean;
  readonly progressBar: ProgressBar | undefined;
}

/**
 * For people: results on stdout, trouble and progress on stderr. Without a terminal it is silent when there is
 * nothing to say.
 */
export function createTextReporter<Event extends { readonly event: string }, End extends Summary>(
  stdout: Output,
  stderr: Output,
  wording: (color: ChalkInstance) => Wording<Event, End>,
  { color, quiet, verbose, progressBar }: TextReporterOptions,
): Reporter<Event, End> {
  const words = wording(new Chalk({ level: color ? 1 : 0 }));
  let dryRun = false;
  const say = (output: Output, text: string): void => {
    progressBar?.clear();
    output.write(`${text}\n`);
  };

  return {
    start(run) {
      ({ dryRun } = run);
    },
    event(event) {
      for (const { kind, text } of words.lines(event, { verbose, dryRun })) {
        if (kind === 'trouble' || !quiet) say(kind === 'result' ? stdout : stderr, text);
      }
    },
    note(text) {
      if (!quiet) say(stderr, printable(text));
    },
    progress(state) {
      progressBar?.show(state);
    },
    end(summary) {
      progressBar?.stop();
      const isWorthSaying =
        words.isNews(summary) || dryRun || !isQuiet(summary.exitCode) || verbose || stdout.isTerminal;
      const text = isWorthSaying && !quiet ? words.summary(summary) : '';
      if (text !== '') stdout.write(`${text}\n`);
    },
  };
}

/** "Not now" is no news for cron, which tries again anyway. */
function isQuiet(exitCode: number): boolean {
  return exitCode === exitCodes.fine || exitCode === exitCodes.later;
}
