import type { BackupCommand } from './backup-report.js';
import { printable } from './printable.js';

/** What came of setting a target up. */
export interface SetupResult {
  readonly target: string;
  /** as people write it */
  readonly place: string;
  readonly is: 'set up' | 'set up already' | 'declined';
  /** whether a copy of the Gallery is there already: what is the same by size and time is not sent again */
  readonly takesOver: boolean;
  /** absolute path of rclone's config, which holds the passwords of a cloud */
  readonly config?: string;
  /** absolute path of the recovery sheet that was written */
  readonly sheet?: string;
}

/**
 * @param words the target's on the command line, to say what comes next
 * @param command that backs up to it
 */
export function setupText(
  result: SetupResult,
  dryRun: boolean,
  words: readonly string[],
  command: BackupCommand,
): string {
  const { target, place, is, takesOver, config, sheet } = result;
  if (is === 'declined') return 'Nothing was changed.\n';
  const would = is === 'set up' && dryRun ? 'would be ' : '';
  const lines = [
    `${target} ${would === '' ? 'is ' : would}${is}: ${place}`,
    ...(takesOver && is === 'set up'
      ? ['The copy in its folder Gallery is taken over: what is the same is not sent again.']
      : []),
    ...(config === undefined ? [] : passwordLines(config, sheet, words)),
    ...(dryRun ? [] : [`Next: photokeep ${command} ${words.map(shellWord).join(' ')}`]),
  ];
  return lines.map((line) => `${printable(line)}\n`).join('');
}

function passwordLines(config: string, sheet: string | undefined, words: readonly string[]): string[] {
  const target = words.map(shellWord).join(' ');
  return sheet === undefined
    ? [
        `Nothing there can be read without the two passwords in ${config}, by nobody.`,
        `Keep them on paper: photokeep backup setup ${target} --recovery-sheet FILE`,
      ]
    : [`All that a restore from nothing needs is in ${sheet}: print it, keep it safe, remove the file.`];
}

export function setupJson(result: SetupResult, dryRun: boolean, exitCode: number): string {
  const summary = { event: 'summary', schema: 1, command: 'backup setup', dryRun, ...result, exitCode };
  return `${JSON.stringify(summary)}\n`;
}

/** A word as a shell takes it. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
