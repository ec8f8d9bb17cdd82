import type { ChalkInstance } from 'chalk';
import type { UncoveredReason } from '../plan/choose-sends.js';
import { exitCodes } from '../app/exit-codes.js';
import { count, sizeText } from './amounts.js';
import {
  type BackupEvent,
  backupFailReasons,
  type BackupFileEvent,
  backupSkipReasons,
  type BackupSummary,
  type BackupTargetEvent,
  uncoveredReasons,
} from './backup-report.js';
import { printable, printablePath } from './printable.js';
import type { Line, View, Wording } from './reporter.js';

/** A full disk fails every file that is left; nobody reads a thousand lines of that. */
const failuresShown = 10;

/** How a backup reads: nothing under cron unless something is wrong. @param gallery paths are relative to it */
export function backupWording(gallery: string) {
  return (color: ChalkInstance): Wording<BackupEvent, BackupSummary> => {
    const ended: BackupTargetEvent[] = [];
    let failures = 0;
    return {
      lines(event, view) {
        if (event.event === 'target') {
          ended.push(event);
          failures = 0;
          return troubleLines(event);
        }
        if (event.status === 'failed' && event.reason !== 'interrupted' && ++failures > failuresShown)
          return [];
        return fileLines(event, view, gallery, color);
      },
      summary: (summary) =>
        ended
          .flatMap((target) => (isWorthALine(target) ? [targetText(target, summary, color)] : []))
          .join('\n'),
      isNews: () => false,
    };
  };
}

function fileLines(event: BackupFileEvent, view: View, gallery: string, color: ChalkInstance): Line[] {
  const { status, reason } = event;
  // What an interrupted run did not come to is told once, in its summary.
  if (reason === 'interrupted') return [];
  if (status === 'failed') return [{ kind: 'trouble', text: failureLine(event, gallery, color) }];
  const isShown = view.verbose || status === 'planned' || (view.dryRun && status === 'skipped');
  return isShown ? [{ kind: 'result', text: fileLine(event, gallery, color) }] : [];
}

const verbs = { send: 'send', move: 'move', version: 'gone', keep: 'gone', verify: 'same' } as const;

function fileLine(event: BackupFileEvent, gallery: string, color: ChalkInstance): string {
  const { status, action, path, from, bytes, reason } = event;
  const verb = status === 'skipped' ? color.dim('left') : color.green(verbs[action]);
  const where = from === undefined ? '' : `${printablePath(from, gallery)} ${color.dim('→')} `;
  const about = [
    ...(reason === undefined ? [] : [reason]),
    ...(bytes === undefined ? [] : [sizeText(bytes)]),
  ];
  return `${verb}  ${where}${printablePath(path, gallery)}${color.dim(`  (${about.join(', ')})`)}`;
}

function failureLine(
  { target, path, reason }: BackupFileEvent,
  gallery: string,
  color: ChalkInstance,
): string {
  const why = backupFailReasons[reason as keyof typeof backupFailReasons];
  return `${color.red('failed')}  ${printable(target)}: ${printablePath(path, gallery)}: ${why}`;
}

/** What stopped it says enough where nothing else happened. */
function isWorthALine({ error, sent, moved, gone, failed, verified }: BackupTargetEvent): boolean {
  return error === undefined || sent + moved + gone + failed + verified > 0;
}

/** What stopped a backup, or waits for somebody's word. */
function troubleLines(event: BackupTargetEvent): Line[] {
  const { target, failed, error, remedy, silent } = event;
  const more = failed - failuresShown;
  const end = remedy === undefined ? '' : `; ${remedy}`;
  const lines = [
    ...(more > 0 ? [`${target}: and ${String(more)} more failed`] : []),
    ...(error === undefined || silent ? [] : [`photokeep: ${target}: ${error}${end}`]),
  ];
  return lines.map((text) => ({ kind: 'trouble', text: printable(text) }));
}

/** What of the Gallery is not there, by why. */
export function uncoveredParts(uncovered: BackupTargetEvent['uncovered'] = {}): string[] {
  return (Object.keys(uncoveredReasons) as UncoveredReason[]).flatMap((reason) => {
    const { files = 0, bytes = 0 } = uncovered[reason] ?? {};
    return files > 0 ? [`${String(files)} ${uncoveredReasons[reason]} (${sizeText(bytes)})`] : [];
  });
}

/** The last line about a target. */
function targetText(event: BackupTargetEvent, { dryRun }: BackupSummary, color: ChalkInstance): string {
  const { target, sent, moved, changed, gone, held, doubtful, failed, bytes, verified, exitCode, uncovered } =
    event;
  const isInterrupted = exitCode === exitCodes.interrupted || exitCode === exitCodes.terminated;
  const would = dryRun ? 'would be ' : '';
  const parts = [
    ...(sent > 0
      ? [
          `${count(sent, 'file')} ${would}sent (${sizeText(bytes)}${changed > 0 ? `, ${String(changed)} of them changed` : ''})`,
        ]
      : []),
    ...(moved > 0 ? [`${String(moved)} ${would}moved`] : []),
    ...(gone > 0 ? [`${String(gone)} gone from the Gallery`] : []),
    ...(held > 0 ? [color.yellow(`${String(held)} held back`)] : []),
    ...(doubtful > 0 ? [color.red(`${String(doubtful)} ${backupSkipReasons.unclear}`)] : []),
    ...(failed > 0 ? [color.red(`${String(failed)} failed`)] : []),
    ...uncoveredParts(uncovered),
    ...(verified > 0 ? [`${count(verified, 'file')} read back and right`] : []),
  ];
  const didNothing = sent + moved + gone + held + doubtful + failed === 0;
  const nothing = didNothing ? ['nothing to send'] : [];
  const end = isInterrupted ? ' Interrupted; the next run does the rest.' : '';
  const text = [...nothing, ...parts].join(', ');
  return `${color.bold(printable(target))}: ${text}.${end}`;
}
