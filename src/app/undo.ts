import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FoundLibrary } from '../library/open-library.js';
import { isInGallery } from '../library/paths.js';
import { type RecordedRun, readHistory, type RunHistory } from '../library/run-history.js';
import type { Result } from '../plan/actions.js';
import { createUndoPlanner, type UndoPlan } from '../plan/plan-undo.js';
import { fileEvent, leftEvent } from '../report/file-events.js';
import { createUndoTally, type UndoReporter } from '../report/undo-summary.js';
import { fsPath } from '../system/fs-path.js';
import { type Consent, isAgreed, requireAnswerable } from './ask.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';
import { type ExitCode, exitCodeOf } from './exit-codes.js';
import { type Run, withRun } from './run.js';
import { gatherUndoFacts } from './undo-facts.js';

export interface UndoOptions extends Consent {
  /** id of a run, or the beginning of one; undefined for the last that changed something and is not undone */
  readonly run: string | undefined;
  readonly args: readonly string[];
}

/**
 * Takes a run back: plans the reverse of what it did, asks, does it. An undo is a run itself, and can be undone.
 *
 * @throws PhotokeepError when the run is stopped as a whole
 */
export async function runUndo(
  context: Context,
  library: FoundLibrary,
  options: UndoOptions,
  reporter: UndoReporter,
): Promise<ExitCode> {
  requireAnswerable(context, 'undo', options);
  const { dryRun, args } = options;
  return withRun(context, library, { command: 'undo', args, dryRun, reporter }, async (run) => {
    const history = readHistory(run.paths);
    const chosen = chooseRun(history.runs, options.run);
    const work = chosen ? await planUndo(run, history, chosen) : nothing;
    return carryOutUndo(context, run, work, { ...options, chosen }, reporter);
  });
}

/** What is to be done, and which folders are to go afterwards. */
interface UndoWork extends UndoPlan {
  readonly emptied: readonly string[];
}

const nothing: UndoWork = { actions: [], skips: [], emptied: [] };

async function planUndo(run: Run, history: RunHistory, { run: undone }: RecordedRun): Promise<UndoWork> {
  const standings = history.standingsOf(undone);
  const done = standings.filter(({ isUndone }) => !isUndone);
  const planner = createUndoPlanner({ libraryRoot: run.paths.root, trash: join(run.paths.trash, run.id) });
  const facts = await gatherUndoFacts(done, run);
  const { actions, skips } = planner.plan(
    undone,
    done.map(({ action }) => action),
    facts,
  );
  const before = standings.flatMap(({ action, isUndone }) =>
    isUndone && 'target' in action
      ? [{ path: action.target, to: action.source, reason: 'already-undone' as const }]
      : [],
  );
  const { madeFolders } = history.journalOf(undone);
  const emptied = actions.length === 0 ? [] : madeFolders.filter((folder) => existsSync(fsPath(folder)));
  return { actions, skips: [...before, ...skips], emptied };
}

async function carryOutUndo(
  context: Context,
  run: Run,
  { actions, skips, emptied }: UndoWork,
  options: UndoOptions & { readonly chosen: RecordedRun | undefined },
  reporter: UndoReporter,
): Promise<ExitCode> {
  const started = context.now().getTime();
  const { chosen, dryRun } = options;
  const tally = createUndoTally();
  let leftGallery = 0;
  const report = (result: Result): void => {
    const event = fileEvent(result);
    tally.count(event);
    reporter.event(event);
    const { action, status } = result;
    const [from, to] = [action.source, 'target' in action ? action.target : ''];
    if (status !== 'failed' && isInGallery(from, run.paths) && !isInGallery(to, run.paths)) leftGallery++;
  };

  for (const skip of skips) {
    tally.count(leftEvent(skip));
    reporter.event(leftEvent(skip));
  }
  const isAsked = !dryRun && !options.yes && actions.length > 0;
  if (isAsked) for (const action of actions) reporter.event(fileEvent({ action, status: 'planned' }));
  const declined = isAsked && !(await isAgreed(context, question(chosen, actions.length), options));
  if (!declined) await run.carryOut(actions, report, emptied);

  const exitCode = exitCodeOf(context.interruptedBy(), tally.counts().failed);
  reporter.end({
    ...{ event: 'summary', command: 'undo', run: run.id, dryRun },
    undoes: chosen ? [chosen.run] : [],
    ...(chosen && { of: chosen.command }),
    ...tally.counts(),
    ...{ leftGallery, declined },
    seconds: (context.now().getTime() - started) / 1000,
    exitCode,
  });
  return exitCode;
}

function question(chosen: RecordedRun | undefined, files: number): string {
  const { run = '', command = '' } = chosen ?? {};
  return `Undo ${command} ${run}, ${String(files)} ${files === 1 ? 'file' : 'files'}?`;
}

/**
 * Another undo is never chosen by itself: a second `undo` takes back the run before, and does not do the first again.
 *
 * @throws PhotokeepError `usage` when there is no such run, or there are several
 */
function chooseRun(runs: readonly RecordedRun[], named: string | undefined): RecordedRun | undefined {
  if (named === undefined) {
    return runs.findLast(
      ({ command, counts: { moved, copied, trashed }, undone }) =>
        command !== 'undo' && moved + copied + trashed > 0 && undone !== 'yes',
    );
  }
  const exact = runs.find(({ run }) => run === named);
  const meant = exact ? [exact] : runs.filter(({ run }) => run.startsWith(named));
  const [only, ...others] = meant;
  if (only && others.length === 0) return only;
  throw new PhotokeepError(
    'usage',
    only ? `several runs begin with ${named}` : `there is no run ${named}`,
    'photokeep history lists the runs that can be undone',
  );
}
