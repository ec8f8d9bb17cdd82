import { count } from './amounts.js';

const units: readonly (readonly [name: string, seconds: number])[] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** `5 minutes`, `2 days`: a length of time in its largest unit from two of that on; `less than 2 minutes`. */
export function durationText(seconds: number): string {
  const [name, length] = units.find(([, each]) => seconds >= 2 * each) ?? ['minute', 0];
  return length === 0 ? 'less than 2 minutes' : count(Math.floor(seconds / length), name);
}

/** How long ago something was. @param time ISO 8601 @param now ISO 8601 */
export function ageText(time: string, now: string): string {
  const seconds = (Date.parse(now) - Date.parse(time)) / 1000;
  // The clock was set back, or that of another machine is ahead.
  if (seconds < -120) return 'in the future';
  return seconds < 120 ? 'just now' : `${durationText(seconds)} ago`;
}
