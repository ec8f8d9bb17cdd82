import { count } from './amounts.js';
import { printable } from './printable.js';

/** What came back of a library on a new machine, or would. Paths are absolute. */
export interface FromBackupReport {
  readonly root: string;
  /** id of the library */
  readonly library: string;
  /** name of the target that it came from */
  readonly target: string;
  /** where that is, as people write it */
  readonly place: string;
  /** journals of runs */
  readonly journals: number;
  readonly configs: readonly {
    readonly file: string;
    readonly changes: readonly { readonly line: number; readonly before: string; readonly after: string }[];
    /** why it is not in force, or not adapted */
    readonly trouble?: string;
  }[];
  /** lines of the old machine's crontab and fstab, kept to be looked at */
  readonly texts: readonly string[];
}

/** For people: what came back, what was changed on the way, and what to do next. */
export function fromBackupText(report: FromBackupReport, dryRun: boolean): string {
  const { root, target, place, journals, configs, texts } = report;
  const would = dryRun ? 'Would bring' : 'Brought';
  const lines = [
    `${would} the library ${printable(root)} back from ${target}, ${printable(place)}: its id, ledger and ${count(journals, 'journal')}.`,
    ...configs.flatMap(({ file, changes, trouble }) => [
      `config  ${printable(file)}${trouble === undefined ? '' : `: ${printable(trouble)}`}`,
      ...changes.flatMap(({ line, before, after }) => [
        `        line ${String(line)}  was  ${printable(before) || 'not there'}`,
        `        ${' '.repeat(5 + String(line).length)}  is   ${printable(after)}`,
      ]),
    ]),
    ...texts.map((file) => `to look at  ${printable(file)}`),
    `Next: photokeep backup restore ${target} --library ${printable(root)}   (brings the photos back; import after that)`,
    'If the old machine still runs, do not let both back up to the same target.',
  ];
  return `${lines.join('\n')}\n`;
}

/** For programs. */
export function fromBackupJson(report: FromBackupReport, dryRun: boolean): string {
  return `${JSON.stringify({ event: 'summary', schema: 1, command: 'init', dryRun, fromBackup: true, ...report, exitCode: 0 })}\n`;
}
