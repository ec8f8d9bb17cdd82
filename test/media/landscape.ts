import { seededRandom, type SeededRandom } from './seeded-random.js';

const canvasWidth = 64;
const canvasHeight = 48;

/**
 * A small landscape as SVG: sky, sun, hills and balloons, whose places and colours come from `seed`.
 * It is stretched to `size` (pixels), so any proportions are fine.
 */
export function landscape(seed: number, [width, height]: readonly [number, number]): string {
  const random = seededRandom(seed);
  const hue = random.between(0, 360);
  const balloons = 2 + Math.floor(random.between(0, 4));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}"`,
    ` viewBox="0 0 ${String(canvasWidth)} ${String(canvasHeight)}" preserveAspectRatio="none">`,
    sky(hue),
    sun(random),
    ...[0, 1, 2].map((layer) => hills(random, hue, layer)),
    ...Array.from({ length: balloons }, () => balloon(random)),
    '</svg>',
  ].join('');
}

function sky(hue: number): string {
  return [
    '<linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">',
    `<stop offset="0" stop-color="${colour(hue, 60, 45)}"/>`,
    `<stop offset="1" stop-color="${colour(hue + 50, 80, 85)}"/></linearGradient>`,
    '<rect width="100%" height="100%" fill="url(#sky)"/>',
  ].join('');
}

function sun(random: SeededRandom): string {
  const [x, y, radius] = [random.between(6, 58), random.between(6, 18), random.between(3, 6)];
  return circle(x, y, radius, colour(random.between(40, 60), 95, 80));
}

function hills(random: SeededRandom, hue: number, layer: number): string {
  const base = 26 + layer * 7;
  const [left, middle, right] = [0, 1, 2].map(() => (base + random.between(-5, 5)).toFixed(2));
  const path = `M0 ${left ?? ''}Q16 ${middle ?? ''} 32 ${right ?? ''}T64 ${left ?? ''}V48H0Z`;
  return `<path d="${path}" fill="${colour(hue + 120 + layer * 15, 40, 50 - layer * 11)}"/>`;
}

function balloon(random: SeededRandom): string {
  const [x, y, radius] = [random.between(4, 60), random.between(8, 38), random.between(1.5, 4)];
  const string = `<path d="M${x.toFixed(2)} ${y.toFixed(2)}v9" stroke="#555" stroke-width=".3"/>`;
  return string + circle(x, y, radius, colour(random.between(0, 360), 85, 55));
}

function circle(x: number, y: number, radius: number, fill: string): string {
  return `<circle cx="${x.toFixed(2)}" cy="${y.toFixed(2)}" r="${radius.toFixed(2)}" fill="${fill}"/>`;
}

function colour(hue: number, saturation: number, lightness: number): string {
  return `hsl(${(hue % 360).toFixed(1)},${String(saturation)}%,${String(lightness)}%)`;
}
