import type { FoundLibrary } from '../library/open-library.js';
import { foldersInTrash } from '../library/trash.js';
import { createUndoPlanner, type PlacingAction } from '../plan/plan-undo.js';
import type { TrashedFile } from '../plan/plan-trash.js';
import { count } from '../report/amounts.js';
import type { UndoReporter } from '../report/undo-summary.js';
import { type Consent, requireAnswerable } from './ask.js';
import type { Context } from './context.js';
import type { ExitCode } from './exit-codes.js';
import { type Run, withRun } from './run.js';
import { type Reversal, takeBack } from './take-back.js';
import { selectTrashed, tellOfMissingTrashes } from './trash-selection.js';
import { createTrashTargets } from './trash-targets.js';
import { knownContents } from './trashed-contents.js';
import { gatherUndoFacts } from './undo-facts.js';

export interface RestoreOptions extends Consent {
  /** runs and files; empty for everything */
  readonly words: readonly string[];
  readonly args: readonly string[];
}

/**
 * Brings files back from the trash to where they were, or beside it to a free name. A run that can be undone.
 *
 * @throws PhotokeepError when the run is stopped as a whole
 */
export async function restoreTrash(
  context: Context,
  library: FoundLibrary,
  options: RestoreOptions,
  reporter: UndoReporter,
): Promise<ExitCode> {
  const command = 'trash restore';
  requireAnswerable(context, command, options);
  const { words, dryRun, args } = options;
  return withRun(context, library, { command, args, dryRun, reporter }, async (run) => {
    tellOfMissingTrashes(run.paths, reporter);
    const reversal = await planRestoration(run, selectTrashed(context, run.paths, words));
    const question = `Restore ${count(reversal.actions.length, 'file')}?`;
    return takeBack(context, run, reversal, { command, ...options, question }, reporter);
  });
}

/** The newest first: where one name was trashed several times, that one gets it back. */
async function planRestoration(run: Run, files: readonly TrashedFile[]): Promise<Reversal> {
  const runs = [...new Set(files.map((file) => file.run))].toReversed();
  const planner = createUndoPlanner(createTrashTargets(run));
  const plans = [];
  for (const trashedBy of runs) {
    const chosen = files.filter((file) => file.run === trashedBy);
    const contents = await knownContents(chosen, run.hashes);
    const done = contents.map(({ file, fingerprint }, index): PlacingAction => {
      const { original: source, path: target, identity } = file;
      // Of one whose journal is gone is known where it was, and no more.
      return file.action ?? { kind: 'move', id: -index, source, target, identity, fingerprint };
    });
    const standings = contents.map(({ file: { identity } }, index) => {
      // Whatever became of it in the trash is what comes back.
      return { action: done[index] as PlacingAction, placed: identity, isUndone: false };
    });
    plans.push(planner.plan(trashedBy, done, await gatherUndoFacts(standings, run)));
  }
  return {
    actions: plans.flatMap(({ actions }) => actions),
    skips: plans.flatMap(({ skips }) => skips),
    emptied: runs.flatMap((trashedBy) => foldersInTrash(run.paths, trashedBy)),
    undoes: runs,
  };
}
