import type { ChalkInstance } from 'chalk';
import type { Context } from '../app/context.js';
import type { OutputOptions, Reporter, Summary, Wording } from './reporter.js';

/**
 * The reporter that the flags and the terminal ask for.
 *
 * @param wording the command's own, for people
 */
export async function createReporter<Event extends { readonly event: string }, End extends Summary>(
  context: Context,
  options: OutputOptions,
  wording: (color: ChalkInstance) => Wording<Event, End>,
): Promise<Reporter<Event, End>> {
  const { stdout, stderr } = context;
  if (options.json) return (await import('./json.js')).createJsonReporter(stdout);
  const { createTextReporter } = await import('./text.js');
  // With -v the lines of single files say how far it is.
  const showsBar = stderr.isTerminal && !options.quiet && !options.verbose;
  const progressBar = showsBar
    ? (await import('./progress-bar.js')).createProgressBar(stderr, () => context.now().getTime())
    : undefined;
  return createTextReporter(stdout, stderr, wording, {
    ...options,
    color: stdout.isTerminal && (context.env['NO_COLOR'] ?? '') === '',
    progressBar,
  });
}
