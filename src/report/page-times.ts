import { formatOffset, type LocalTime } from '../dates/wall-clock.js';
import { type Markup, markup } from './markup.js';
import { timeText } from './table.js';

/** `2024-05-18 12:11 +02:00`; only the date where no time of day is known. */
export function takenTime({ local, offsetMinutes }: LocalTime): Markup {
  const [date = '', time] = local.split('T');
  if (time === undefined) return markup`<time>${date}</time>`;
  const offset = offsetMinutes === undefined ? '' : ` ${formatOffset(offsetMinutes)}`;
  return markup`<time>${date} ${time.slice(0, 5)}${offset}</time>`;
}

/** `2024-05-18 12:11`; empty for what is no time. @param milliseconds since 1970 @param zone IANA name */
export function modifiedTime(milliseconds: number, zone: string): Markup {
  const date = new Date(milliseconds);
  const text = Number.isNaN(date.getTime()) ? '' : timeText(date.toISOString(), zone);
  return markup`<time>${text}</time>`;
}
