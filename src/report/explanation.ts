import { basename } from 'node:path';
import type { AssetDates } from '../dates/asset-dates.js';
import type { Fingerprint } from '../content/fingerprint.js';
import type { DateCandidate, TakenAt } from '../dates/taken-at.js';
import type { Refusal } from '../dates/refusals.js';
import { formatOffset, type LocalTime } from '../dates/wall-clock.js';
import type { LedgerEntry } from '../library/ledger.js';
import type { MediaKind } from '../scan/media-kinds.js';
import { printable } from './printable.js';

/** Why a file would go where it goes. */
export interface Explanation {
  readonly path: string;
  /** exiftool's name for the content, e.g. `JPEG` */
  readonly fileType?: string;
  /** undefined for what import leaves alone */
  readonly kind?: MediaKind;
  readonly fingerprint: Fingerprint;
  /** other files whose dates count for this one */
  readonly companions: readonly string[];
  readonly dates: AssetDates;
  /** where an import would put it, names taken by other files aside */
  readonly target?: string;
  /** for a file in the Gallery: whether it lies in the folder of its target */
  readonly inGallery?: 'in place' | 'elsewhere';
  /** undefined without a library */
  readonly known?: KnownContent;
}

/** What is on record about a content. Paths are absolute. */
export interface KnownContent {
  /** what the catalog has seen, whether or not it is still there */
  readonly catalog: readonly { readonly path: string; readonly takenAt?: TakenAt }[];
  /** those that are still there */
  readonly inGallery: readonly string[];
  readonly ledger: readonly LedgerEntry[];
}

type Verdict = 'chosen' | 'not needed' | 'partial' | Refusal;

const verdicts: Readonly<Record<Verdict, string>> = {
  chosen: 'chosen',
  'not needed': 'not needed',
  partial: 'a fuller date within it decides',
  'not-a-date': 'no date',
  epoch: 'refused: what a device writes that has no date',
  'too-old': 'refused: before the first photograph',
  future: 'refused: in the future',
  edited: 'refused: an editor wrote it',
};

/** For people: one line for each date on offer, the chosen one marked. */
export function explanationText(explanation: Explanation): string {
  const { path, companions, fingerprint, known } = explanation;
  const lines = [
    printable(path),
    whatItIs(explanation),
    ...companions.map((companion) => `with      ${printable(basename(companion))}`),
    '',
    ...dateLines(explanation),
    '',
    ...placeLines(explanation),
    `content   ${String(fingerprint.size)} bytes, XXH64 ${fingerprint.hash}`,
    ...(known ? knownLines(known) : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** For programs; field names as everywhere in `--json`. */
export function explanationJson({ dates, fingerprint, known, ...rest }: Explanation): object {
  const { chosen, takenAt } = dates;
  return {
    ...{ event: 'why', schema: 1, ...rest, size: fingerprint.size, hash: fingerprint.hash },
    ...(takenAt && { takenAt: localText(takenAt), dateSource: takenAt.source }),
    dates: dates.dates.map((date) => ({
      ...{ file: date.file, source: date.source, value: date.value, verdict: verdictOn(date, chosen) },
      ...(date.takenAt && { takenAt: localText(date.takenAt) }),
      ...(date.zone && { zone: date.zone }),
    })),
    ...(known && {
      known: {
        ...known,
        catalog: known.catalog.map(({ path, takenAt: stored }) => ({
          path,
          ...(stored && { takenAt: localText(stored), dateSource: stored.source }),
        })),
      },
    }),
  };
}

function whatItIs({ kind, fileType }: Explanation): string {
  if (kind) return `a ${kind}, ${fileType ?? ''}`;
  return `not a picture or video${fileType === undefined ? '' : `: ${fileType}`}; import leaves it alone`;
}

function dateLines({ path, dates: { dates, chosen } }: Explanation): string[] {
  if (dates.length === 0) return ['  no date anywhere'];
  const rows = dates.map((date) => [
    date === chosen ? '▶' : ' ',
    date.file === basename(path) ? date.source : `${printable(date.file)} ${date.source}`,
    date.takenAt ? localText(date.takenAt) : printable(date.value),
    verdicts[verdictOn(date, chosen)],
    howText(date),
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .replace(/^(.) {2}/, '$1 ')
      .trimEnd(),
  );
}

function verdictOn(date: DateCandidate, chosen: DateCandidate | undefined): Verdict {
  if (date.refusal) return date.refusal;
  if (date === chosen) return 'chosen';
  const isFilledIn = date.known !== undefined && chosen?.takenAt?.local.startsWith(date.known) === true;
  return isFilledIn ? 'partial' : 'not needed';
}

/** What the value was, and what made it local. */
function howText({ takenAt, zone, known, value, source }: DateCandidate): string {
  if (!takenAt) return '';
  if (known !== undefined) return `only ${known} is known`;
  switch (zone?.from) {
    case undefined:
      return takenAt.local.includes('T') ? 'local time, no offset' : 'no time of day';
    case 'value':
      return 'with its offset';
    case 'camera':
      return 'local time: the file name or THM shows the same';
    case 'still':
      return `from ${utcText(value, source)}, by the offset of the still`;
    case 'position':
      return `from ${utcText(value, source)}, by the position: ${zone.name}`;
    case 'home':
      return `from ${utcText(value, source)}, in the home zone ${zone.name}`;
  }
}

/** The value, or for a name, which is there to be read, that it is UTC. */
function utcText(value: string, source: string): string {
  return source === 'FileName' ? 'UTC' : `${printable(value).replace(/Z$/, '')} UTC`;
}

function localText({ local, offsetMinutes }: LocalTime): string {
  return local + (offsetMinutes === undefined ? '' : formatOffset(offsetMinutes));
}

function placeLines({ target, inGallery }: Explanation): string[] {
  if (target === undefined) return [];
  if (inGallery === 'in place') return ['lies in   the folder where an import would put it'];
  return [`${inGallery ? 'belongs to' : 'goes to  '} ${printable(target)}`];
}

function knownLines({ catalog, inGallery, ledger }: KnownContent): string[] {
  return [
    ...(catalog.length === 0
      ? ['Gallery   the catalog knows no file with this content']
      : catalog.map(({ path, takenAt }) => {
          const dated = takenAt ? `, taken ${localText(takenAt)} by ${takenAt.source}` : '';
          return `Gallery   ${printable(path)}${dated}${inGallery.includes(path) ? '' : ', no longer there'}`;
        })),
    ...(ledger.length === 0
      ? ['ledger    never imported']
      : ledger.map(({ event, name, run }) => `ledger    ${event} as ${printable(name)} in run ${run}`)),
  ];
}
