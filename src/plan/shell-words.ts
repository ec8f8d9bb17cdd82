// The words of a shell script, as its text has them: quotes are taken off, variables are named and not filled in.

/** A word as pieces: plain text, a variable, or what is unknown. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string; readonly standard?: string }
  | { readonly kind: 'unknown'; readonly text: string };

/** A word, not yet with the values of its variables. */
export interface RawWord {
  readonly pieces: readonly Piece[];
  /** as written, without quotes */
  readonly source: string;
}

/** A simple command. */
export interface RawCommand {
  /** from 1 */
  readonly line: number;
  readonly words: readonly RawWord[];
  /** where its output goes, or its input comes from */
  readonly redirects: readonly RawWord[];
}

/** Splits a script at line ends and at `;`, `&`, `|` and parentheses. */
export function splitCommands(script: string): RawCommand[] {
  const text = script.replaceAll('\r\n', '\n');
  const commands: RawCommand[] = [];
  let [words, redirects]: [RawWord[], RawWord[]] = [[], []];
  let isRedirect = false;
  let [line, start] = [1, 1];
  for (let at = 0; at < text.length;) {
    const character = text.charAt(at);
    const operator = /^(?:\d*(?:>>|>\||<<<|<|>)(?:&\d+)?|&>>?)/.exec(text.slice(at, at + 8))?.[0];
    if (text.startsWith('\\\n', at)) [at, line] = [at + 2, line + 1];
    else if (/[^\S\n]/.test(character)) at++;
    else if (character === '#') at = endOfLine(text, at);
    else if (operator !== undefined) {
      isRedirect = !operator.includes('&') || operator.startsWith('&');
      at += operator.length;
    } else if (/[\n;&|()]/.test(character)) {
      if (words.length > 0) commands.push({ line: start, words, redirects });
      [words, redirects, isRedirect] = [[], [], false];
      if (character === '\n') line++;
      at++;
    } else {
      const { word, end } = readWord(text, at);
      if (words.length === 0 && redirects.length === 0) start = line;
      (isRedirect ? redirects : words).push(word);
      isRedirect = false;
      line += text.slice(at, end).split('\n').length - 1;
      at = end;
    }
  }
  if (words.length > 0) commands.push({ line: start, words, redirects });
  return commands;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** Reads one word, with its quotes and variables. */
function readWord(text: string, from: number): { readonly word: RawWord; readonly end: number } {
  const pieces: Piece[] = [];
  let isQuoted = false;
  let at = from;
  const plain = (part: string): void => void pieces.push({ kind: 'text', text: part });
  for (; at < text.length;) {
    const character = text.charAt(at);
    if (!isQuoted && /[\s;&|()<>]/.test(character)) break;
    if (character === '"') [isQuoted, at] = [!isQuoted, at + 1];
    else if (character === "'" && !isQuoted) {
      const end = text.indexOf("'", at + 1);
      plain(text.slice(at + 1, end < 0 ? text.length : end));
      at = end < 0 ? text.length : end + 1;
    } else if (character === '\\') {
      const next = text.charAt(at + 1);
      const isPlain = isQuoted && !/[$`"\\\n]/.test(next);
      plain(isPlain ? `\\${next}` : next === '\n' ? '' : next);
      at += 2;
    } else if (character === '$' || character === '`') {
      const { piece, end } = readDollar(text, at);
      pieces.push(piece);
      at = end;
    } else {
      plain(character);
      at++;
    }
  }
  return { word: { pieces: joined(pieces), source: pieces.map(sourceOf).join('') }, end: at };
}

function joined(pieces: readonly Piece[]): Piece[] {
  return pieces.reduce<Piece[]>((all, piece) => {
    const last = all.at(-1);
    if (last?.kind !== 'text' || piece.kind !== 'text') return [...all, piece];
    return [...all.slice(0, -1), { kind: 'text', text: last.text + piece.text }];
  }, []);
}

function sourceOf(piece: Piece): string {
  return piece.kind === 'variable' ? `$${piece.name}` : piece.text;
}

/** `$name`, `${name}`, `${name:-standard}`; anything else is for a shell only. */
function readDollar(text: string, at: number): { readonly piece: Piece; readonly end: number } {
  const rest = text.slice(at);
  const simple = /^\$(?:(\w+|[@*#?!$-])|\{(\w+)(?::?-([^}$`"']*))?\})/.exec(rest);
  if (simple) {
    const [all, bare, braced = '', standard] = simple;
    const piece: Piece = {
      kind: 'variable',
      name: bare ?? braced,
      ...(standard !== undefined && { standard }),
    };
    return { piece, end: at + all.length };
  }
  const length = lengthOfSubstitution(rest);
  return { piece: { kind: 'unknown', text: rest.slice(0, length) }, end: at + length };
}

/** Of `$(…)`, `${…}` or `` `…` ``; a `$` alone is one character. */
function lengthOfSubstitution(text: string): number {
  if (text.startsWith('`')) return Math.max(text.indexOf('`', 1) + 1, 1);
  const [open, close] = text.startsWith('$(') ? ['(', ')'] : ['{', '}'];
  if (text.charAt(1) !== open) return 1;
  let depth = 0;
  for (let at = 1; at < text.length; at++) {
    if (text.charAt(at) === open) depth++;
    if (text.charAt(at) === close && --depth === 0) return at + 1;
  }
  return text.length;
}
