import type { ChalkInstance } from 'chalk';
import { exitCodes } from '../app/exit-codes.js';
import { count, sizeText } from './amounts.js';
import { printable, printablePath } from './printable.js';
import type { Line, View, Wording } from './reporter.js';
import {
  type RestoreFailReason,
  restoreFailReasons,
  type RestoreFileEvent,
  type RestoreSummary,
} from './restore-report.js';

/** How a restore reads. @param root folder that paths are shown relative to */
export function restoreWording(root: string) {
  return (color: ChalkInstance): Wording<RestoreFileEvent, RestoreSummary> => ({
    lines: (event, view) => lines(event, view, root, color),
    summary: (summary) => (summary.drill ? drillText(summary, color) : restoreSummaryText(summary, color)),
    // Nobody asks for something back and does not want to know what came of it.
    isNews: () => true,
  });
}

function lines(event: RestoreFileEvent, view: View, root: string, color: ChalkInstance): Line[] {
  const { status, path, to, reason } = event;
  const [shown, shownTo] = [printablePath(path, root), printablePath(to, root)];
  if (status === 'failed') {
    const why = restoreFailReasons[reason as RestoreFailReason];
    return [{ kind: 'trouble', text: `${color.red('failed')}  ${shown}: ${why}` }];
  }
  const isShown = view.verbose || status === 'planned';
  if (status === 'skipped') {
    const where = path === to ? '' : ` ${color.dim('→')} ${shownTo}`;
    return view.verbose
      ? [
          {
            kind: 'result',
            text: `${color.dim('same')}  ${shown}${where}${color.dim('  (is there already)')}`,
          },
        ]
      : [];
  }
  if (path !== to) {
    const text = `${color.yellow('beside')}  ${shown} ${color.dim('→')} ${shownTo}  ${color.dim('(another file has its name)')}`;
    return [{ kind: isShown ? 'result' : 'note', text }];
  }
  return isShown ? [{ kind: 'result', text: `${color.green('restore')}  ${shown}` }] : [];
}

/** The last line of a drill. */
function drillText(
  { restored, failed, bytes, target, seconds }: RestoreSummary,
  color: ChalkInstance,
): string {
  if (restored + failed === 0) return `Drill: nothing is backed up to ${target} yet.`;
  const came = `Drill: ${count(restored, 'file')} came back from ${target} and ${restored === 1 ? 'is' : 'are'} right`;
  const wrong = failed === 0 ? '' : `, ${color.red(`${String(failed)} failed`)}`;
  return `${came} (${sizeText(bytes)} in ${seconds.toFixed(0)} s)${wrong}. They were removed again.`;
}

/** The last lines of a restore. */
function restoreSummaryText(summary: RestoreSummary, color: ChalkInstance): string {
  const { restored, beside, same, failed, bytes, dryRun, exitCode, target, to, run } = summary;
  const isInterrupted = exitCode === exitCodes.interrupted || exitCode === exitCodes.terminated;
  const would = dryRun ? 'would be ' : '';
  const parts = [
    ...(restored > 0
      ? [
          `${count(restored, 'file')} ${would}restored (${sizeText(bytes)}) from ${target} to ${printable(to)}`,
        ]
      : []),
    ...(same > 0 ? [`${String(same)} ${same === 1 ? 'is' : 'are'} there already`] : []),
    ...(failed > 0 ? [color.red(`${String(failed)} failed`)] : []),
  ];
  return [
    `${parts.join(', ') || 'Nothing to restore'}.`,
    ...(beside > 0
      ? [`${String(beside)} of them beside a different file of the same name, which stays.`]
      : []),
    ...(isInterrupted ? ['Interrupted; the same command goes on.'] : []),
    ...(restored > 0 && !dryRun ? [`To take that back: photokeep undo ${run}`] : []),
  ].join('\n');
}
