import tzlookup from '@photostructure/tz-lookup';
import { asUtcMs, utcWallClock } from './wall-clock.js';

/** The IANA time zone at a position in degrees, or undefined for one that is impossible or the null island. */
export function zoneAt(latitude: number, longitude: number): string | undefined {
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return undefined;
  // Devices without a fix write 0,0; nobody photographs from a buoy in the Gulf of Guinea.
  if (latitude === 0 && longitude === 0) return undefined;
  return tzlookup(latitude, longitude);
}

/** Minutes east of UTC that a zone's clocks were at an instant (milliseconds since 1970). */
export function zoneOffsetMinutes(epochMs: number, zone: string): number {
  const parts = Object.fromEntries(
    formatter(zone)
      .formatToParts(epochMs)
      .map(({ type, value }) => [type, Number(value)]),
  ) as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>;
  const shown = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second);
  // What is shown has no fraction of a second; with one, UTC would come out as -0.
  return Math.round((shown - Math.floor(epochMs / 1000) * 1000) / 60_000);
}

/** The local wall-clock time of an instant in a zone, with its offset. */
export function localTime(epochMs: number, zone: string): { local: string; offsetMinutes: number } {
  const offsetMinutes = zoneOffsetMinutes(epochMs, zone);
  return { local: utcWallClock(epochMs + offsetMinutes * 60_000), offsetMinutes };
}

/** The same for a UTC wall-clock time. */
export function localFromUtc(utc: string, zone: string): { local: string; offsetMinutes: number } {
  return localTime(asUtcMs(utc), zone);
}

// Making one takes a hundred times as long as using it.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(zone, made);
  return made;
}
