import type { ChalkInstance } from 'chalk';
import { exitCodes } from '../app/exit-codes.js';
import { type UndoSkipReason, undoSkipReasons } from '../plan/undo-reasons.js';
import { failReasons, type FailReason } from '../scan/reasons.js';
import { count, sizeText } from './amounts.js';
import type { FileEvent } from './file-events.js';
import { printablePath } from './printable.js';
import type { Line, View, Wording } from './reporter.js';
import type { UndoSummary } from './undo-summary.js';

/** How an undo, or a restoration from the trash, reads: its plan is shown, what was done only when asked for. */
export function undoWording(root: string) {
  return (color: ChalkInstance): Wording<FileEvent, UndoSummary> => ({
    lines: (event, view) => fileLines(event, view, root, color),
    summary: (summary) => undoSummaryText(summary, color),
    // Nobody undoes something and does not want to know what came of it.
    isNews: () => true,
  });
}

/** A file of the plan, or one that failed. */
export function fileLines(event: FileEvent, { verbose }: View, root: string, color: ChalkInstance): Line[] {
  const { status, reason } = event;
  // What an interrupted run did not come to is told once, in its summary.
  if (reason === 'interrupted') return [];
  if (status === 'failed') return [{ kind: 'trouble', text: failureLine(event, root, color) }];
  const isShown = verbose || status === 'planned';
  return isShown ? [{ kind: 'result', text: fileLine(event, root, color) }] : [];
}

const verbs = {
  ...{ move: 'back', copy: 'back', trash: 'trash', delete: 'delete', reflink: 'share', skip: 'left' },
} as const;

function fileLine({ action, path, to, reason }: FileEvent, root: string, color: ChalkInstance): string {
  const verb = action === 'skip' ? color.dim : color.green;
  const where = to === undefined || action === 'skip' ? '' : ` ${color.dim('→')} ${printablePath(to, root)}`;
  const why = reason === undefined ? '' : color.dim(`  (${reason})`);
  return `${verb(verbs[action])}  ${printablePath(path, root)}${where}${why}`;
}

function failureLine({ path, reason }: FileEvent, root: string, color: ChalkInstance): string {
  return `${color.red('failed')}  ${printablePath(path, root)}: ${failReasons[reason as FailReason]}; it was left where it is`;
}

/** The last lines of an undo. */
function undoSummaryText(summary: UndoSummary, color: ChalkInstance): string {
  const { skipped, exitCode, restored, trashed } = summary;
  const isInterrupted = exitCode === exitCodes.interrupted || exitCode === exitCodes.terminated;
  const first = summary.declined ? 'Nothing was changed.' : resultText(summary, color);
  const left = skipped === 0 ? [] : [color.dim(`Left as they are: ${reasonsText(summary.skippedBecause)}.`)];
  const end = isInterrupted ? ['Interrupted; the same command does the rest.'] : [];
  const didSomething = !summary.dryRun && restored + trashed > 0;
  return [first, ...left, ...end, ...(didSomething ? nextSteps(summary) : [])].join('\n');
}

function resultText(summary: UndoSummary, color: ChalkInstance): string {
  const { restored, trashed, failed, bytes, dryRun, undoes, of, command } = summary;
  const would = dryRun ? 'would go' : 'went';
  const parts = [
    ...(restored > 0 ? [`${count(restored, 'file')} ${would} back (${sizeText(bytes)})`] : []),
    ...(trashed > 0 ? [`${count(trashed, 'file')} ${would} to the trash`] : []),
    ...(failed > 0 ? [color.red(`${String(failed)} failed`)] : []),
  ];
  const what = command === 'undo' && undoes.length > 0 ? `${of ?? ''} ${undoes.join(', ')}: ` : '';
  if (parts.length > 0) return `${what}${parts.join(', ')}.`;
  if (undoes.length > 0) return `${what}nothing is left to take back.`;
  return command === 'undo' ? 'Nothing to undo.' : 'Nothing to restore.';
}

/** What follows from it, so that nobody is surprised by the next import or dedupe. */
function nextSteps({ leftGallery, restored, of, run }: UndoSummary): string[] {
  const skipped = leftGallery === 1 ? 'leaves this file' : `leaves these ${String(leftGallery)} files`;
  return [
    ...(leftGallery > 0
      ? [`The next import ${skipped} alone (undone); to let them in again: photokeep import --reimport`]
      : []),
    ...(of === 'dedupe' && restored > 0
      ? ['The next dedupe finds them again; protect: in the config, or --protect, keeps them where they are.']
      : []),
    `To take that back: photokeep undo ${run}`,
  ];
}

function reasonsText(counts: UndoSummary['skippedBecause']): string {
  return Object.entries(counts)
    .map(([reason, number]) => `${String(number)} ${undoSkipReasons[reason as UndoSkipReason]}`)
    .join(', ');
}
