import type { MediaKind } from '../scan/media-kinds.js';
import { embeddedDates, type FoundDate } from './embedded-dates.js';
import { fileNameDate } from './file-name-date.js';
import { type Metadata, splitTagName } from './metadata.js';
import { refusalOf, type Refusal } from './refusals.js';
import { localFromUtc, localTime, zoneAt } from './time-zone.js';
import { parseWrittenTime, type WrittenTime } from './wall-clock.js';

/** Local wall-clock time of capture, its UTC offset where known, and where it was found. */
export interface TakenAt extends WrittenTime {
  /** an exiftool tag with its group (`ExifIFD:DateTimeOriginal`), `FileName` or `FileModifyDate` */
  readonly source: string;
}

/** One date on offer, in the order in which they are tried. */
export interface DateCandidate {
  readonly source: string;
  /** as it was found */
  readonly value: string;
  /** what it means; undefined when it is no date at all */
  readonly takenAt?: TakenAt;
  /** why it was passed over */
  readonly refusal?: Refusal;
}

/** What is known about one file. */
export interface DateEvidence {
  readonly kind: MediaKind;
  /** base name */
  readonly name: string;
  /** modification time in milliseconds since 1970 */
  readonly mtimeMs: number;
  readonly metadata: Metadata;
}

/** What the user decided, and what the clock says. */
export interface DateRules {
  /** IANA name of the zone in which instants without a position are read */
  readonly homeZone: string;
  /** tags tried after EXIF and its kin, e.g. `XMP:DateAcquired` */
  readonly dateFields: readonly string[];
  readonly fallback: 'FileModifyDate' | 'none';
  /** milliseconds since 1970; undefined when the clock is not to be trusted: then nothing lies in the future */
  readonly nowMs: number | undefined;
}

/** The first date on offer that is sane, or undefined. The rule is written out in docs/dates.md. */
export function chooseTakenAt(evidence: DateEvidence, rules: DateRules): TakenAt | undefined {
  return datesOnOffer(evidence, rules).find(({ refusal }) => refusal === undefined)?.takenAt;
}

/** Every date on offer, best first, each with what became of it. */
export function datesOnOffer(evidence: DateEvidence, rules: DateRules): DateCandidate[] {
  const zone = positionZone(evidence.metadata) ?? rules.homeZone;
  const found: FoundDate[] = [
    ...embeddedDates(evidence.kind, evidence.metadata.tags),
    ...userFields(evidence.metadata, rules.dateFields),
    ...nameDate(evidence.name),
  ];
  const candidates = found.map((date) => judge(date, evidence, rules, zone));
  return rules.fallback === 'FileModifyDate' ? [...candidates, modifyDate(evidence, rules)] : candidates;
}

function judge(date: FoundDate, evidence: DateEvidence, rules: DateRules, zone: string): DateCandidate {
  const { source, value, written } = date;
  if (!written) return { source, value, refusal: 'not-a-date' };
  const refusal = refusalOf(written, rules.nowMs);
  const takenAt: TakenAt = { ...toLocal(date, written, evidence.name, zone), source };
  return { source, value, takenAt, ...(refusal !== undefined && { refusal }) };
}

function toLocal(date: FoundDate, written: WrittenTime, name: string, zone: string): WrittenTime {
  if (written.offsetMinutes === 0 && date.utc) return localFromUtc(written.local, zone);
  if (written.offsetMinutes !== undefined || !date.utc || !written.local.includes('T')) return written;
  return namedAfterItsRawValue(name, written.local) ? written : localFromUtc(written.local, zone);
}

/** A camera that writes local time where UTC belongs gives itself away by using the same digits in the name. */
function namedAfterItsRawValue(name: string, raw: string): boolean {
  const named = fileNameDate(name);
  return named !== undefined && !named.utc && named.local.slice(0, 19) === raw.slice(0, 19);
}

function positionZone({ tags }: Metadata): string | undefined {
  const latitude = tags['Composite:GPSLatitude'];
  const longitude = tags['Composite:GPSLongitude'];
  return typeof latitude === 'number' && typeof longitude === 'number'
    ? zoneAt(latitude, longitude)
    : undefined;
}

function userFields({ tags }: Metadata, fields: readonly string[]): FoundDate[] {
  return fields.flatMap((field) => {
    const wanted = splitTagName(field.toLowerCase());
    return Object.entries(tags)
      .filter(([name]) => {
        const { group0, group1, tag } = splitTagName(name.toLowerCase());
        return tag === wanted.tag && ['', group0, group1].includes(wanted.group1);
      })
      .map(([name, value]) => ({
        source: name.split(':').slice(-2).join(':'),
        value: String(value),
        written: parseWrittenTime(String(value)),
        utc: name.startsWith('QuickTime:'),
      }));
  });
}

function nameDate(name: string): FoundDate[] {
  const named = fileNameDate(name);
  return named ? [{ source: 'FileName', value: name, written: { local: named.local }, utc: named.utc }] : [];
}

function modifyDate({ mtimeMs }: DateEvidence, rules: DateRules): DateCandidate {
  const takenAt: TakenAt = { ...localTime(Math.trunc(mtimeMs), rules.homeZone), source: 'FileModifyDate' };
  const refusal = refusalOf(takenAt, rules.nowMs);
  return {
    source: 'FileModifyDate',
    value: new Date(mtimeMs).toISOString(),
    takenAt,
    ...(refusal !== undefined && { refusal }),
  };
}
