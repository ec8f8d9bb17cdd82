import type { Context } from '../app/context.js';
import type { OutputOptions, Reporter } from './reporter.js';

/** The reporter that the flags and the terminal ask for. */
export async function createReporter(
  context: Context,
  options: OutputOptions,
  folders: { readonly root: string; readonly gallery: string },
): Promise<Reporter> {
  const { stdout, stderr } = context;
  if (options.json) return (await import('./json.js')).createJsonReporter(stdout);
  const { createTextReporter } = await import('./text.js');
  // With -v the lines of single files say how far it is.
  const showsBar = stderr.isTerminal && !options.quiet && !options.verbose;
  const progressBar = showsBar
    ? (await import('./progress-bar.js')).createProgressBar(stderr, () => context.now().getTime())
    : undefined;
  return createTextReporter(stdout, stderr, {
    ...folders,
    ...options,
    color: stdout.isTerminal && (context.env['NO_COLOR'] ?? '') === '',
    progressBar,
  });
}
