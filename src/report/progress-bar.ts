import { Writable } from 'node:stream';
import cliProgress from 'cli-progress';
import type { Output } from '../app/context.js';
import { sizeText } from './amounts.js';
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
  let startedMs = nowMs();
  const bar = new cliProgress.SingleBar({
    format: '{bar} {count}  {rate}/s  {left} left',
    stream: terminalStream(stderr),
    clearOnComplete: true,
    hideCursor: true,
    barsize: 24,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    gracefulExit: false,
  });
  let running = false;
  let shown: ProgressState = { done: 0, total: 0 };

  function restart(): void {
    bar.stop();
    running = false;
    startedMs = nowMs();
  }

  return {
    show({ done, total, unit }) {
      if (total === 0) return;
      // The next part of the work, with a rate of its own.
      if (running && (total !== shown.total || done < shown.done)) restart();
      shown = { done, total };
      const seconds = Math.max(0.001, (nowMs() - startedMs) / 1000);
      const rate = done / seconds;
      const figures = {
        count: unit ? `${sizeText(done)}/${sizeText(total)}` : `${String(done)}/${String(total)}`,
        rate: unit ? sizeText(rate) : rate.toFixed(rate < 10 ? 1 : 0),
        left: durationText((total - done) / rate),
      };
      if (running) bar.update(done, figures);
      else bar.start(total, done, figures);
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

/** Seconds for people: `45 s`, `12 min`, `3.5 h`. */
function durationText(seconds: number): string {
  if (seconds < 90) return `${seconds.toFixed(0)} s`;
  return seconds < 5400 ? `${(seconds / 60).toFixed(0)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
