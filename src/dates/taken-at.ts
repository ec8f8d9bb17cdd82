import type { MediaKind } from '../scan/media-kinds.js';
import {
  editDates,
  embeddedDates,
  type FoundDate,
  gpsDates,
  namedDates,
  sidecarDates,
} from './embedded-dates.js';
import { fileNameDate } from './file-name-date.js';
import {
  type DateZone,
  type LocalReading,
  localReading,
  modificationReading,
  positionZoneOf,
  type ZoneEvidence,
} from './local-reading.js';
import type { Metadata } from './metadata.js';
import type { NamePattern } from './name-pattern.js';
import { refusalOf, type Refusal } from './refusals.js';
import type { LocalTime } from './wall-clock.js';

/** Local wall-clock time of capture, its UTC offset where known, and where it was found. */
export interface TakenAt extends LocalTime {
  /** an exiftool tag with its group (`ExifIFD:DateTimeOriginal`), `FileName` or `FileModifyDate` */
  readonly source: string;
}

/** The kinds of source, in the order in which they are tried. */
export const dateRanks = ['embedded', 'sidecar', 'gps', 'field', 'name', 'edited', 'fallback'] as const;
export type DateRank = (typeof dateRanks)[number];

/** One date on offer. */
export interface DateCandidate {
  readonly rank: DateRank;
  /** base name of the file that it is about; a sidecar's dates are in that sidecar */
  readonly file: string;
  readonly source: string;
  /** as it was found */
  readonly value: string;
  /** what it means; undefined when it is no date at all */
  readonly takenAt?: TakenAt;
  /** what made it local; undefined when nothing is known about its offset */
  readonly zone?: DateZone;
  /** `1985` or `1985-06` where nothing more was written */
  readonly known?: string;
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
  /** for the video of a Live Photo: the taken-at of its still */
  readonly still?: TakenAt | undefined;
  readonly sidecars?: readonly SidecarEvidence[];
}

/** What is known about a sidecar: exiftool's reading of an XMP or THM, or a JSON's dates in the same form. */
export interface SidecarEvidence {
  /** base name */
  readonly name: string;
  readonly metadata: Metadata;
}

/** What the user decided, and what the clock says. */
export interface DateRules {
  /** IANA name of the zone in which instants without a position are read */
  readonly homeZone: string;
  /** tags tried after EXIF and its kin, e.g. `XMP:DateAcquired` */
  readonly dateFields: readonly string[];
  /** forms of file names of one's own, tried before the known ones */
  readonly namePatterns: readonly NamePattern[];
  readonly fallback: 'FileModifyDate' | 'none';
  /** milliseconds since 1970; undefined when the clock is not to be trusted: then nothing lies in the future */
  readonly nowMs: number | undefined;
}

/** The date that decides about one file, or undefined. The rule is written out in docs/dates.md. */
export function chooseTakenAt(evidence: DateEvidence, rules: DateRules): TakenAt | undefined {
  return chosenDate(datesOnOffer(evidence, rules))?.takenAt;
}

/**
 * The first sane date. One that is only a year or a month gives way to a fuller one that lies within it.
 *
 * @param dates best first
 */
export function chosenDate(dates: readonly DateCandidate[]): DateCandidate | undefined {
  const sane = dates.filter(({ refusal }) => refusal === undefined);
  return sane.reduce<DateCandidate | undefined>(
    (chosen, date) => (chosen === undefined || fillsIn(chosen, date) ? date : chosen),
    undefined,
  );
}

function fillsIn({ known }: DateCandidate, fuller: DateCandidate): boolean {
  if (known === undefined || fuller.takenAt?.local.startsWith(known) !== true) return false;
  return fuller.known === undefined || fuller.known.length > known.length;
}

/** Every date on offer for one file, best first, each with what became of it. */
export function datesOnOffer(evidence: DateEvidence, rules: DateRules): DateCandidate[] {
  const { kind, name, metadata, sidecars = [] } = evidence;
  const { tags } = metadata;
  const zones = zoneEvidence(evidence, rules);
  const here = (rank: DateRank, found: readonly FoundDate[], file = name): DateCandidate[] =>
    found.map((date) => ({ rank, file, ...judge(date, zones, rules) }));
  const fields = (file: SidecarEvidence): DateCandidate[] =>
    here('field', namedDates(rules.dateFields, file.metadata.tags), file.name);
  const asked = fields({ name, metadata });
  return [
    ...here('embedded', embeddedDates(kind, tags)),
    ...sidecars.flatMap((sidecar) => here('sidecar', sidecarDates(sidecar.metadata.tags), sidecar.name)),
    ...[evidence, ...sidecars].flatMap((file) => here('gps', gpsDates(file.metadata.tags), file.name)),
    ...asked,
    ...sidecars.flatMap(fields),
    ...here('name', nameDates(name, rules)),
    ...here('edited', editDates(tags))
      .filter(({ source }) => !asked.some((field) => field.source === source))
      .map((date): DateCandidate => ({ ...date, refusal: date.refusal ?? 'edited' })),
    ...(rules.fallback === 'FileModifyDate' ? [modification(evidence, rules)] : []),
  ];
}

function zoneEvidence(
  { name, metadata, still, sidecars = [] }: DateEvidence,
  rules: DateRules,
): ZoneEvidence {
  const named = fileNameDate(name, rules.namePatterns);
  const isFirm = still !== undefined && still.source !== 'FileName' && still.source !== 'FileModifyDate';
  return {
    witnesses: [
      ...(named && !named.utc ? [named.local] : []),
      ...sidecars.flatMap((sidecar) => cameraDates(sidecar.metadata)),
    ],
    stillOffset: isFirm ? still.offsetMinutes : undefined,
    positionZone: positionZoneOf([metadata, ...sidecars.map((sidecar) => sidecar.metadata)]),
    homeZone: rules.homeZone,
  };
}

/** EXIF beside a video was written by the camera (THM); XMP by a program that may have copied the video's UTC. */
function cameraDates({ tags }: Metadata): string[] {
  return sidecarDates(tags)
    .filter(({ source }) => `EXIF:${source}` in tags)
    .flatMap(({ written }) => (written ? [written.local] : []));
}

function judge(date: FoundDate, zones: ZoneEvidence, rules: DateRules): Omit<DateCandidate, 'rank' | 'file'> {
  const { source, value, written } = date;
  if (!written) return { source, value, refusal: 'not-a-date' };
  const reading = localReading({ ...date, written }, zones);
  const refusal = refusalOf(written, rules.nowMs);
  return {
    ...{ source, value, ...meaning(reading, source) },
    ...(written.known !== undefined && { known: written.known }),
    ...(refusal !== undefined && { refusal }),
  };
}

function meaning({ time, zone }: LocalReading, source: string): Pick<DateCandidate, 'takenAt' | 'zone'> {
  return { takenAt: { ...time, source }, ...(zone && { zone }) };
}

function nameDates(name: string, { namePatterns }: DateRules): FoundDate[] {
  const named = fileNameDate(name, namePatterns);
  if (!named) return [];
  const { local, known, utc } = named;
  return [
    { source: 'FileName', value: name, utc, written: { local, ...(known !== undefined && { known }) } },
  ];
}

function modification({ name, mtimeMs }: DateEvidence, rules: DateRules): DateCandidate {
  const source = 'FileModifyDate';
  const reading = modificationReading(mtimeMs, rules.homeZone);
  const refusal = refusalOf(reading.time, rules.nowMs);
  return {
    ...{ rank: 'fallback', file: name, source, value: new Date(mtimeMs).toISOString() },
    ...meaning(reading, source),
    ...(refusal !== undefined && { refusal }),
  };
}
