/** A form of file names of one's own, such as `Scan_YYYYMMDD`. */
export interface NamePattern {
  /** as it was written */
  readonly pattern: string;
  /** groups `year` or `shortYear`, then `month`, `day`, `hour`, `minute`, `second`, `fraction` as far as it goes */
  readonly name: RegExp;
}

/** A pattern that cannot be used: what is wrong with it, for the user. */
export class NamePatternError extends Error {
  override readonly name = 'NamePatternError';
}

/** From the largest to the smallest; each may stand once, and not without the one before it. */
const tokens = [
  { token: 'YYYY', group: 'year' },
  { token: 'YY', group: 'shortYear' },
  { token: 'MM', group: 'month' },
  { token: 'DD', group: 'day' },
  { token: 'HH', group: 'hour' },
  { token: 'mm', group: 'minute' },
  { token: 'ss', group: 'second' },
  { token: 'SSS', group: 'fraction' },
] as const;
type Token = (typeof tokens)[number];

const explanation =
  'the parts of a date are YYYY YY MM DD HH mm ss SSS, "*" is any text, other letters stand in [brackets] ' +
  'where they could be mistaken for these';

/**
 * Reads a pattern such as `Scan_YYYYMMDD_HHmmss` or `[DDR] DD.MM.YYYY *`. It is looked for anywhere in a name,
 * but not inside a longer word or number. Neither case of literal text matters.
 *
 * @throws NamePatternError for a pattern without a year, a part without the larger one, or one given twice
 */
export function parseNamePattern(pattern: string): NamePattern {
  const found: Token[] = [];
  const source = pieces(pattern).map((piece) => {
    if (piece.startsWith('[')) return escaped(piece.slice(1, -1));
    if (piece === '*') return '.*?';
    if (!isLetters(piece)) return escaped(piece);
    return dateParts(piece, pattern)
      .map((part) => {
        if (typeof part === 'string') return escaped(part);
        found.push(part);
        return String.raw`(?<${part.group}>\d{${String(part.token.length)}})`;
      })
      .join('');
  });
  checkParts(pattern, found);
  return { pattern, name: new RegExp(`${startBorder}${source.join('')}${endBorder}`, 'iu') };
}

/** Not in the middle of a word or a number, nor in one that starts with `+`: that is a telephone's. */
const startBorder = String.raw`(?<![\da-z+])`;
const endBorder = String.raw`(?![\da-z])`;

/** Text in brackets, stars, runs of capitals, runs of small letters, and single other characters. */
function pieces(pattern: string): string[] {
  const open = pattern.search(/\[[^\]]*$/);
  if (open >= 0) throw new NamePatternError(`"[" at position ${String(open + 1)} is never closed`);
  return pattern.match(/\[[^\]]*\]|\*|[A-Z]+|[a-z]+|[^]/gu) ?? [];
}

function isLetters(piece: string): boolean {
  return /^[A-Za-z]+$/.test(piece);
}

/**
 * A run of letters is either all parts of a date or all literal: the `mm` in `Summer` is no minute. A `T` between
 * parts is ISO 8601's.
 */
function dateParts(letters: string, pattern: string): (Token | string)[] {
  const parts = letters.match(/YYYY|YY|MM|DD|HH|mm|ss|SSS|T/g) ?? [];
  if (parts.join('') === letters && letters !== 'T') {
    return parts.map((part) => tokens.find(({ token }) => token === part) ?? part);
  }
  // Capitals that hold parts of a date among others are more likely a slip than a word.
  if (/YY|MM|DD|HH/.test(letters)) {
    const hint = /^[YMDHST]+$/.test(letters) ? 'minutes are mm, seconds ss; ' : '';
    throw new NamePatternError(
      `"${letters}" in "${pattern}" is neither all date nor all text; ${hint}${explanation}`,
    );
  }
  return [letters];
}

function checkParts(pattern: string, found: readonly Token[]): void {
  const twice = found.find((part, index) => found.indexOf(part) !== index);
  if (twice) throw new NamePatternError(`"${pattern}" has ${twice.token} twice; minutes are mm, months MM`);
  const has = (wanted: string): boolean => found.some(({ token }) => token === wanted);
  if (has('YYYY') === has('YY')) {
    throw new NamePatternError(
      has('YY')
        ? `"${pattern}" has both YYYY and YY`
        : `"${pattern}" has no year, YYYY or YY; ${explanation}`,
    );
  }
  const order = ['MM', 'DD', 'HH', 'mm', 'ss', 'SSS'];
  const lonely = order.findIndex((token, index) => has(token) && index > 0 && !has(order[index - 1] ?? ''));
  if (lonely > 0) {
    throw new NamePatternError(
      `"${pattern}" has ${order[lonely] ?? ''} without ${order[lonely - 1] ?? ''}; ${explanation}`,
    );
  }
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
