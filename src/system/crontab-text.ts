// The text of a user's crontab, crontab(5): our lines stand between two marker lines, all others are not ours.

const begin = '# >>> photokeep >>> made by `photokeep schedule install`; change the config instead';
const end = '# <<< photokeep <<<';

/**
 * The crontab with these lines between the markers: where they stood before, else at the end.
 *
 * @throws RangeError when a marker stands alone, so that what is between them cannot be told
 */
export function withBlock(crontab: string, lines: readonly string[]): string {
  const block = markedBlock(lines)
    .map((line) => `${line}\n`)
    .join('');
  const { before, after, isThere } = splitAtBlock(crontab);
  return isThere ? before + block + after : closed(crontab) + block;
}

/** The lines between their markers. */
export function markedBlock(lines: readonly string[]): string[] {
  return [begin, ...lines, end];
}

/** The crontab without the markers and what is between them; the same text if there is none. @throws RangeError */
export function withoutBlock(crontab: string): string {
  const { before, after } = splitAtBlock(crontab);
  return before + after;
}

/** The lines between the markers, if they are there. @throws RangeError */
export function blockOf(crontab: string): string[] | undefined {
  const { block, isThere } = splitAtBlock(crontab);
  return isThere ? block.split('\n').slice(1, -2) : undefined;
}

/**
 * A block with the lines of one library brought up to date, where they stood; those of others stay, for one user may have
 * several libraries.
 *
 * @param block comments, each followed by the line that it is about
 * @param library absolute path of the root of the one that `lines` are about
 */
export function withLinesOf(block: readonly string[], library: string, lines: readonly string[]): string[] {
  const end = escaped(` --library ${shellWord(library)}`);
  const isOurs = (line: string, index: number): boolean =>
    (line.startsWith('#') ? (block[index + 1] ?? '') : line).endsWith(end);
  const first = block.findIndex(isOurs);
  const others = block.map((line, index) => (isOurs(line, index) ? [] : [line]));
  if (first < 0) return [...block, ...lines];
  return [...others.slice(0, first).flat(), ...lines, ...others.slice(first).flat()];
}

/** One line of a crontab. @param command words, quoted here for the shell that cron starts */
export function crontabLine(expression: string, command: readonly string[]): string {
  return escaped(`${expression} ${command.map(shellWord).join(' ')}`);
}

/** cron(8) ends the command at the first bare `%` and feeds the rest to its standard input. */
function escaped(line: string): string {
  return line.replaceAll('%', String.raw`\%`);
}

/** A word as the shell reads it back unchanged. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

interface Split {
  readonly before: string;
  readonly block: string;
  readonly after: string;
  readonly isThere: boolean;
}

function splitAtBlock(crontab: string): Split {
  const lines = crontab.split(/(?<=\n)/);
  const [first, last] = [/^# >>> photokeep >>>/, /^# <<< photokeep <<</].map((marker) =>
    lines.flatMap((line, index) => (marker.test(line) ? [index] : [])),
  ) as [number[], number[]];
  if (first.length === 0 && last.length === 0)
    return { before: crontab, block: '', after: '', isThere: false };
  const [from = -1, to = -1] = [first[0], last[0]];
  if (first.length !== 1 || last.length !== 1 || from > to)
    throw new RangeError('the marker lines of photokeep in the crontab do not stand in one pair');
  const joined = (some: readonly string[]): string => some.join('');
  return {
    before: joined(lines.slice(0, from)),
    block: joined(lines.slice(from, to + 1)),
    after: joined(lines.slice(to + 1)),
    isThere: true,
  };
}

function closed(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
