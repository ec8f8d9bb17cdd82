import { readJsonObject, writeDurably } from '../library/durable-file.js';

/** What is done at a target once a day, however often it is backed up to. */
type Duty = 'prune' | 'proofs';

export interface Upkeep {
  /** @param nowMs milliseconds since 1970 */
  isDue(duty: Duty, nowMs: number): boolean;
  done(duty: Duty, nowMs: number): void;
  /** How many bytes of a day's allowance have not been read yet. */
  leftToRead(bytesPerDay: number, nowMs: number): number;
  read(bytes: number, nowMs: number): void;
}

const dayMs = 86_400_000;

/** @param file absolute; remembers when each was done last */
export function openUpkeep(file: string): Upkeep {
  const last: Record<string, unknown> = { ...readJsonObject(file) };
  const write = (): void => {
    writeDurably(file, `${JSON.stringify(last)}\n`);
  };
  /** The day that is under way, from the first reading on. */
  function reading(nowMs: number): { readonly sinceMs: number; readonly bytes: number } {
    const { sinceMs, bytes } = (last['reading'] ?? {}) as { sinceMs?: unknown; bytes?: unknown };
    const isToday = typeof sinceMs === 'number' && nowMs >= sinceMs && nowMs - sinceMs < dayMs;
    return isToday && typeof bytes === 'number' ? { sinceMs, bytes } : { sinceMs: nowMs, bytes: 0 };
  }
  const readToday = (nowMs: number): number => reading(nowMs).bytes;
  return {
    isDue(duty, nowMs) {
      const doneMs = last[duty];
      // A clock that was wrong once must not put it off for years.
      return typeof doneMs !== 'number' || nowMs < doneMs || nowMs - doneMs >= dayMs;
    },
    done(duty, nowMs) {
      last[duty] = nowMs;
      write();
    },
    leftToRead: (bytesPerDay, nowMs) => Math.max(0, bytesPerDay - readToday(nowMs)),
    read(bytes, nowMs) {
      const { sinceMs } = reading(nowMs);
      last['reading'] = { sinceMs, bytes: readToday(nowMs) + bytes };
      write();
    },
  };
}
