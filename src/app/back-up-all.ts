import { readLibraryMarker } from '../library/marker.js';
import {
  addCounts,
  type BackupCommand,
  type BackupReporter,
  type BackupTargetEvent,
  noCounts,
} from '../report/backup-report.js';
import { backUpOne } from './backup-one.js';
import type { BackupPlaces } from './backup-places.js';
import type { BackupRequest } from './backup-run.js';
import { worstOf } from './backup-stops.js';
import type { Context } from './context.js';
import type { ExitCode } from './exit-codes.js';
import { newRunId } from './run.js';

export type BackupOptions = Omit<BackupRequest, 'run'>;

/**
 * Backs a library up to its targets, one after the other. One that fails does not keep the others from theirs.
 *
 * @throws PhotokeepError when nothing was begun
 */
export async function backUpAll(
  context: Context,
  command: BackupCommand,
  { library, targets }: BackupPlaces,
  options: BackupOptions,
  reporter: BackupReporter,
): Promise<ExitCode> {
  const started = context.now().getTime();
  const request = { ...options, run: newRunId(context) };
  const libraryId = readLibraryMarker(library.paths.marker)?.id ?? '';
  reporter.start({ command, run: request.run, dryRun: request.dryRun });
  const ends: BackupTargetEvent[] = [];
  for (const target of targets) {
    const end = await backUpOne(context, { library, libraryId, target, request }, reporter);
    reporter.event(end);
    ends.push(end);
    if (context.interruptedBy()) break;
  }
  const exitCode = worstOf(ends.map((end) => end.exitCode as ExitCode));
  reporter.end({
    ...{ event: 'summary', command, run: request.run, dryRun: request.dryRun },
    ...{ targets: ends.length, ...ends.reduce(addCounts, noCounts) },
    ...{ seconds: (context.now().getTime() - started) / 1000, exitCode },
  });
  return exitCode;
}
