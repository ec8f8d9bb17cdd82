import { fileNameForms } from './file-name-forms.js';
import type { NamePattern } from './name-pattern.js';
import { isoDate, utcWallClock } from './wall-clock.js';

/** A date found in a file name. */
export interface FileNameDate {
  /**
   * Wall-clock time as ISO 8601 without zone, e.g. '2021-01-02T03:04:05.678' (milliseconds only where
   * there are any); only the date, '2021-01-02', when the name holds no time. With `utc`, the wall clock of UTC.
   */
  readonly local: string;
  /** '2021' or '2021-01' where the name holds no more; `local` then is the first day of it */
  readonly known?: string;
  /** The name holds an instant in UTC, which the caller turns into local time by position or home zone. */
  readonly utc: boolean;
  /** Which form matched: the app that writes it, 'date-time' and 'date' where many do, or one's own pattern. */
  readonly pattern: string;
}

const uuid = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi;

/** When two devices had changed a file, Syncthing adds the time at which it noticed: no date of the picture. */
const syncConflict = /\.sync-conflict-\d{8}-\d{6}(-[A-Z\d]{7})?/i;

type Parts = Readonly<Record<string, string | undefined>>;

/**
 * Finds the date that an app or a person put into a file name.
 *
 * A name of a known form with an impossible date (month 13, 30 February, hour 25) has no date: it is not
 * searched for another. Years run from 1826, the first photograph, to 2100.
 *
 * @param name base name with extension; neither case matters, nor what follows the date (' (2)', '~2', '-edited')
 * @param own patterns of the user, tried before the known forms, which also come after an impossible date
 * @returns undefined when the name holds no date
 */
export function fileNameDate(name: string, own: readonly NamePattern[] = []): FileNameDate | undefined {
  const given = name.replace(syncConflict, '');
  const stem = given.replace(/\.[^.]*$/, '').replace(uuid, 'x');
  for (const { pattern, name: form } of own) {
    const parts: Parts | undefined = form.exec(stem)?.groups;
    const found = parts && wallClock(parts);
    if (found) return { ...found, utc: false, pattern };
  }
  for (const { pattern, name: form, utc } of fileNameForms) {
    const parts: Parts | undefined = form.exec(given)?.groups;
    if (parts !== undefined) {
      const found = parts['unix'] === undefined ? wallClock(parts) : unixWallClock(Number(parts['unix']));
      return found && { ...found, utc: utc || parts['zulu'] !== undefined, pattern };
    }
  }
  return undefined;
}

type Found = Pick<FileNameDate, 'local' | 'known'>;

/** The wall clock of UTC for Unix milliseconds from 2000 up to 2100; beyond, the number is something else. */
function unixWallClock(milliseconds: number): Found | undefined {
  const isPlausible = milliseconds >= Date.UTC(2000, 0) && milliseconds < Date.UTC(2100, 0);
  return isPlausible ? { local: utcWallClock(milliseconds) } : undefined;
}

function wallClock(parts: Parts): Found | undefined {
  const { shortYear = '', year = fullYear(shortYear), month = '01', day = '01' } = parts;
  const { hour, minute = '00', second = '00', fraction, half } = parts;
  const date = isoDate(Number(year), Number(month), Number(day));
  if (date === undefined || Number(year) < 1826 || Number(year) > 2100) return undefined;
  if (parts['month'] === undefined) return { local: date, known: year };
  if (parts['day'] === undefined) return { local: date, known: `${year}-${month}` };
  if (hour === undefined) return { local: date };
  const hours = hourOfDay(Number(hour), half);
  if (hours > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const time = `${String(hours).padStart(2, '0')}:${minute}:${second}`;
  return { local: `${date}T${time}${fraction === undefined || fraction === '000' ? '' : `.${fraction}`}` };
}

/** As POSIX reads it (strptime, %y). */
function fullYear(shortYear: string): string {
  return `${Number(shortYear) >= 69 ? '19' : '20'}${shortYear}`;
}

/** A half of the day with an hour outside 1 to 12 is a word: the German '13.04.05 am Strand'. */
function hourOfDay(hour: number, half: string | undefined): number {
  if (half === undefined || hour < 1 || hour > 12) return hour;
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}
