import type { FoundDate } from './embedded-dates.js';
import type { Metadata } from './metadata.js';
import { localFromUtc, localTime, zoneAt } from './time-zone.js';
import { asUtcMs, type LocalTime, utcWallClock } from './wall-clock.js';

/** What says how far a date is from UTC. */
export type DateZone =
  /** the value has its offset written */
  | { readonly from: 'value' }
  /** a camera that writes local time where UTC belongs */
  | { readonly from: 'camera' }
  /** the still of a Live Photo */
  | { readonly from: 'still' }
  /** `name` is the IANA zone */
  | { readonly from: 'position' | 'home'; readonly name: string };

/** What there is to turn a date in UTC into local time. */
export interface ZoneEvidence {
  /** wall-clock times that are surely local, of the same moment: a camera's file name, its THM */
  readonly witnesses: readonly string[];
  /** of the Live Photo's still, in minutes */
  readonly stillOffset: number | undefined;
  /** IANA name */
  readonly positionZone: string | undefined;
  readonly homeZone: string;
}

/** A date as local time; `zone` is undefined where nobody knows the offset, and no one needs to. */
export interface LocalReading {
  readonly time: LocalTime;
  readonly zone?: DateZone;
}

/** Turns what was written into what the photographer's watch showed. */
export function localReading(
  { written, utc }: FoundDate & { readonly written: LocalTime },
  evidence: ZoneEvidence,
): LocalReading {
  const { local, offsetMinutes } = written;
  const isInstant = utc && local.includes('T') && (offsetMinutes ?? 0) === 0;
  if (!isInstant) {
    return offsetMinutes === undefined
      ? { time: { local } }
      : { time: { local, offsetMinutes }, zone: { from: 'value' } };
  }
  if (evidence.witnesses.some((witness) => isSameMoment(witness, local))) {
    return { time: { local }, zone: { from: 'camera' } };
  }
  const { stillOffset, positionZone, homeZone } = evidence;
  if (stillOffset !== undefined) return { time: atOffset(local, stillOffset), zone: { from: 'still' } };
  const zone: DateZone =
    positionZone === undefined ? { from: 'home', name: homeZone } : { from: 'position', name: positionZone };
  return { time: localFromUtc(local, zone.name), zone };
}

/** The IANA zone at the position in the first of several files that has one. */
export function positionZoneOf(files: readonly Metadata[]): string | undefined {
  for (const { tags } of files) {
    for (const group of ['Composite', 'XMP:XMP-exif']) {
      const [latitude, longitude] = [tags[`${group}:GPSLatitude`], tags[`${group}:GPSLongitude`]];
      const zone =
        typeof latitude === 'number' && typeof longitude === 'number'
          ? zoneAt(latitude, longitude)
          : undefined;
      if (zone !== undefined) return zone;
    }
  }
  return undefined;
}

/** The modification time of a file, in milliseconds since 1970, as its owner's clock showed it. */
export function modificationReading(mtimeMs: number, homeZone: string): LocalReading {
  return { time: localTime(Math.trunc(mtimeMs), homeZone), zone: { from: 'home', name: homeZone } };
}

/** A camera may name the file a second before or after it writes the header; no zone is that near to UTC. */
const sameMomentMs = 2000;

function isSameMoment(witness: string, local: string): boolean {
  return witness.includes('T') && Math.abs(asUtcMs(witness) - asUtcMs(local)) <= sameMomentMs;
}

function atOffset(utc: string, offsetMinutes: number): LocalTime {
  return { local: utcWallClock(asUtcMs(utc) + offsetMinutes * 60_000), offsetMinutes };
}
