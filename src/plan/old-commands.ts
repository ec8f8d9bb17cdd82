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

// phockup's own help, 1.13: which options take a value.
const phockupValues = {
  ...{ '-d': 'date', '--date': 'date', '-f': 'field', '--date-field': 'field', '--date-fields': 'field' },
  ...{ '-c': 'concurrency', '--max-concurrency': 'concurrency' },
  ...{
    '-r': 'other',
    '--regex': 'other',
    '--maxdepth': 'other',
    '--movedel': 'flag',
    '--output_prefix': 'other',
  },
  ...{ '--output_suffix': 'other', '--file-type': 'other', '--no-date-dir': 'other', '--log': 'other' },
} as const;

function readPhockup(args: readonly ShellWord[]): PhockupCall {
  const { positions, options, flags } = readOptions(args, phockupValues);
  const valuesOf = (what: string): string[] =>
    options.filter(([kind]) => kind === what).map(([, , value]) => value);
  const [source, destination] = positions;
  return {
    tool: 'phockup',
    sources: source?.values ?? [],
    destination: onlyValue(destination),
    dateFormat: valuesOf('date').at(-1),
    dateFields: valuesOf('field').flatMap((fields) => fields.split(/[\s,]+/).filter(Boolean)),
    transfer: flags.some((flag) => /^(-m|--move)$/.test(flag))
      ? 'move'
      : flags.some((flag) => /^(-l|--link)$/.test(flag))
        ? 'link'
        : 'copy',
    keepsNames: flags.some((flag) => /^(-o|--original-names)$/.test(flag)),
    concurrency: Number(valuesOf('concurrency').at(-1) ?? 1),
    others: options.filter(([kind]) => kind === 'other').map(([, name, value]) => `${name} ${value}`),
    unknown: unknownIn([source, destination]),
  };
}

const czkawkaValues = {
  ...{ '-d': 'folder', '--directories': 'folder', '-D': 'delete', '--delete-method': 'delete' },
  ...{ '-s': 'method', '--search-method': 'method', '-f': 'list', '--file-to-save': 'list' },
  ...{ '-e': 'other', '--excluded-directories': 'other', '-E': 'other', '--excluded-items': 'other' },
  ...{ '-m': 'other', '--minimal-file-size': 'other', '-t': 'other', '--hash-type': 'other', '-x': 'other' },
} as const;

function readCzkawka(args: readonly ShellWord[]): CzkawkaCall {
  const { options, unknown } = readOptions(args, czkawkaValues);
  const valuesOf = (what: string): string[] =>
    options.filter(([kind]) => kind === what).map(([, , value]) => value);
  return {
    tool: 'czkawka',
    folders: valuesOf('folder').flatMap((folders) => folders.split(',')),
    deletes: valuesOf('delete').at(-1),
    method: valuesOf('method').at(-1),
    list: valuesOf('list').at(-1),
    unknown,
  };
}

// rsync(1), options that take a value as a word of their own or after `=`.
const rsyncValues = {
  ...{ '-e': 'shell', '--rsh': 'shell', '--log-file': 'log', '--exclude': 'exclude', '--include': 'exclude' },
  ...{ '--exclude-from': 'exclude', '-f': 'exclude', '--filter': 'exclude', '--bwlimit': 'other' },
  ...{
    '--backup-dir': 'other',
    '--link-dest': 'other',
    '--timeout': 'other',
    '--chmod': 'other',
    '--chown': 'other',
  },
  ...{
    '--log-file-format': 'other',
    '--out-format': 'other',
    '--partial-dir': 'other',
    '-B': 'other',
    '--rsync-path': 'other',
  },
  ...{
    '--max-size': 'other',
    '--min-size': 'other',
    '--suffix': 'other',
    '--files-from': 'other',
    '-T': 'other',
  },
} as const;

function readRsync(args: readonly ShellWord[], redirects: readonly ShellWord[]): RsyncCall {
  const { positions, options, flags } = readOptions(args, rsyncValues);
  const valuesOf = (what: string): string[] =>
    options.filter(([kind]) => kind === what).map(([, , value]) => value);
  const has = (long: RegExp, short: string): boolean =>
    flags.some((flag) => long.test(flag) || (short !== '' && /^-\w/.test(flag) && flag.includes(short)));
  const shell = valuesOf('shell').at(-1) ?? '';
  const port = /\s-p\s*(\d+)/.exec(shell)?.[1];
  const identityFile = /\s-i\s*(\S+)/.exec(shell)?.[1];
  const sources = positions.slice(0, -1);
  const last = positions.length > 1 ? positions.at(-1) : undefined;
  return {
    tool: 'rsync',
    sources: sources.flatMap(({ values }) => values),
    destination: onlyValue(last),
    mirrors: has(/^--del(ete(-\w+)*)?$/, ''),
    movesAway: has(/^--remove-source-files$/, ''),
    onlyPretends: has(/^--dry-run$/, 'n'),
    excludes: valuesOf('exclude'),
    port: port === undefined ? undefined : Number(port),
    identityFile,
    log: valuesOf('log').at(-1) ?? onlyValue(redirects.find(({ text }) => text !== '/dev/null')),
    unknown: unknownIn([...sources, last]),
  };
}

interface ReadOptions {
  readonly positions: readonly ShellWord[];
  /** what it is, as written, and its value */
  readonly options: readonly (readonly [kind: string, name: string, value: string])[];
  readonly flags: readonly string[];
  readonly unknown: readonly string[];
}

/** @param takesValue kind of each option that has one */
function readOptions(args: readonly ShellWord[], takesValue: Readonly<Record<string, string>>): ReadOptions {
  const positions: ShellWord[] = [];
  const options: [string, string, string][] = [];
  const flags: string[] = [];
  const unknown: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as ShellWord;
    const text = word.values[0] ?? word.text;
    const [, long = '', joined] = /^(--[\w-]+)=(.*)$/s.exec(text) ?? [];
    const [, short = '', attached] = /^(-\w)(.+)$/s.exec(text) ?? [];
    const kind =
      takesValue[text] ?? takesValue[long] ?? (text.startsWith('--') ? undefined : takesValue[short]);
    if (!text.startsWith('-')) positions.push(word);
    else if (kind === undefined || kind === 'flag') flags.push(text);
    else if (joined !== undefined || attached !== undefined)
      options.push([kind, long || short, joined ?? attached ?? '']);
    else {
      const value = args[++at];
      if (value?.values.length === 0) unknown.push(value.text);
      for (const one of value?.values ?? []) options.push([kind, text, one]);
    }
  }
  return { positions, options, flags, unknown };
}

function onlyValue(word: ShellWord | undefined): string | undefined {
  return word?.values.length === 1 ? word.values[0] : undefined;
}

function unknownIn(words: readonly (ShellWord | undefined)[]): string[] {
  return words.flatMap((word) => (word?.values.length === 0 ? [word.text] : []));
}
