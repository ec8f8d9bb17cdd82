import type { Amount, MonthStatus } from './status.js';

/** A year of the Gallery; undefined for what has no date. */
export interface YearSum extends Amount {
  readonly year: string | undefined;
}

/** Months put together, the newest year first, what has no date last. */
export function yearsOf(months: readonly MonthStatus[]): YearSum[] {
  const years = new Map<string | undefined, YearSum>();
  for (const { month, files, bytes } of months) {
    const year = month?.slice(0, 4);
    const known = years.get(year) ?? { year, files: 0, bytes: 0 };
    years.set(year, { year, files: known.files + files, bytes: known.bytes + bytes });
  }
  return [...years.values()].sort((a, b) => (b.year ?? '').localeCompare(a.year ?? ''));
}
