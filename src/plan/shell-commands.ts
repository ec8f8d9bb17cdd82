import { type Piece, type RawWord, splitCommands } from './shell-words.js';

// Reads a shell script as plain text. Nothing of it is ever run: what only a shell could tell stays unknown.

/** A word of a command. */
export interface ShellWord {
  /** as it stands in the script, without quotes, and with what variables are known to be */
  readonly text: string;
  /** what it may be, several inside a loop; none when it holds what only a run of the script could tell */
  readonly values: readonly string[];
}

/** One simple command: a program with its words, as far as they can be told. */
export interface ShellCommand {
  /** from 1 */
  readonly line: number;
  readonly words: readonly ShellWord[];
  /** where its output goes */
  readonly redirects: readonly ShellWord[];
}

/** What was noticed about variables on the way. */
export interface ShellScript {
  readonly commands: readonly ShellCommand[];
  /** `name = value`: to the shell that is no assignment */
  readonly spaced: readonly NamedLine[];
  /** used and never set, with the line of the first use */
  readonly unset: readonly NamedLine[];
  /** set and never used */
  readonly unused: readonly (NamedLine & { readonly values: readonly string[] })[];
}

interface NamedLine {
  readonly line: number;
  readonly name: string;
}

/** Before a program's name: words that do not change what it does. */
const keywords = /^(if|then|elif|else|do|while|until|!|time|\{|\})$/;

/** Reads a script with its variables filled in, those of a loop with each of their values. */
export function readShell(text: string): ShellScript {
  const variables = createVariables();
  const spaced: NamedLine[] = [];
  const commands: ShellCommand[] = [];
  for (const { line, words: raw, redirects } of splitCommands(text)) {
    const expand = (word: RawWord): ShellWord => expandWord(word, (piece) => variables.valuesOf(piece, line));
    const words = withoutKeywords(raw);
    const wrong = spacedAssignment(words);
    if (wrong) {
      spaced.push({ line, name: wrong.name });
      variables.set(wrong.name, line, wrong.value ? expand(wrong.value).values : ['']);
    } else if (words[0]?.source === 'for' && words[2]?.source === 'in') {
      const values = words
        .slice(3)
        .flatMap((word) => expand(word).values)
        .slice(0, mostValues);
      variables.set(words[1]?.source ?? '', line, values);
    } else {
      const { assigned, rest } = assignments(words);
      for (const { name, value } of assigned) variables.set(name, line, expand(value).values);
      if (rest.length > 0) commands.push({ line, words: rest.map(expand), redirects: redirects.map(expand) });
    }
  }
  return { commands, spaced, unset: variables.unset(), unused: variables.unused() };
}

type VariablePiece = Extract<Piece, { kind: 'variable' }>;

/** What is known of the script's variables. */
function createVariables() {
  const known = new Map<string, { line: number; values: readonly string[]; isUsed: boolean }>();
  known.set('HOME', { line: 0, values: ['~'], isUsed: true });
  const unset = new Map<string, number>();
  return {
    set(name: string, line: number, values: readonly string[]): void {
      known.set(name, { line, values, isUsed: known.get(name)?.isUsed ?? false });
    },
    valuesOf({ name, standard }: VariablePiece, line: number): readonly string[] {
      const variable = known.get(name);
      if (variable) {
        variable.isUsed = true;
        return variable.values;
      }
      if (standard !== undefined) return [standard];
      // Not `$1` or `$?`, which nobody sets.
      if (isName(name) && !unset.has(name)) unset.set(name, line);
      return [];
    },
    unset: (): NamedLine[] => [...unset].map(([name, line]) => ({ name, line })),
    unused: () =>
      [...known].flatMap(([name, { line, values, isUsed }]) => (isUsed ? [] : [{ name, line, values }])),
  };
}

function withoutKeywords(words: readonly RawWord[]): readonly RawWord[] {
  const first = words.findIndex(({ source }) => !keywords.test(source));
  return first < 0 ? [] : words.slice(first);
}

function spacedAssignment([first, second, third]: readonly RawWord[]) {
  if (!first || !second || !isName(first.source) || !second.source.startsWith('=')) return undefined;
  return { name: first.source, value: second.source === '=' ? third : withoutStart(second, 1) };
}

/** Takes `name=value` from the start of a command. */
function assignments(words: readonly RawWord[]) {
  const isDeclaration = /^(export|readonly|local|declare|typeset)$/.test(words[0]?.source ?? '');
  const assigned: { name: string; value: RawWord }[] = [];
  for (const word of words.slice(isDeclaration ? 1 : 0)) {
    const [, name] = /^([A-Za-z_]\w*)=/.exec(word.source) ?? [];
    if (name === undefined) break;
    assigned.push({ name, value: withoutStart(word, name.length + 1) });
  }
  return { assigned, rest: isDeclaration ? [] : words.slice(assigned.length) };
}

function isName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text);
}

function withoutStart({ pieces, source }: RawWord, length: number): RawWord {
  const [first, ...rest] = pieces;
  const text = first?.kind === 'text' ? first.text.slice(length) : '';
  return { pieces: [{ kind: 'text', text }, ...rest], source: source.slice(length) };
}

// Variables that are put together from themselves grow without end.
const mostValues = 100;
const mostLetters = 4096;
const isOfUse = (value: string): boolean => value.length < mostLetters;

function expandWord({ pieces }: RawWord, valuesOf: (piece: VariablePiece) => readonly string[]): ShellWord {
  let text = '';
  let values: readonly string[] = [''];
  for (const piece of pieces) {
    const ends = piece.kind === 'text' ? [piece.text] : piece.kind === 'unknown' ? [] : valuesOf(piece);
    const [only = ''] = ends;
    text += ends.length === 1 ? only : piece.kind === 'variable' ? `$${piece.name}` : piece.text;
    values = values
      .flatMap((start) => ends.map((end) => start + end))
      .filter(isOfUse)
      .slice(0, mostValues);
  }
  return { text: text.slice(0, mostLetters), values: [...new Set(values)] };
}
