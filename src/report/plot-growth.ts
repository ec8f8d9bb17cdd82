import { sizeText } from './amounts.js';
import { type Markup, markup } from './markup.js';
import { plotMarkup, plotPlaces, type PlotFrame } from './plot-frame.js';
import { type DatedMonth, monthText } from './plot-months.js';
import { at, axisValues, byteUnit, monthNumber, type PlotSize } from './plot-scale.js';

/** How the space grew that everything takes which had been taken until then. @param months at least one, in order */
export function growthPlot(months: readonly DatedMonth[], size: PlotSize, kind: string): Markup {
  let sum = 0;
  const steps = months.map(({ month, bytes }) => ({
    month,
    after: monthNumber(month) + 1,
    total: (sum += bytes),
  }));
  const frame: PlotFrame = {
    size,
    from: monthNumber(months[0]?.month ?? ''),
    to: Math.max(...steps.map(({ after }) => after)),
    values: axisValues(Math.max(sum, 1), 4, byteUnit(sum)),
    valueText: (value) => (value === 0 ? '0' : sizeText(value).replace('.0 ', ' ')),
    label: `Space that all of it takes, by when it was taken: from ${sizeText(steps[0]?.total ?? 0)} in ${monthText(months[0]?.month ?? '')} to ${sizeText(sum)} in ${monthText(months.at(-1)?.month ?? '')}.`,
  };
  const { x, y } = plotPlaces(frame);
  // A month without pictures leaves the space as it was.
  const line = steps
    .map(({ after, total }, index) => {
      const before = steps[index - 1];
      const flat = before && before.after < after - 1 ? `L${at(x(after - 1))} ${at(y(before.total))}` : '';
      return `${flat}L${at(x(after))} ${at(y(total))}`;
    })
    .join('');
  const start = `${at(x(frame.from))} ${at(y(0))}`;
  const dots = steps.map(
    ({ month, after, total }) =>
      markup`<rect class="reader" x="${at(x(after - 1))}" y="${at(y(frame.values.at(-1) ?? 0))}" width="${at(x(after) - x(after - 1))}" height="${at(y(0) - y(frame.values.at(-1) ?? 0))}"><title>until ${monthText(month)}: ${sizeText(total)}</title></rect>`,
  );
  return plotMarkup(frame, kind, [
    markup`<path class="area" d="M${start}${line}L${at(x(frame.to))} ${at(y(0))}Z"/>`,
    markup`<path class="curve" d="M${start}${line}"/>`,
    ...dots,
  ]);
}
