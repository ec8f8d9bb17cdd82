import { readJsonObject, writeDurably } from '../library/durable-file.js';

/** What is done at a target once a day, however often it is backed up to. */
type Duty = 'prune' | 'proofs';

export interface Upkeep {
  /** @param nowMs milliseconds since 1970 */
  isDue(duty: Duty, nowMs: number): boolean;
  done(duty: Duty, nowMs: number): void;
}

const dayMs = 86_400_000;

/** @param file absolute; remembers when each was done last */
export function openUpkeep(file: string): Upkeep {
  const last: Record<string, unknown> = { ...readJsonObject(file) };
  return {
    isDue(duty, nowMs) {
      const doneMs = last[duty];
      // A clock that was wrong once must not put it off for years.
      return typeof doneMs !== 'number' || nowMs < doneMs || nowMs - doneMs >= dayMs;
    },
    done(duty, nowMs) {
      last[duty] = nowMs;
      writeDurably(file, `${JSON.stringify(last)}\n`);
    },
  };
}
