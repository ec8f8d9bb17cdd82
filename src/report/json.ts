import type { Output } from '../app/context.js';
import type { Reporter, RunStart, StoppedSummary, Summary } from './reporter.js';

/** Version of the event format that docs/json-output.md describes; the first line of a run carries it. */
const schema = 1;

/** One JSON object a line on stdout. */
export function createJsonReporter(stdout: Output): Reporter<{ readonly event: string }, Summary> {
  const line = (value: object): void => {
    stdout.write(`${JSON.stringify(value)}\n`);
  };
  return {
    start(run: RunStart) {
      line({ event: 'start', schema, ...run });
    },
    event: line,
    note(text) {
      line({ event: 'note', text });
    },
    progress: () => undefined,
    end: line,
  };
}

/** The last line of a run that was stopped: `--json` ends with a summary on every way out. */
export function writeStopped(stdout: Output, summary: StoppedSummary): void {
  stdout.write(`${JSON.stringify({ ...summary, schema })}\n`);
}
