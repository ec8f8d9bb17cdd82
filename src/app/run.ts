import { createHashPool, type HashPool } from '../content/hash-pool.js';
import type { Catalog } from '../library/catalog.js';
import type { FoundContent } from '../library/ledger.js';
import { newestRunMs, runId } from '../library/journal.js';
import { makeLibrary } from '../library/marker.js';
import type { FoundLibrary } from '../library/open-library.js';
import type { LibraryPaths } from '../library/paths.js';
import type { Action } from '../plan/actions.js';
import type { RunStart } from '../report/reporter.js';
import type { Context } from './context.js';
import { openToChange, openToLook, type ReportResult } from './library-state.js';

/** What a command works with while it holds the library. */
export interface Run {
  readonly id: string;
  readonly paths: LibraryPaths;
  readonly catalog: Catalog;
  readonly hashes: HashPool;
  readonly dryRun: boolean;
  /** what a leading `~` stands for */
  readonly home: string;
  /** milliseconds since 1970; undefined when the clock lies before the newest run and decides nothing */
  readonly trustedNowMs: number | undefined;
  /** when the newest run before this one began, in milliseconds since 1970; undefined when there was none */
  readonly previousRunMs: number | undefined;
  /** A number that no action of this run has yet. */
  nextActionId(): number;
  /** To be told of every helper program, for the journal. */
  readonly helperStarted: (name: string, pid: number) => void;
  /**
   * Carries actions out, or, in a dry run, only says what they are.
   *
   * @param emptied folders that are to go afterwards if they are empty
   */
  carryOut(actions: readonly Action[], report: ReportResult, emptied?: readonly string[]): Promise<void>;
  /** Takes contents that the Gallery was found to hold into the ledger; a dry run does not. */
  recordFound(contents: readonly FoundContent[]): void;
}

export interface RunRequest {
  /** of a run that holds the library several times; by default a new one */
  readonly id?: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly dryRun: boolean;
  readonly reporter: RunReporter;
  /** the run brings the Gallery back: that most of it is gone is why it runs */
  readonly fillsGallery?: boolean;
}

/** As much of a reporter as a run itself needs. */
export interface RunReporter {
  start(run: RunStart): void;
  note(text: string): void;
}

/** A name for a run that begins now. */
export function newRunId({ now, random }: Pick<Context, 'now' | 'random'>): string {
  const digits = Math.floor(random() * 36 ** 4).toString(36);
  return runId(now(), digits.padStart(4, '0'));
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
  { id = newRunId(context), command, args, dryRun, reporter, fillsGallery = false }: RunRequest,
  work: (run: Run) => Promise<T>,
): Promise<T> {
  const started = context.now();
  const newest = newestRunMs(paths);
  const trustedNowMs = newest !== undefined && started.getTime() < newest ? undefined : started.getTime();
  const hashes = createHashPool();
  if (!dryRun && isNew) makeLibrary(paths.root, paths.kind, context.host);
  const header = { run: id, command, args, startedAt: started.toISOString(), pid: context.pid };
  const isInterrupted = (): boolean => context.interruptedBy() !== undefined;
  const circumstances = { isInterrupted, random: context.random, trustedNowMs, fillsGallery };
  const state = dryRun
    ? openToLook(paths, circumstances)
    : openToChange(paths, header, hashes, circumstances);

  let lastId = 0;
  const run: Run = {
    ...{
      id,
      paths,
      hashes,
      dryRun,
      home: context.home,
      catalog: state.catalog,
      helperStarted: state.helperStarted,
    },
    recordFound: (contents) => {
      state.recordFound(contents);
    },
    nextActionId: () => lastId + 1,
    carryOut(actions, report, emptied) {
      lastId = actions.reduce((last, { id }) => Math.max(last, id), lastId);
      return state.carryOut(actions, report, emptied);
    },
    ...{ previousRunMs: newest, trustedNowMs },
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
