/**
 * Wall-clock times as ISO 8601 strings without zone (`2021-01-02T03:04:05.678`, or `2021-01-02` where only
 * the day is known): what the photographer's watch showed. Pure calendar arithmetic, no clock, no zone.
 */

/** What the photographer's watch showed, with its UTC offset where that is known. */
export interface LocalTime {
  /** ISO 8601 without zone; only the date part where no time is known */
  readonly local: string;
  /** minutes east of UTC */
  readonly offsetMinutes?: number;
}

/** A date and time as somebody wrote it. */
export interface WrittenTime extends LocalTime {
  /** it ends in `Z`: an instant, and `local` is the wall clock of UTC, not yet the photographer's */
  readonly utc?: true;
  /** the part of the date that was written, `1985` or `1985-06`; `local` then is the first day of it */
  readonly known?: string;
}

const exifTime =
  /^\s*(\d{4})[-:./](\d{1,2})[-:./](\d{1,2})(?:[T\s]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d+))?)?\s*(Z|UTC|[+-]\d{2}:?\d{2}|[+-]\d:\d{2})?(?:\s*DST)?)?\s*$/i;

/**
 * Reads a date as EXIF, XMP and exiftool write it: `2021:01:02 03:04:05.678+01:00` and its shorter forms.
 * A value that is no calendar date (`0000:00:00`, month 13, `    :  :  `) is undefined. Milliseconds at most.
 */
export function parseWrittenTime(value: string): WrittenTime | undefined {
  const match = exifTime.exec(value);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second = '00', fraction, zone] = match;
  const date = isoDate(Number(year), Number(month), Number(day));
  if (!date) return undefined;
  if (hour === undefined || minute === undefined) return { local: date };
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  // A leap second is shown as the last ordinary one.
  const seconds = Math.min(Number(second), 59);
  const local = `${date}T${pad(Number(hour))}:${minute}:${pad(seconds)}${milliseconds(fraction)}`;
  if (zone !== undefined && isUtc(zone)) return { local, utc: true };
  const offsetMinutes = zone === undefined ? undefined : parseOffset(zone);
  return offsetMinutes === undefined ? { local } : { local, offsetMinutes };
}

const partialDate = /^\s*(\d{4})(?:[-:](\d{2})(?:[-:]00)?)?\s*$/;

/**
 * Reads a date of which only the year or the month is known: `1985`, `1985:06` as XMP writes them (ISO 16684-1,
 * 8.2.1.2), `1985:00:00`, `1985:06:00` as IPTC does (IIM 4.2, 2:55).
 */
export function parsePartialDate(value: string): WrittenTime | undefined {
  const match = partialDate.exec(value);
  if (!match) return undefined;
  const [, year, month = '00'] = match;
  const local = isoDate(Number(year), Math.max(1, Number(month)), 1);
  return local === undefined ? undefined : { local, known: local.slice(0, month === '00' ? 4 : 7) };
}

/** Minutes east of UTC for `+05:30`, `-0800`, `Z`; undefined for anything else, or beyond what exists on Earth. */
export function parseOffset(value: string): number | undefined {
  if (isUtc(value)) return 0;
  const match = /^([+-])(\d{1,2}):?(\d{2})$/.exec(value.trim());
  if (!match) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  if (minutes > 14 * 60 || Number(match[3]) > 59) return undefined;
  return match[1] === '-' ? -minutes : minutes;
}

function isUtc(zone: string): boolean {
  return /^(z|utc)$/i.test(zone.trim());
}

/** `+01:00` for 60; `Z` is never written, so that all offsets look alike. */
export function formatOffset(minutes: number): string {
  const absolute = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(absolute / 60))}:${pad(absolute % 60)}`;
}

/** The wall-clock time with the digits of a sub-second tag (`678`, `6`, `678000`) put in, if it has a time. */
export function withSubSeconds(local: string, digits: string): string {
  if (!local.includes('T') || local.includes('.') || !/^\d+$/.test(digits.trim())) return local;
  return local + milliseconds(digits.trim());
}

/** Milliseconds since 1970 if this wall-clock time were UTC. A date alone is its midnight. */
export function asUtcMs(local: string): number {
  return Date.parse(local.includes('T') ? `${local}Z` : `${local}T00:00:00Z`);
}

/** The UTC wall clock of an instant, with milliseconds only where there are any. */
export function utcWallClock(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/(\.000)?Z$/, '');
}

/** `2021-01-02`, or undefined when there is no such day. */
export function isoDate(year: number, month: number, day: number): string | undefined {
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  return `${String(year).padStart(4, '0')}-${pad(month)}-${pad(day)}`;
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function milliseconds(fraction: string | undefined): string {
  if (fraction === undefined || /^0*$/.test(fraction)) return '';
  return `.${fraction.padEnd(3, '0').slice(0, 3)}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
