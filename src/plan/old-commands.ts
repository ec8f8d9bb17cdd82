import type { ShellWord } from './shell-commands.js';

export const toolNames = ['phockup', 'czkawka_cli', 'rsync', 'rclone'] as const;

/** A call of one of them. */
export interface ToolWords {
  readonly name: (typeof toolNames)[number];
  readonly args: readonly ShellWord[];
}

/** What a command of an old script said, as far as it can be told from its text. */
export type OldTool = PhockupCall | CzkawkaCall | RsyncCall | OtherCall;

/** `phockup SOURCE DESTINATION` */
export interface PhockupCall {
  readonly tool: 'phockup';
  readonly sources: readonly string[];
  readonly destination: string | undefined;
  readonly dateFormat: string | undefined;
  readonly dateFields: readonly string[];
  readonly transfer: 'copy' | 'move' | 'link';
  readonly keepsNames: boolean;
  readonly concurrency: number;
  /** options that have no counterpart, as written */
  readonly others: readonly string[];
  /** paths that only a run of the script could tell */
  readonly unknown: readonly string[];
}

/** `czkawka_cli dup …` */
export interface CzkawkaCall {
  readonly tool: 'czkawka';
  readonly folders: readonly string[];
  /** `AEO` and its like; undefined when nothing was deleted */
  readonly deletes: string | undefined;
  readonly method: string | undefined;
  /** where the list went */
  readonly list: string | undefined;
  readonly unknown: readonly string[];
}

/** `rsync … SOURCE DESTINATION` */
export interface RsyncCall {
  readonly tool: 'rsync';
  readonly sources: readonly string[];
  readonly destination: string | undefined;
  readonly mirrors: boolean;
  readonly movesAway: boolean;
  readonly onlyPretends: boolean;
  readonly excludes: readonly string[];
  readonly port: number | undefined;
  readonly identityFile: string | undefined;
  readonly log: string | undefined;
  readonly unknown: readonly string[];
}

/** A program whose job a part of photokeep does that is set up by itself. */
export interface OtherCall {
  readonly tool: 'rclone';
  readonly text: string;
}

/** Reads the words of a command. @param redirects where its output goes */
export function readOldCommand({ name, args }: ToolWords, redirects: readonly ShellWord[]): OldTool {
  switch (name) {
    case 'phockup':
      return readPhockup(args);
    case 'czkawka_cli':
      return readCzkawka(args);
    case 'rsync':
      return readRsync(args, redirects);
    case 'rclone':
      return { tool: 'rclone', text: args.map(({ text }) => text).join(' ') };
  }
}

/** What an option's value is about; `other` has no counterpart in photokeep. */
type Meanings = Readonly<Record<string, string>>;

const phockupValues: Meanings = {
  ...meaning('date', '-d --date'),
  ...meaning('field', '-f --date-field --date-fields'),
  ...meaning('concurrency', '-c --max-concurrency'),
  ...meaning('other', '-r --regex --maxdepth --file-type --no-date-dir --from-date --to-date'),
  ...meaning('other', '--output_prefix --output_suffix --log'),
};

function readPhockup(args: readonly ShellWord[]): PhockupCall {
  const { positions, valuesOf, has, others } = readOptions(args, phockupValues);
  const [source, destination] = positions;
  return {
    tool: 'phockup',
    sources: source?.values ?? [],
    destination: onlyValue(destination),
    dateFormat: valuesOf('date').at(-1),
    dateFields: valuesOf('field').flatMap((fields) => fields.split(/[\s,]+/).filter(Boolean)),
    transfer: has('--move', 'm') ? 'move' : has('--link', 'l') ? 'link' : 'copy',
    keepsNames: has('--original-names', 'o'),
    concurrency: Number(valuesOf('concurrency').at(-1) ?? 1),
    others,
    unknown: unknownIn([source, destination]),
  };
}

const czkawkaValues: Meanings = {
  ...meaning('folder', '-d --directories'),
  ...meaning('delete', '-D --delete-method'),
  ...meaning('method', '-s --search-method'),
  ...meaning('list', '-f --file-to-save'),
  ...meaning(
    'other',
    '-e --excluded-directories -E --excluded-items -m --minimal-file-size -t --hash-type -x',
  ),
};

function readCzkawka(args: readonly ShellWord[]): CzkawkaCall {
  const { valuesOf, unknown } = readOptions(args, czkawkaValues);
  return {
    tool: 'czkawka',
    folders: valuesOf('folder').flatMap((folders) => folders.split(',')),
    deletes: valuesOf('delete').at(-1),
    method: valuesOf('method').at(-1),
    list: valuesOf('list').at(-1),
    unknown,
  };
}

// rsync(1)
const rsyncValues: Meanings = {
  ...meaning('shell', '-e --rsh'),
  ...meaning('log', '--log-file'),
  ...meaning('exclude', '--exclude --include --exclude-from --include-from -f --filter'),
  ...meaning('other', '--bwlimit --backup-dir --link-dest --compare-dest --copy-dest --timeout --contimeout'),
  ...meaning('other', '--chmod --chown --log-file-format --out-format --partial-dir --rsync-path --max-size'),
  ...meaning('other', '--min-size --suffix --files-from --password-file --info --debug -B -T -M'),
};

function readRsync(args: readonly ShellWord[], redirects: readonly ShellWord[]): RsyncCall {
  const { positions, valuesOf, flags, has } = readOptions(args, rsyncValues);
  const shell = valuesOf('shell').at(-1) ?? '';
  const port = /\s-p\s*(\d+)/.exec(shell)?.[1];
  const sources = positions.slice(0, -1);
  const last = positions.length > 1 ? positions.at(-1) : undefined;
  return {
    tool: 'rsync',
    sources: sources.flatMap(({ values }) => values),
    destination: onlyValue(last),
    mirrors: flags.some((flag) => /^--del(ete(-\w+)*)?$/.test(flag)),
    movesAway: has('--remove-source-files'),
    onlyPretends: has('--dry-run', 'n'),
    excludes: valuesOf('exclude'),
    port: port === undefined ? undefined : Number(port),
    identityFile: /\s-i\s*(\S+)/.exec(shell)?.[1],
    log: valuesOf('log').at(-1) ?? onlyValue(redirects.find(({ text }) => text !== '/dev/null')),
    unknown: unknownIn([...sources, last]),
  };
}

function meaning(what: string, options: string): Meanings {
  return Object.fromEntries(options.split(' ').map((option) => [option, what]));
}

interface ReadOptions {
  readonly positions: readonly ShellWord[];
  /** @param what they are about */
  readonly valuesOf: (what: string) => string[];
  /** options without a value, as written */
  readonly flags: readonly string[];
  readonly has: (long: string, letter?: string) => boolean;
  /** options without a counterpart, with their values */
  readonly others: readonly string[];
  readonly unknown: readonly string[];
}

/** @param meanings of each option that has a value */
function readOptions(args: readonly ShellWord[], meanings: Meanings): ReadOptions {
  const positions: ShellWord[] = [];
  const values: [what: string, option: string, value: string][] = [];
  const flags: string[] = [];
  const unknown: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as ShellWord;
    const text = word.values[0] ?? word.text;
    const { option, joined, bundle } = splitOption(text, meanings);
    const what = meanings[option];
    if (!text.startsWith('-')) positions.push(word);
    else flags.push(what === undefined ? text : bundle);
    if (what === undefined || !text.startsWith('-')) continue;
    const value = joined === undefined ? args[++at] : undefined;
    if (value?.values.length === 0) unknown.push(value.text);
    for (const one of joined === undefined ? (value?.values ?? []) : [joined])
      values.push([what, option, one]);
  }
  return {
    positions,
    flags,
    unknown,
    valuesOf: (what) => values.filter(([about]) => about === what).map(([, , value]) => value),
    has: (long, letter) =>
      flags.some(
        (flag) => flag === long || (letter !== undefined && /^-\w/.test(flag) && flag.includes(letter)),
      ),
    others: values.filter(([what]) => what === 'other').map(([, option, value]) => `${option} ${value}`),
  };
}

/** `--option=value`, `-ovalue`, and letters of which the last one has a value, as in `-ave ssh`. */
function splitOption(text: string, meanings: Meanings) {
  const [, long, value] = /^(--[\w-]+)=(.*)$/s.exec(text) ?? [];
  if (long !== undefined) return { option: long, joined: value, bundle: '' };
  const [, letter = '', attached] = /^(-\w)(.+)$/s.exec(text) ?? [];
  if (letter in meanings) return { option: letter, joined: attached, bundle: '' };
  const [, letters = '', last = ''] = /^(-\w+)(\w)$/.exec(text) ?? [];
  return `-${last}` in meanings && !text.startsWith('--')
    ? { option: `-${last}`, joined: undefined, bundle: letters }
    : { option: text, joined: undefined, bundle: '' };
}

function onlyValue(word: ShellWord | undefined): string | undefined {
  return word?.values.length === 1 ? word.values[0] : undefined;
}

function unknownIn(words: readonly (ShellWord | undefined)[]): string[] {
  return words.flatMap((word) => (word?.values.length === 0 ? [word.text] : []));
}
