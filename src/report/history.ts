import type { RecordedAction, RecordedRun, RunDetails } from '../library/run-history.js';
import { failReasons } from '../scan/reasons.js';
import { type FileEvent, fileEvent } from './file-events.js';
import { printable, printablePath } from './printable.js';
import { tableText, timeText } from './table.js';

// What `history` prints: tables for people, JSON lines for programs.

const start = { event: 'start', schema: 1, command: 'history' };

/** For programs: a line for each run, newest first. */
export function historyJson(runs: readonly RecordedRun[]): string {
  const summary = { event: 'summary', command: 'history', runs: runs.length, exitCode: 0 };
  return jsonLines([start, ...runs.map(runEvent), summary]);
}

/** For programs: the run, and a line for each of its actions. */
export function runJson({ run, actions }: RunDetails): string {
  const summary = { event: 'summary', command: 'history', run: run.run, files: actions.length, exitCode: 0 };
  const events = actions.map(({ result, isUndone }) => ({ ...fileEvent(result), undone: isUndone }));
  return jsonLines([start, runEvent(run), ...events, summary]);
}

/**
 * For people: one line for each run, newest first.
 *
 * @param zone IANA name of the time zone to show times in
 */
export function historyText(runs: readonly RecordedRun[], zone: string): string {
  if (runs.length === 0) return 'No runs yet.\n';
  const rows = runs.map((run) => [
    run.run,
    timeText(run.startedAt, zone),
    printable(run.command),
    didText(run),
    stateText(run),
  ]);
  return tableText([['RUN', 'WHEN', 'COMMAND', 'DID', ''], ...rows]);
}

/** For people: the run, and one line for each of its actions. @param root paths below it are shown relative to it */
export function runText({ run, actions }: RunDetails, zone: string, root: string): string {
  const words = [run.command, ...run.args].map(printable).join(' ');
  const about = [timeText(run.startedAt, zone), didText(run), stateText(run)].filter((text) => text !== '');
  return [
    `photokeep ${words}`,
    about.join('  '),
    '',
    ...actions.map((action) => actionText(action, root)),
    '',
  ].join('\n');
}

function runEvent({ run, command, args, startedAt, end, counts, undoes, undone }: RecordedRun): object {
  return { event: 'run', run, command, args, startedAt, end, ...counts, undone, undoes };
}

function didText({ counts }: RecordedRun): string {
  const did = Object.entries(counts)
    .filter(([, number]) => number > 0)
    .map(([name, number]) => `${String(number)} ${name}`);
  return did.join(', ') || 'nothing changed';
}

const endTexts: Readonly<Record<RecordedRun['end'], string>> = {
  finished: '',
  interrupted: 'interrupted',
  failed: 'broken off',
  recovered: 'was cut off',
  open: 'under way or cut off',
};

function stateText({ undone, undoes, end }: RecordedRun): string {
  const undoneText = undone === 'yes' ? 'undone' : undone === 'partly' ? 'partly undone' : '';
  const takes = undoes.length === 0 ? '' : `takes back ${undoes.join(', ')}`;
  return [undoneText, takes, endTexts[end]].filter((text) => text !== '').join('; ');
}

const verbs: Readonly<Record<FileEvent['action'], string>> = {
  ...{ move: 'move', copy: 'copy', trash: 'trash', delete: 'delete', reflink: 'share', skip: 'same' },
};

function actionText({ result, isUndone }: RecordedAction, root: string): string {
  const { action, path, to, keep, status } = fileEvent(result);
  const where = to ?? keep;
  const target = where === undefined ? '' : ` → ${printablePath(where, root)}`;
  const state = isUndone
    ? '  (undone)'
    : result.status === 'failed'
      ? `  (failed: ${failReasons[result.reason]})`
      : status === 'planned'
        ? '  (cut off)'
        : '';
  return `${verbs[action]}  ${printablePath(path, root)}${target}${state}`;
}

function jsonLines(values: readonly object[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}
