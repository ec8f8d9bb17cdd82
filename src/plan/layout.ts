import { asUtcMs } from '../dates/wall-clock.js';

/** A folder pattern, read once: turns a wall-clock date into a folder below the Gallery. */
export interface Layout {
  readonly pattern: string;
  /** @param local wall-clock time as ISO 8601 without zone */
  readonly folderOf: (local: string) => string;
  /** Whether a path below the Gallery is a folder as this layout makes them, for some date. */
  readonly isFolder: (path: string) => boolean;
}

/** A layout that cannot be used: what is wrong with it, for the user. */
export class LayoutError extends Error {
  override readonly name = 'LayoutError';
}

interface Part {
  readonly of: (date: Date) => string;
  /** source of a regular expression for all that it can give */
  readonly pattern: string;
}

/**
 * phockup's tokens, so that its format strings keep working (its readme, "Date format"). Longest first.
 *
 * @param locale of the month names
 */
const tokens = (locale: string): readonly [string, Part][] => [
  ['YYYY', digits(4, (date) => date.getUTCFullYear())],
  ['YY', digits(2, (date) => date.getUTCFullYear() % 100)],
  ['MM', digits(2, (date) => date.getUTCMonth() + 1)],
  ['M', monthName(locale, 'long')],
  ['m', monthName(locale, 'short')],
  ['DDD', digits(3, dayOfYear)],
  ['DD', digits(2, (date) => date.getUTCDate())],
  // Python's %U and %W: weeks start on Sunday or Monday, the days before the first one are week 00.
  ['U', digits(2, (date) => Math.floor((dayOfYear(date) + 6 - date.getUTCDay()) / 7))],
  ['W', digits(2, (date) => Math.floor((dayOfYear(date) + 6 - ((date.getUTCDay() + 6) % 7)) / 7))],
];

/**
 * Reads a layout such as `YYYY/MM-M`: tokens, `/` between folders, literal text in `[…]`, and any character
 * that is no letter as itself.
 *
 * @throws LayoutError for an unknown letter, an unclosed bracket, or a folder that would leave the Gallery
 */
export function parseLayout(pattern: string, locale = 'en'): Layout {
  const parts = readParts(pattern, tokens(checkedLocale(locale)));
  const isFolder = new RegExp(`^${parts.map((part) => part.pattern).join('')}$`, 'u');
  const layout: Layout = {
    pattern,
    folderOf(local) {
      const date = new Date(asUtcMs(local));
      return parts.map((part) => part.of(date)).join('');
    },
    isFolder: (path) => isFolder.test(path.normalize('NFC')),
  };
  checkFolders(layout);
  return layout;
}

function readParts(pattern: string, known: readonly [string, Part][]): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < pattern.length;) {
    const rest = pattern.slice(at);
    const token = known.find(([name]) => rest.startsWith(name));
    if (token) {
      parts.push(token[1]);
      at += token[0].length;
    } else if (rest.startsWith('[')) {
      const end = rest.indexOf(']');
      if (end < 0)
        throw new LayoutError(`"[" at position ${String(at + 1)} of layout "${pattern}" is never closed`);
      const literal = rest.slice(1, end);
      parts.push({ of: () => literal, pattern: escaped(literal) });
      at += end + 1;
    } else {
      const character = rest.charAt(0);
      if (/\p{L}/u.test(character)) throw unknownLetter(pattern, at);
      parts.push({ of: () => character, pattern: escaped(character) });
      at++;
    }
  }
  return parts;
}

function unknownLetter(pattern: string, at: number): LayoutError {
  const letter = pattern.charAt(at);
  return new LayoutError(
    `layout "${pattern}" has "${letter}" at position ${String(at + 1)}, which is no token; ` +
      `tokens are YYYY YY MM M m DD DDD U W, literal text goes in brackets: [${letter}]`,
  );
}

function checkFolders({ pattern, folderOf }: Layout): void {
  const folders = folderOf('2021-01-02').split('/');
  if (pattern === '' || folders.includes('')) {
    throw new LayoutError(
      `layout "${pattern}" has an empty folder name; use one "/" between folders, none at the ends`,
    );
  }
  const wrong = folders.find(
    (folder) => folder.startsWith('.') || folder.includes('\0') || Buffer.byteLength(folder) > 100,
  );
  if (wrong !== undefined) {
    throw new LayoutError(
      `layout "${pattern}" gives the folder "${wrong}"; folders must not start with a dot or be over 100 bytes long`,
    );
  }
}

function checkedLocale(locale: string): string {
  try {
    if (Intl.DateTimeFormat.supportedLocalesOf(locale).length > 0) return locale;
  } catch {
    // not even the form of a language tag
  }
  throw new LayoutError(`locale "${locale}" is not known; use a language tag such as en, es, de, pt-BR`);
}

function monthName(locale: string, month: 'long' | 'short'): Part {
  const format = new Intl.DateTimeFormat(locale, { month, timeZone: 'UTC' });
  // Short names carry a dot in some languages ("ene."), which no folder needs.
  const of = (date: Date): string =>
    format.format(date).replaceAll('.', '').replaceAll('/', '-').normalize('NFC');
  const names = Array.from({ length: 12 }, (_, index) => escaped(of(new Date(Date.UTC(2021, index, 1)))));
  return { of, pattern: `(?:${names.join('|')})` };
}

function digits(count: number, of: (date: Date) => number): Part {
  return { of: (date) => String(of(date)).padStart(count, '0'), pattern: `\\d{${String(count)}}` };
}

function escaped(text: string): string {
  return text.normalize('NFC').replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

function dayOfYear(date: Date): number {
  return Math.round(
    (Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) -
      Date.UTC(date.getUTCFullYear(), 0, 0)) /
      86_400_000,
  );
}
