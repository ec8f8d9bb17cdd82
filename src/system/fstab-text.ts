// The text of /etc/fstab, fstab(5): read, given a line, freed of a line. Every byte that is not ours stays as it is.

/** A file system as fstab(5) has it. The numbers say whether dump backs it up, and when fsck checks it at boot. */
export interface FstabEntry {
  /** `UUID=…`, `LABEL=…`, a device, or `host:/path` */
  readonly spec: string;
  /** absolute path of the mount point */
  readonly point: string;
  readonly type: string;
  readonly options: string;
}

/** An entry where it stands in the text. */
export interface FoundEntry extends FstabEntry {
  /** from 1 */
  readonly line: number;
}

/** The text of a line, and how it ends: `\n`, or nothing where the file ends without one. */
interface Line {
  readonly text: string;
  readonly end: string;
}

/** Every entry; comments, empty lines and lines without a mount point are none. */
export function readFstab(text: string): FoundEntry[] {
  return linesOf(text).flatMap((line, index): FoundEntry[] => {
    const fields = line.text.trim().split(/[ \t]+/);
    const [spec = '', point, type = 'auto', options = 'defaults'] = fields.map(unescapeField);
    if (spec === '' || spec.startsWith('#') || point === undefined) return [];
    return [{ spec, point: withoutLastSlash(point), type, options, line: index + 1 }];
  });
}

/** The line that stands for an entry: never dumped, never checked at boot, so that nothing can stop a start. */
export function fstabLine({ spec, point, type, options }: FstabEntry): string {
  return `${[spec, point, type, options].map(escapeField).join(' ')} 0 0`;
}

/** The text with one more line at its end. `removeLine` of that line gives back the very same text. */
export function appendLine(text: string, line: string): string {
  if (text === '' || text.endsWith('\n')) return `${text}${line}\n`;
  return `${text}\n${line}`;
}

/** The text without one of its lines. @param number of the line, from 1 */
export function removeLine(text: string, number: number): string {
  const lines = linesOf(text);
  const isOpenEnd = number === lines.length && lines.at(-1)?.end === '';
  const kept = lines.filter((_, index) => index !== number - 1);
  const joined = kept.map(({ text: content, end }) => content + end).join('');
  return isOpenEnd ? joined.replace(/\n$/, '') : joined;
}

/** Fields end at blanks, so those and the backslash stand in them as octal numbers; `#` begins a comment. */
function escapeField(field: string): string {
  return field.replace(
    /[ \t\n\\]|^#/g,
    (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
}

function unescapeField(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
}

// People write `/mnt/photos/`; the kernel never does.
function withoutLastSlash(point: string): string {
  return point.length > 1 ? point.replace(/\/+$/, '') : point;
}

function linesOf(text: string): Line[] {
  const parts = text.split('\n');
  const last = parts.pop() ?? '';
  return [
    ...parts.map((content) => ({ text: content, end: '\n' })),
    ...(last === '' ? [] : [{ text: last, end: '' }]),
  ];
}
