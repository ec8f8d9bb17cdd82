import { type Markup, markup } from './markup.js';
import { at, type PlotSize, yearMarks } from './plot-scale.js';

/** What lies around the marks of a plot over time: lines across it with their values, years below it. */
export interface PlotFrame {
  readonly size: PlotSize;
  /** the whole of it in one sentence, for who cannot see it */
  readonly label: string;
  /** months since the year 0: the first that is shown, and the one behind the last */
  readonly from: number;
  readonly to: number;
  /** from 0 up */
  readonly values: readonly number[];
  readonly valueText: (value: number) => string;
}

const room = { left: 58, right: 8, top: 10, bottom: 26 } as const;
const yearWidth = 48;

/** Where a month and a value are in a plot. */
export function plotPlaces({ size, from, to, values }: PlotFrame) {
  const [width, height] = [size.width - room.left - room.right, size.height - room.top - room.bottom];
  const top = values.at(-1) ?? 1;
  return {
    x: (month: number): number => room.left + (width * (month - from)) / Math.max(1, to - from),
    y: (value: number): number => room.top + height * (1 - value / top),
  };
}

/** A plot as a picture. @param marks what is drawn inside */
export function plotMarkup(frame: PlotFrame, kind: string, marks: readonly Markup[]): Markup {
  const { size, label, from, to, values, valueText } = frame;
  const { x, y } = plotPlaces(frame);
  const right = size.width - room.right;
  const years = yearMarks(from, to - 1, Math.floor((size.width - room.left) / yearWidth));
  return markup`<svg class="plot ${kind}" role="img" aria-label="${label}" viewBox="0 0 ${size.width} ${size.height}">
${values.map(
  (value) =>
    markup`<line class="${value === 0 ? 'base' : 'grid'}" x1="${room.left}" x2="${right}" y1="${at(y(value))}" y2="${at(y(value))}"/><text class="value" x="${room.left - 8}" y="${at(y(value) + 4)}">${valueText(value)}</text>`,
)}
${marks}
${years.map(
  (year) =>
    markup`<line class="tick" x1="${at(x(year * 12))}" x2="${at(x(year * 12))}" y1="${at(y(0))}" y2="${at(y(0) + 5)}"/><text class="year" x="${at(Math.min(x(year * 12) + 3, right - 28))}" y="${size.height - 8}">${String(year)}</text>`,
)}
</svg>`;
}
