import { isInGallery } from '../library/paths.js';
import { hasCopyInGallery } from '../library/record.js';
import type { Result } from '../plan/actions.js';
import type { UndoPlan } from '../plan/plan-undo.js';
import { fileEvent, leftEvent } from '../report/file-events.js';
import { createUndoTally, type UndoReporter, type UndoSummary } from '../report/undo-summary.js';
import { type Consent, isAgreed } from './ask.js';
import type { Context } from './context.js';
import { type ExitCode, exitCodeOf } from './exit-codes.js';
import type { Run } from './run.js';

/** What is to be taken back. */
export interface Reversal extends UndoPlan {
  /** folders that are to go afterwards if they are empty */
  readonly emptied: readonly string[];
  /** ids of the runs that it takes something back of */
  readonly undoes: readonly string[];
}

export const nothingToTakeBack: Reversal = { actions: [], skips: [], emptied: [], undoes: [] };

export interface TakeBackOptions extends Consent, Pick<UndoSummary, 'command' | 'of'> {
  readonly question?: string;
}

/** Shows what is planned, asks, does it, and says what came of it. */
export async function takeBack(
  context: Context,
  run: Run,
  { actions, skips, emptied, undoes }: Reversal,
  { question = '', command, of, yes, dryRun }: TakeBackOptions,
  reporter: UndoReporter,
): Promise<ExitCode> {
  const started = context.now().getTime();
  const tally = createUndoTally();
  let leftGallery = 0;
  const report = (result: Result): void => {
    const event = fileEvent(result);
    tally.count(event);
    reporter.event(event);
    if (result.status !== 'failed' && leavesGallery(result, run)) leftGallery++;
    reporter.progress({ done: tally.total(), total: skips.length + actions.length });
  };

  for (const skip of skips) {
    tally.count(leftEvent(skip));
    reporter.event(leftEvent(skip));
  }
  const isAsked = !dryRun && !yes && actions.length > 0;
  if (isAsked) for (const action of actions) reporter.event(fileEvent({ action, status: 'planned' }));
  const declined = isAsked && !(await isAgreed(context, question, { yes, dryRun }));
  if (!declined) await run.carryOut(actions, report, emptied);

  const exitCode = exitCodeOf(context.interruptedBy(), tally.counts().failed);
  reporter.end({
    ...{ event: 'summary', command, run: run.id, dryRun, undoes },
    ...(of !== undefined && { of }),
    ...tally.counts(),
    ...{ leftGallery, declined },
    seconds: (context.now().getTime() - started) / 1000,
    exitCode,
  });
  return exitCode;
}

function leavesGallery({ action }: Result, { paths }: Run): boolean {
  if (!('target' in action) || hasCopyInGallery(action, paths)) return false;
  return isInGallery(action.source, paths) && !isInGallery(action.target, paths);
}
