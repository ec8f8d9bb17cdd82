import { Writable } from 'node:stream';
import cliProgress from 'cli-progress';
import type { Output } from '../app/context.js';
import type { ProgressState } from './reporter.js';

/** A bar with count, rate and estimated time, on a terminal. */
export interface ProgressBar {
  show(state: ProgressState): void;
  /** Clears the bar's line so that text can be written; the next `show` draws it again. */
  clear(): void;
  stop(): void;
}

/** @param nowMs milliseconds since any fixed moment */
export function createProgressBar(stderr: Output, nowMs: () => number): ProgressBar {
  const startedMs = nowMs();
  const bar = new cliProgress.SingleBar({
    format: '{bar} {value}/{total}  {rate}/s  {eta_formatted} left',
    stream: terminalStream(stderr),
    clearOnComplete: true,
    hideCursor: true,
    barsize: 24,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    gracefulExit: false,
  });
  let running = false;
  return {
    show({ done, total }) {
      const seconds = Math.max(0.001, (nowMs() - startedMs) / 1000);
      const rate = { rate: (done / seconds).toFixed(done / seconds < 10 ? 1 : 0) };
      if (running) bar.update(done, rate);
      else bar.start(total, done, rate);
      running = true;
    },
    clear() {
      if (running) stderr.write('\r\u001b[K');
    },
    stop() {
      if (running) bar.stop();
      running = false;
    },
  };
}

/** cli-progress wants a stream that looks like a terminal's. */
function terminalStream(output: Output): NodeJS.WritableStream {
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      output.write(chunk.toString());
      done();
    },
  });
  return Object.assign(stream, { isTTY: true, columns: output.columns ?? 80 });
}
