import { asUtcMs, type WrittenTime } from './wall-clock.js';

/** Why a date on offer was passed over. `edited`: it says when an editor wrote the file. */
export type Refusal = 'not-a-date' | 'epoch' | 'too-old' | 'future' | 'edited';

const hour = 3_600_000;
const day = 24 * hour;
/** Where the clocks of QuickTime (1904) and Unix (1970) start: what a device writes that has no date. */
const epochs = [Date.UTC(1904, 0, 1), Date.UTC(1970, 0, 1)];
/** Niépce's view from the window at Le Gras, 1826 or 1827, is the oldest photograph there is. */
const firstPhotographYear = 1826;

/**
 * Whether a date that can be read is one that no photograph has.
 *
 * @param nowMs milliseconds since 1970; undefined when the clock is not to be trusted
 */
export function refusalOf(
  { local, offsetMinutes, known }: WrittenTime,
  nowMs: number | undefined,
): Refusal | undefined {
  const ms = asUtcMs(local);
  if (known === undefined && epochs.some((epoch) => isEpoch(ms, epoch))) return 'epoch';
  if (Number(local.slice(0, 4)) < firstPhotographYear) return 'too-old';
  if (nowMs !== undefined && ms - (offsetMinutes ?? 0) * 60_000 > nowMs + 2 * day) return 'future';
  return undefined;
}

/** An epoch that went through a time zone is off by full quarters of an hour. */
function isEpoch(ms: number, epoch: number): boolean {
  return Math.abs(ms - epoch) <= 14 * hour && (ms - epoch) % (hour / 4) === 0;
}
