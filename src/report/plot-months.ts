import { numberText } from './amounts.js';
import { type Markup, markup } from './markup.js';
import { plotMarkup, plotPlaces, type PlotFrame } from './plot-frame.js';
import { at, axisValues, monthNumber, type PlotSize } from './plot-scale.js';
import type { MonthStatus } from './status.js';

/** Months of which the date is known to the month, in the order of time. */
export type DatedMonth = MonthStatus & { readonly month: string };

/** Of all months those that a plot over time can show. */
export function datedMonths(months: readonly MonthStatus[]): DatedMonth[] {
  return months.filter((one): one is DatedMonth => /^[12]\d{3}-(0[1-9]|1[0-2])$/.test(one.month ?? ''));
}

/** A bar for each month: how many pictures and videos were taken in it. @param months at least one */
export function monthsPlot(months: readonly DatedMonth[], size: PlotSize, kind: string): Markup {
  const most = months.reduce((best, month) => (month.media > best.media ? month : best));
  const { frame, total } = frameOf(months, most, size);
  const { x, y } = plotPlaces(frame);
  const gap = x(1) - x(0) >= 4 ? 1 : 0;
  const bars = months
    .filter(({ media }) => media > 0)
    .map(({ month, media }) => {
      const left = x(monthNumber(month));
      const width = Math.max(x(monthNumber(month) + 1) - left - gap, 0.75);
      // Whatever there is can be seen, though it may be one of thousands.
      const height = Math.max(y(0) - y(media), 1);
      return markup`<rect class="bar" x="${at(left)}" y="${at(y(0) - height)}" width="${at(width)}" height="${at(height)}"><title>${monthText(month)}: ${numberText(media)}</title></rect>`;
    });
  const label = `Pictures and videos by the month in which they were taken: ${numberText(total)} from ${monthText(months[0]?.month ?? '')} to ${monthText(months.at(-1)?.month ?? '')}; the most, ${numberText(most.media)}, in ${monthText(most.month)}.`;
  return plotMarkup({ ...frame, label }, kind, bars);
}

function frameOf(
  months: readonly DatedMonth[],
  most: DatedMonth,
  size: PlotSize,
): { readonly frame: PlotFrame; readonly total: number } {
  const numbers = months.map(({ month }) => monthNumber(month));
  const frame: PlotFrame = {
    ...{ size, label: '', from: Math.min(...numbers), to: Math.max(...numbers) + 1 },
    values: axisValues(Math.max(most.media, 1), 4).filter(Number.isInteger),
    valueText: numberText,
  };
  return { frame, total: months.reduce((sum, { media }) => sum + media, 0) };
}

const names = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** `May 2024`. */
export function monthText(month: string): string {
  return `${names[Number(month.slice(5, 7)) - 1] ?? ''} ${month.slice(0, 4)}`;
}
