import type { ChalkInstance } from 'chalk';
import { exitCodes } from '../app/exit-codes.js';
import { sizeText } from './amounts.js';
import type { BackupCommand } from './backup-report.js';
import {
  type VerifyFileEvent,
  type VerifyFinding,
  verifyFindings,
  type VerifySummary,
} from './backup-verify-report.js';
import { coverageLines } from './coverage-text.js';
import { printable } from './printable.js';
import type { Line, View, Wording } from './reporter.js';

/**
 * How a verification reads.
 *
 * @param zone IANA name of the time zone that times are shown in
 * @param command that backs up to the target
 */
export function backupVerifyWording(zone: string, command: BackupCommand = 'backup local') {
  return (color: ChalkInstance): Wording<VerifyFileEvent, VerifySummary> => ({
    lines: (event, view) => lines(event, view, color),
    summary: (summary) => verifySummaryText(summary, zone, command, color),
    isNews: (summary) => wrongOf(summary) > 0,
  });
}

function lines({ target, path, reason }: VerifyFileEvent, { verbose }: View, color: ChalkInstance): Line[] {
  const shown = printable(path);
  if (reason !== undefined) {
    return [{ kind: 'trouble', text: `${color.red(reason)}  ${target}: ${shown} ${verifyFindings[reason]}` }];
  }
  return verbose ? [{ kind: 'result', text: `${color.green('right')}  ${shown}` }] : [];
}

/** The last lines of a verification. */
function verifySummaryText(
  summary: VerifySummary,
  zone: string,
  command: BackupCommand,
  color: ChalkInstance,
): string {
  const { target, read, of, bytes, exitCode, coverage } = summary;
  const isInterrupted = exitCode === exitCodes.interrupted || exitCode === exitCodes.terminated;
  const found = (Object.keys(verifyFindings) as VerifyFinding[])
    .filter((finding) => summary[finding] > 0)
    .map((finding) => `${String(summary[finding])} ${finding}`);
  const all = read === of ? '' : ` of ${String(of)}`;
  const result = found.length === 0 ? 'all right' : color.red(found.join(', '));
  return [
    `${target}: ${String(read)}${all} ${of === 1 ? 'file' : 'files'} read back (${sizeText(bytes)}), ${result}.`,
    ...coverageLines(coverage, zone),
    ...(summary.missing + summary.changed + summary.rotten > 0
      ? [`The next backup sends again what the Gallery still has: photokeep ${command} ${target}`]
      : []),
    ...(summary.lost > 0
      ? [`Found wrong before, and no good copy is left: ${String(summary.lost)} older or deleted.`]
      : []),
    ...(isInterrupted
      ? ['Interrupted; what was proven is on record, the next time goes on with the rest.']
      : []),
  ].join('\n');
}

function wrongOf(summary: VerifySummary): number {
  return (Object.keys(verifyFindings) as VerifyFinding[]).reduce((sum, each) => sum + summary[each], 0);
}
