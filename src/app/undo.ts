import { existsSync } from 'node:fs';
import type { FoundLibrary } from '../library/open-library.js';
import type { LibraryPaths } from '../library/paths.js';
import { type RecordedRun, readHistory, type RunHistory } from '../library/run-history.js';
import { missingTrashes } from '../library/trash-places.js';
import { createUndoPlanner } from '../plan/plan-undo.js';
import { count } from '../report/amounts.js';
import type { UndoReporter } from '../report/undo-summary.js';
import { fsPath } from '../system/fs-path.js';
import { type Consent, requireAnswerable } from './ask.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';
import type { ExitCode } from './exit-codes.js';
import { findRun } from './find-run.js';
import { type Run, withRun } from './run.js';
import { nothingToTakeBack, type Reversal, takeBack } from './take-back.js';
import { createTrashTargets } from './trash-targets.js';
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
    const { runs } = history;
    const chosen = options.run === undefined ? lastRun(runs) : findRun(runs, options.run);
    if (!chosen) return takeBack(context, run, nothingToTakeBack, { command: 'undo', ...options }, reporter);
    const work = await planUndo(run, history, chosen);
    const question = `Undo ${chosen.command} ${chosen.run}, ${count(work.actions.length, 'file')}?`;
    return takeBack(
      context,
      run,
      work,
      { command: 'undo', ...options, question, of: chosen.command },
      reporter,
    );
  });
}

async function planUndo(run: Run, history: RunHistory, { run: undone }: RecordedRun): Promise<Reversal> {
  const standings = history.standingsOf(undone);
  const done = standings.filter(({ isUndone }) => !isUndone);
  requireTrashThere(run.paths, undone);
  const planner = createUndoPlanner(createTrashTargets(run));
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
  const emptied = madeFolders.filter((folder) => existsSync(fsPath(folder)));
  return { actions, skips: [...before, ...skips], emptied, undoes: [undone] };
}

/** A run that was undone but for what was on another disk would count as undone. */
function requireTrashThere(paths: LibraryPaths, run: string): void {
  const missing = missingTrashes(paths).find(({ runs }) => runs.includes(run));
  if (!missing) return;
  throw new PhotokeepError(
    'refused',
    `what run ${run} trashed from ${missing.root} is not there`,
    'is its disk mounted? photokeep trash restore brings back what is in the other places',
  );
}

/** Another undo is never chosen by itself: a second `undo` takes back the run before, and does not do the first again. */
function lastRun(runs: readonly RecordedRun[]): RecordedRun | undefined {
  return runs.findLast(
    ({ command, counts: { moved, copied, trashed }, undone }) =>
      command !== 'undo' && moved + copied + trashed > 0 && undone !== 'yes',
  );
}
