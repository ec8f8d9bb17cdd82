/** The size of a plot in its own units, which are CSS pixels where it is shown as wide as it was made. */
export interface PlotSize {
  readonly width: number;
  readonly height: number;
}

/** For a desktop and for a phone: text that shrinks with its plot cannot be read. */
export const plotSizes = {
  wide: { width: 920, height: 250 },
  narrow: { width: 330, height: 210 },
} as const satisfies Readonly<Record<string, PlotSize>>;

/**
 * Round values from 0 to at least the largest, for the lines across a plot.
 *
 * @param largest above 0
 * @param intervals about how many parts there should be
 * @param unit the values are round in it: 1 for a number of things, 1e9 for bytes that are shown in GB
 */
export function axisValues(largest: number, intervals: number, unit = 1): number[] {
  const least = Math.max(largest / intervals / unit, Number.EPSILON);
  const power = 10 ** Math.floor(Math.log10(least));
  const step = unit * power * ([1, 2, 5, 10].find((each) => each * power >= least) ?? 10);
  const count = Math.max(1, Math.ceil(largest / step - 1e-9));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

/** The decimal unit that bytes are shown in: 1e9 for GB. */
export function byteUnit(bytes: number): number {
  return [1e12, 1e9, 1e6, 1e3].find((unit) => bytes >= unit) ?? 1;
}

/** A coordinate with no more digits than can be seen. */
export function at(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** A month on the time axis: months since the year 0. @param month `2024-05` */
export function monthNumber(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
}

/** The years whose beginnings get a mark, far enough from each other to be read. */
export function yearMarks(first: number, last: number, atMost: number): number[] {
  const [from, to] = [Math.ceil(first / 12), Math.floor(last / 12)];
  const step = [1, 2, 5, 10, 20, 50, 100].find((each) => (to - from) / each < atMost) ?? 200;
  const start = Math.ceil(from / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((to - start) / step) + 1) }, (_, n) => start + n * step);
}
