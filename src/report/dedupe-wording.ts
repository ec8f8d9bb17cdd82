import type { ChalkInstance } from 'chalk';
import { exitCodes } from '../app/exit-codes.js';
import { keepReasons, type LeftReason, leftReasons } from '../plan/dedupe-reasons.js';
import type { DedupeAction } from '../plan/dedupe-rules.js';
import { type FailReason, failReasons } from '../scan/reasons.js';
import { count, sizeText } from './amounts.js';
import type {
  DedupeEvent,
  DedupeSummary,
  GroupEvent,
  SimilarEvent,
  UncomparedEvent,
} from './dedupe-report.js';
import { printable, printablePath } from './printable.js';
import type { Line, View, Wording } from './reporter.js';

/** What a dedupe is about, as far as its words depend on it. */
export interface DedupeView {
  /** paths below it are shown relative to it */
  readonly root: string;
  readonly action: DedupeAction;
  /** what must be said to `undo` for it to find the run, if anything */
  readonly undoOption: string;
}

/** How a dedupe reads: what is only planned is shown group by group, of a real run what failed, and a summary. */
export function dedupeWording(about: DedupeView) {
  return (color: ChalkInstance): Wording<DedupeEvent, DedupeSummary> => ({
    lines(event, view) {
      switch (event.event) {
        case 'group':
          return groupLines(event, view, about, color);
        case 'file':
          return fileLines(event, view, about, color);
        case 'similar':
          return similarLines(event, about, color);
      }
    },
    summary: (summary) => dedupeSummaryText(summary, about, color),
    isNews: ({ removed, failed }) => removed + failed > 0,
  });
}

/** What the action of a run is called beside a copy. */
export const removalVerbs: Readonly<Record<DedupeAction, string>> = {
  trash: 'trash',
  delete: 'delete',
  reflink: 'share',
  report: 'copy',
};

function groupLines(
  event: GroupEvent,
  { verbose }: View,
  { root, action }: DedupeView,
  color: ChalkInstance,
): Line[] {
  const { status, keep, reason, size, remove, left } = event;
  const failures = left.filter((one) => one.reason in failReasons);
  const trouble = failures
    // What an interrupted run did not come to is told once, in its summary.
    .filter((one) => one.reason !== 'interrupted')
    .map(({ path, reason: why }): Line => {
      const text = `${color.red('failed')}  ${printablePath(path, root)}: ${failReasons[why as FailReason]}; it was left where it is`;
      return { kind: 'trouble', text };
    });
  if (!verbose && status !== 'planned') return trouble;
  const why = [...(reason ? [keepReasons[reason]] : []), sizeText(size)].join('; ');
  const others = left.filter((one) => !failures.includes(one));
  const lines = [
    `${color.bold('keep')}  ${printablePath(keep, root)}  ${color.dim(`(${why})`)}`,
    ...remove.map((path) => `  ${color.green(removalVerbs[action])}  ${printablePath(path, root)}`),
    ...others.map(
      (one) => `  ${color.dim('left')}  ${printablePath(one.path, root)}  ${color.dim(`(${one.reason})`)}`,
    ),
  ];
  return [{ kind: 'result', text: lines.join('\n') }, ...trouble];
}

function fileLines(
  { status, path, reason }: UncomparedEvent,
  { verbose }: View,
  { root }: DedupeView,
  color: ChalkInstance,
): Line[] {
  const shown = printablePath(path, root);
  if (status === 'failed') {
    const why = failReasons[reason as FailReason];
    return [{ kind: 'trouble', text: `${color.red('failed')}  ${shown}: ${why}; it was not compared` }];
  }
  return verbose
    ? [{ kind: 'result', text: `${color.dim('left')}  ${shown}  ${color.dim(`(${reason})`)}` }]
    : [];
}

function similarLines({ versions }: SimilarEvent, { root }: DedupeView, color: ChalkInstance): Line[] {
  const lines = versions.flatMap(({ size, files, details: { people, keywords } }, index) =>
    files.map(({ path }) => {
      const written = [...new Set([...people, ...keywords])].map(printable).join(', ');
      const about = [sizeText(size), ...(written === '' ? [] : [written])].join('; ');
      const label = index === 0 ? color.bold('same picture') : '        other';
      return `${label}  ${printablePath(path, root)}  ${color.dim(`(${about})`)}`;
    }),
  );
  return [{ kind: 'result', text: lines.join('\n') }];
}

/** The last lines of a dedupe. */
function dedupeSummaryText(summary: DedupeSummary, about: DedupeView, color: ChalkInstance): string {
  const { left, removed, similar = 0, dryRun, exitCode, run } = summary;
  const canBeUndone = !dryRun && about.action === 'trash' && removed > 0;
  const first = firstLine(summary, about.action, color);
  return [
    ...(first === '' ? [] : [first]),
    ...(left > 0 ? [color.dim(`Left: ${leftText(summary.leftBecause)}.`)] : []),
    ...(similar > 0
      ? [
          `${count(similar, 'picture')} in versions that differ in their metadata only; nothing is done about those.`,
        ]
      : []),
    ...(isInterrupted(exitCode) ? ['Interrupted; the next run does the rest.'] : []),
    ...(canBeUndone ? [`To take that back: photokeep undo ${run}${about.undoOption}`] : []),
  ].join('\n');
}

function isInterrupted(exitCode: number): boolean {
  return exitCode === exitCodes.interrupted || exitCode === exitCodes.terminated;
}

function firstLine(
  { groups, removed, bytesFreed, failed, declined, dryRun, exitCode }: DedupeSummary,
  action: DedupeAction,
  color: ChalkInstance,
): string {
  if (declined) return 'Nothing was changed.';
  const size = sizeText(bytesFreed);
  const words: Readonly<Record<DedupeAction, string>> = {
    trash: `${dryRun ? 'would go' : 'went'} to the trash (${size})`,
    delete: `${dryRun ? 'would be deleted' : 'deleted'} for good, which ${dryRun ? 'would free' : 'freed'} ${size}`,
    reflink: `${dryRun ? 'would share' : 'share'} the space of what stays, which ${dryRun ? 'would free' : 'freed'} ${size}`,
    report: `found (${size}); nothing was changed`,
  };
  const parts = [
    ...(removed > 0 ? [`${count(removed, 'duplicate')} ${words[action]}`] : []),
    ...(failed > 0 && !isInterrupted(exitCode) ? [color.red(`${String(failed)} failed`)] : []),
  ];
  if (parts.length > 0) return `${parts.join(', ')}.`;
  if (isInterrupted(exitCode)) return '';
  return groups === 0 ? 'No duplicates.' : 'No duplicates that may go.';
}

function leftText(counts: DedupeSummary['leftBecause']): string {
  return Object.entries(counts)
    .map(([reason, number]) => `${String(number)} ${leftReasons[reason as LeftReason]}`)
    .join(', ');
}
