import type { BackupEntry } from '../config/backup-entries.js';
import type { FoundLibrary } from '../library/open-library.js';
import { runMs } from '../library/journal.js';
import { foldersInTrash } from '../library/trash.js';
import type { Result } from '../plan/actions.js';
import { planDeletions, type TrashedFile } from '../plan/plan-trash.js';
import { count, sizeText } from '../report/amounts.js';
import { fileEvent, onlyCopyEvent } from '../report/file-events.js';
import type { EmptyReporter } from '../report/trash-wording.js';
import { type Consent, isAgreed, requireAnswerable } from './ask.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';
import { type ExitCode, exitCodeOf } from './exit-codes.js';
import { type Run, withRun } from './run.js';
import { selectTrashed, tellOfMissingTrashes } from './trash-selection.js';
import { heldContents } from './trashed-contents.js';

export interface EmptyOptions extends Consent {
  /** runs and files; empty for everything */
  readonly words: readonly string[];
  /** seconds; undefined for any age */
  readonly olderThan: number | undefined;
  /** whether files go that nothing else holds */
  readonly lastCopies: boolean;
  /** targets of backups, which may hold what the Gallery does not */
  readonly backups: readonly BackupEntry[] | undefined;
  readonly args: readonly string[];
}

/**
 * Deletes trashed files for good: those that a live Gallery file or a verified backup holds byte for byte, and others
 * only at the user's own word.
 *
 * @throws PhotokeepError when the run is stopped as a whole
 */
export async function emptyTrash(
  context: Context,
  library: FoundLibrary,
  options: EmptyOptions,
  reporter: EmptyReporter,
): Promise<ExitCode> {
  const command = 'trash empty';
  requireAnswerable(context, command, options);
  const { words, dryRun, args } = options;
  return withRun(context, library, { command, args, dryRun, reporter }, async (run) => {
    tellOfMissingTrashes(run.paths, reporter);
    const files = oldEnough(selectTrashed(context, run.paths, words), run, options.olderThan);
    return deleteTrashed(context, run, files, options, reporter);
  });
}

/** @throws PhotokeepError `refused` when the clock cannot tell */
function oldEnough(
  files: readonly TrashedFile[],
  { trustedNowMs }: Run,
  olderThan: number | undefined,
): readonly TrashedFile[] {
  if (olderThan === undefined) return files;
  if (trustedNowMs === undefined) {
    throw new PhotokeepError(
      'refused',
      "the clock lies before the newest run, so nothing's age is known",
      'set the clock, or name the runs that may go',
    );
  }
  return files.filter(({ run }) => {
    const trashedMs = runMs(run);
    return trashedMs !== undefined && trashedMs + olderThan * 1000 <= trustedNowMs;
  });
}

async function deleteTrashed(
  context: Context,
  run: Run,
  files: readonly TrashedFile[],
  options: EmptyOptions,
  reporter: EmptyReporter,
): Promise<ExitCode> {
  const started = context.now().getTime();
  const { yes, dryRun, lastCopies } = options;
  const contents = await heldContents(run, files, options.backups);
  const { actions, onlyCopies } = planDeletions(contents, { firstId: run.nextActionId(), lastCopies });
  let [deleted, bytesFreed, failed] = [0, 0, 0];
  const report = (result: Result): void => {
    reporter.event(fileEvent(result));
    if (result.status === 'failed') failed++;
    else {
      deleted++;
      bytesFreed += result.action.identity.size;
    }
  };

  for (const file of onlyCopies) reporter.event(onlyCopyEvent(file));
  const isAsked = !dryRun && !yes && actions.length > 0;
  const bytes = actions.reduce((sum, { identity }) => sum + identity.size, 0);
  const question = `Delete ${count(actions.length, 'file')} (${sizeText(bytes)}) for good?`;
  const declined = isAsked && !(await isAgreed(context, question, options));
  const runs = new Set(files.map((file) => file.run));
  const emptied = [...runs].flatMap((trashedBy) => foldersInTrash(run.paths, trashedBy));
  if (!declined) await run.carryOut(actions, report, emptied);

  const exitCode = exitCodeOf(context.interruptedBy(), failed);
  reporter.end({
    ...{ event: 'summary', command: 'trash empty', run: run.id, dryRun },
    ...{ deleted, bytesFreed, skipped: onlyCopies.length, failed, declined },
    seconds: (context.now().getTime() - started) / 1000,
    skippedBecause: onlyCopies.length === 0 ? {} : { 'only-copy': onlyCopies.length },
    exitCode,
  });
  return exitCode;
}
