import { readFileSync } from 'node:fs';
import { type Surroundings, runProgram } from './exec.js';
import { nameFromBytes } from './fs-path.js';

/** What `findmnt --verify` finds wrong with an fstab. */
export interface FstabCheck {
  /** the lines that are no entries, as they stand there */
  readonly unreadableLines: readonly string[];
  /** errors by mount point, as findmnt words them; warnings are none */
  readonly errors: ReadonlyMap<string, readonly string[]>;
}

/**
 * Has util-linux read a table as the system will at boot. Errors of disks that are switched off are among them:
 * findmnt does not know what `nofail` is for.
 *
 * @param file absolute path of the table
 * @throws PhotokeepError `external` without findmnt
 */
export async function verifyFstab(file: string, around: Surroundings): Promise<FstabCheck> {
  const lines: string[] = [];
  const take = (line: Buffer): void => void lines.push(line.toString('utf8'));
  await runProgram({ name: 'findmnt', args: ['--verify', '--tab-file', file], timeLimitMs: 30_000 }, around, {
    onLine: take,
    onErrorLine: take,
  });
  return readCheck(lines, nameFromBytes(readFileSync(file)).split('\n'));
}

function readCheck(lines: readonly string[], table: readonly string[]): FstabCheck {
  const unreadableLines: string[] = [];
  const errors = new Map<string, string[]>();
  let point = '';
  for (const line of lines) {
    const unreadable = /parse error at line (\d+)/.exec(line);
    const error = /^\s+\[E\]\s+(.*)$/.exec(line);
    if (unreadable) unreadableLines.push(table[Number(unreadable[1]) - 1] ?? '');
    else if (error) errors.set(point, [...(errors.get(point) ?? []), error[1] ?? '']);
    else if (/^\S/.test(line)) point = line.trimEnd();
  }
  return { unreadableLines, errors };
}

/** The first thing that a new table gets wrong and the old one did not; a disk that is not there now is no mistake. */
export function newMistake(before: FstabCheck, after: FstabCheck): string | undefined {
  // Not by their numbers: a line that goes moves those below it.
  const added = after.unreadableLines.find((line) => !before.unreadableLines.includes(line));
  if (added !== undefined) return `this line cannot be read: ${added}`;
  for (const [point, errors] of after.errors) {
    const known = before.errors.get(point) ?? [];
    const error = errors.find(
      (text) => !known.includes(text) && !/^unreachable\b(?!.*\btarget\b)/.test(text),
    );
    if (error !== undefined) return `${point}: ${error}`;
  }
  return undefined;
}
