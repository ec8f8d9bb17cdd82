import type { TakenAt } from './taken-at.js';
import { asUtcMs } from './wall-clock.js';

/** The two halves of a Live Photo, and the RAW and the JPEG of one shot, are stamped this close together. */
const toleranceMs = 3000;

/** Zones differ by quarters of an hour. */
const quarterMs = 15 * 60_000;
const farthestZonesMs = 26 * 60 * 60_000;

/** Whether the date came from the picture or its name, and not from whoever wrote the file last. */
export function isOwnDate(takenAt: TakenAt | undefined): takenAt is TakenAt {
  return takenAt !== undefined && takenAt.source !== 'FileModifyDate';
}

/**
 * Whether two dates are of one moment, within 3 seconds: as instants where both have an offset, else by the wall
 * clock. Of a date without a time of day only the day counts.
 */
export function isSameMoment(a: TakenAt, b: TakenAt): boolean {
  if (!a.local.includes('T') || !b.local.includes('T')) return a.local.slice(0, 10) === b.local.slice(0, 10);
  const between =
    a.offsetMinutes !== undefined && b.offsetMinutes !== undefined
      ? asUtcMs(a.local) - a.offsetMinutes * 60_000 - (asUtcMs(b.local) - b.offsetMinutes * 60_000)
      : asUtcMs(a.local) - asUtcMs(b.local);
  return Math.abs(between) <= toleranceMs;
}

/**
 * Whether nothing says that two files of one folder and stem are not of one moment: dates that agree, also when they
 * only differ by whole zones because one has no offset, or no date of its own on one side.
 */
export function mayBeSameMoment(a: TakenAt | undefined, b: TakenAt | undefined): boolean {
  if (!isOwnDate(a) || !isOwnDate(b) || isSameMoment(a, b)) return true;
  if (a.offsetMinutes !== undefined && b.offsetMinutes !== undefined) return false;
  const between = Math.abs(asUtcMs(a.local) - asUtcMs(b.local));
  const beyondQuarters = between % quarterMs;
  return between <= farthestZonesMs && Math.min(beyondQuarters, quarterMs - beyondQuarters) <= toleranceMs;
}
