import { createHashPool, type HashPool } from '../content/hash-pool.js';
import type { Catalog } from '../library/catalog.js';
import { newestRunMs, runId } from '../library/journal.js';
import { makeLibrary } from '../library/marker.js';
import type { FoundLibrary } from '../library/open-library.js';
import type { LibraryPaths } from '../library/paths.js';
import type { Plan } from '../plan/actions.js';
import { failureEvent, skipEvent } from '../report/asset-events.js';
import type { AssetEvent, Reporter } from '../report/reporter.js';
import { createTally, type Tally } from '../report/tally.js';
import type { Context } from './context.js';
import { openToChange, openToLook } from './library-state.js';

/** What a command works with while it holds the library. */
export interface Run {
  readonly id: string;
  readonly paths: LibraryPaths;
  readonly catalog: Catalog;
  readonly hashes: HashPool;
  readonly reporter: Reporter;
  readonly tally: Tally;
  /** milliseconds since 1970; undefined when the clock lies before the newest run and decides nothing */
  readonly trustedNowMs: number | undefined;
  /** To be told of every helper program, for the journal. */
  readonly helperStarted: (name: string, pid: number) => void;
  /** Reports every file of the plan and carries its actions out; a dry run only says what they are. */
  perform(plan: Plan): Promise<void>;
}

export interface RunRequest {
  readonly command: string;
  readonly args: readonly string[];
  readonly dryRun: boolean;
  readonly reporter: Reporter;
}

/**
 * The one way in which a command changes a library: lock, recover what an earlier run left, work, close the
 * journal. A dry run takes no lock and writes nothing.
 *
 * @throws PhotokeepError `later` when another run holds the library, `refused` when most of the Gallery is gone
 */
export async function withRun<T>(
  context: Context,
  { paths, isNew }: FoundLibrary,
  { command, args, dryRun, reporter }: RunRequest,
  work: (run: Run) => Promise<T>,
): Promise<T> {
  const started = context.now();
  const id = runId(
    started,
    Math.floor(context.random() * 36 ** 4)
      .toString(36)
      .padStart(4, '0'),
  );
  const newest = newestRunMs(paths);
  const hashes = createHashPool();
  if (!dryRun && isNew) makeLibrary(paths.root, paths.kind, context.host);
  const header = { run: id, command, args, startedAt: started.toISOString(), pid: context.pid };
  const isInterrupted = (): boolean => context.interruptedBy() !== undefined;
  const state = dryRun
    ? openToLook(paths, context.random)
    : openToChange(paths, header, hashes, { isInterrupted, random: context.random });

  const tally = createTally();
  const report = (event: AssetEvent, bytes = 0): void => {
    tally.count(event, bytes);
    reporter.asset(event);
  };
  const run: Run = {
    ...{ id, paths, hashes, reporter, tally, catalog: state.catalog, helperStarted: state.helperStarted },
    trustedNowMs: newest !== undefined && started.getTime() < newest ? undefined : started.getTime(),
    async perform({ actions, skips, failures }) {
      for (const skip of skips) report(skipEvent(skip));
      for (const failure of failures) report(failureEvent(failure));
      await state.carryOut(actions, report);
    },
  };

  let end: 'finished' | 'failed' = 'failed';
  try {
    reporter.start({ command, run: id, dryRun });
    for (const { run: cutOff, finished, rolledBack } of state.recovered) {
      reporter.note(
        `run ${cutOff} had been cut off: ${String(finished)} actions finished, ${String(rolledBack)} rolled back`,
      );
    }
    const result = await work(run);
    end = 'finished';
    return result;
  } finally {
    await hashes.close();
    state.close(isInterrupted() ? 'interrupted' : end);
  }
}
