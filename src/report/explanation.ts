import type { Fingerprint } from '../content/fingerprint.js';
import type { DateCandidate, TakenAt } from '../dates/taken-at.js';
import type { Refusal } from '../dates/refusals.js';
import { formatOffset } from '../dates/wall-clock.js';
import type { KnownContent } from '../library/ledger.js';
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
  /** best first */
  readonly dates: readonly DateCandidate[];
  /** where an import would put it, names taken by other files aside */
  readonly target?: string;
  /** undefined without a library */
  readonly known?: KnownContent;
}

const refusals: Readonly<Record<Refusal, string>> = {
  'not-a-date': 'no date',
  epoch: 'refused: what a device writes that has no date',
  'too-old': 'refused: before the first photograph',
  future: 'refused: in the future',
};

/** For people: one line for each date on offer, the chosen one marked. */
export function explanationText({
  path,
  fileType,
  kind,
  fingerprint,
  dates,
  target,
  known,
}: Explanation): string {
  const chosen = dates.findIndex(({ refusal }) => refusal === undefined);
  const width = Math.max(0, ...dates.map(({ source }) => source.length));
  const lines = [
    printable(path),
    kind
      ? `a ${kind}, ${fileType ?? ''}`
      : `not a picture or video${fileType === undefined ? '' : `: ${fileType}`}; import leaves it alone`,
    '',
    ...dates.map(
      (date, index) =>
        `${index === chosen ? '▶' : ' '} ${date.source.padEnd(width)}  ${dateText(date, index, chosen)}`,
    ),
    ...(dates.length === 0 ? ['  no date anywhere'] : []),
    ...(target === undefined ? [] : ['', `goes to   ${printable(target)}`]),
    `content   ${String(fingerprint.size)} bytes, XXH64 ${fingerprint.hash}`,
    ...(known ? knownLines(known) : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** For programs; field names as everywhere in `--json`. */
export function explanationJson({ dates, fingerprint, ...rest }: Explanation): object {
  const [chosen] = dates.filter(({ refusal }) => refusal === undefined);
  return {
    ...{ event: 'why', schema: 1, ...rest, size: fingerprint.size, hash: fingerprint.hash },
    ...(chosen?.takenAt && { takenAt: takenAtText(chosen.takenAt), dateSource: chosen.source }),
    dates: dates.map(({ source, value, takenAt, refusal }) => ({
      ...{ source, value, verdict: refusal ?? (source === chosen?.source ? 'chosen' : 'not needed') },
      ...(takenAt && { takenAt: takenAtText(takenAt) }),
    })),
  };
}

function dateText({ value, takenAt, refusal }: DateCandidate, index: number, chosen: number): string {
  const found = takenAt ? takenAtText(takenAt) : printable(value);
  const raw = takenAt && !sameDigits(value, found) ? ` (from ${printable(value)})` : '';
  const verdict = refusal ? refusals[refusal] : index === chosen ? 'chosen' : 'not needed';
  return `${found}${raw}  ${verdict}`;
}

function sameDigits(a: string, b: string): boolean {
  const digits = (text: string): string => text.replace(/\D/g, '').slice(0, 14);
  return digits(a) === digits(b);
}

function takenAtText({ local, offsetMinutes }: TakenAt): string {
  return local + (offsetMinutes === undefined ? '' : formatOffset(offsetMinutes));
}

function knownLines({ inGallery, ledger }: KnownContent): string[] {
  return [
    ...(inGallery.length === 0
      ? ['Gallery   the catalog knows no file with this content']
      : inGallery.map((path) => `Gallery   ${printable(path)}`)),
    ...(ledger.length === 0
      ? ['ledger    never imported']
      : ledger.map(({ event, name, run }) => `ledger    ${event} as ${printable(name)} in run ${run}`)),
  ];
}
