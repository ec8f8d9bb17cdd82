import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** A log for people that never grows without end. */
export interface RunLog {
  write(lines: readonly string[]): void;
}

const largest = 10_000_000;
const kept = 5;

/**
 * A log file that is put aside as `FILE.1` when it has become large, and what was there before as `FILE.2`, and so on.
 *
 * @param file made with its folder, readable by its owner only
 */
export function openRunLog(file: string): RunLog {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  return {
    write(lines) {
      if (lines.length === 0) return;
      const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
      if (size >= largest) rotate(file);
      appendFileSync(file, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
    },
  };
}

function rotate(file: string): void {
  for (let number = kept - 1; number >= 0; number--) {
    const from = number === 0 ? file : `${file}.${String(number)}`;
    if (existsSync(from)) renameSync(from, `${file}.${String(number + 1)}`);
  }
}
