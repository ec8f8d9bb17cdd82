import { existsSync, readdirSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Action, Outcome } from '../plan/actions.js';
import type { FileIdentity } from '../scan/identity.js';
import type { FailReason } from '../scan/reasons.js';
import { AppendLog, readLog, readLogEnd, readLogHeader } from './append-log.js';
import { syncFolder } from './durable-file.js';
import { checkFormatVersion } from './format-version.js';
import type { LibraryPaths } from './paths.js';
import { createRunSum, noCounts, type RunResult, type RunSum } from './run-sum.js';

/** What a run says about itself before it does anything. */
export interface JournalHeader {
  readonly run: string;
  readonly command: string;
  readonly args: readonly string[];
  /** ISO 8601 */
  readonly startedAt: string;
  readonly pid: number;
}

/** How a run came to its end; `recovered` when the next one had to bring what it left in order. */
export type JournalEnd = 'finished' | 'interrupted' | 'failed' | 'recovered';

/** A helper process of a run, so that the next run can tell whether it still lives. */
export interface HelperProcess {
  readonly name: string;
  readonly pid: number;
  /** clock ticks between boot and the start of the process: with the pid it names one process */
  readonly startTicks: string;
}

const formatVersion = 1;

type JournalPaths = Pick<LibraryPaths, 'journals' | 'openJournals'>;

/**
 * The record of one run's actions, written ahead of them (docs/journal-format.md). While the run is under way
 * the file lies in `journals/open/`; closing it moves it up.
 */
export class Journal {
  private constructor(
    readonly run: string,
    private readonly log: AppendLog,
    private readonly paths: JournalPaths,
    private readonly sum: RunSum,
  ) {}

  static start(paths: JournalPaths, header: JournalHeader): Journal {
    const journal = new Journal(
      header.run,
      AppendLog.open(openJournalPath(paths, header.run)),
      paths,
      createRunSum(),
    );
    journal.log.append([{ format: 'photokeep journal', version: formatVersion, ...header }]);
    return journal;
  }

  /** Goes on with a journal that a crash left open. */
  static reopen(paths: JournalPaths, read: ReadJournal): Journal {
    const { run } = read.header;
    return new Journal(run, AppendLog.open(openJournalPath(paths, run)), paths, addUp(read));
  }

  /**
   * Returns when the actions are on the disk: only then may the first of them start.
   *
   * @param folders absolute paths of the folders that they will make, parents first
   */
  announce(actions: readonly Action[], folders: readonly string[] = []): void {
    this.log.append([...folders.map((makes) => ({ makes })), ...actions.map((action) => ({ action }))]);
    this.log.sync();
    // The first announcement also makes the journal's own name durable.
    syncFolder(this.paths.openJournals);
  }

  /** A file that an action made for itself and that recovery may only remove if it is this very one. */
  reserved(action: number, ino: string): void {
    this.log.append([{ reserved: action, ino }]);
    this.log.sync();
  }

  /** Folders that will be removed at the end of the run if they are empty then. */
  announceRemoval(folders: readonly string[]): void {
    this.log.append(folders.map((removes) => ({ removes })));
    this.log.sync();
    syncFolder(this.paths.openJournals);
  }

  record(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) this.sum.add(outcome);
    this.log.append(
      outcomes.map((outcome) =>
        outcome.status === 'done'
          ? { done: outcome.action.id, ...(outcome.placed && { placed: outcome.placed }) }
          : { failed: outcome.action.id, reason: outcome.reason },
      ),
    );
  }

  helperStarted(helper: HelperProcess): void {
    this.log.append([{ helper }]);
  }

  /** Ends the journal. @param end how the run ended; anything else of it is for people who read the file */
  close(end: { readonly end: JournalEnd } & Record<string, unknown>): void {
    this.log.append([{ ...end, ...this.sum.result() }]);
    this.log.sync();
    this.log.close();
    renameSync(openJournalPath(this.paths, this.run), closedJournalPath(this.paths, this.run));
  }
}

/** A journal that was read back. */
export interface ReadJournal {
  readonly header: JournalHeader;
  /** in the order in which they were announced */
  readonly actions: readonly Action[];
  /** those on record, by action id */
  readonly outcomes: ReadonlyMap<number, Outcome>;
  /** inode numbers of reservations by action id */
  readonly reservations: ReadonlyMap<number, string>;
  readonly helpers: readonly HelperProcess[];
  /** folders that the run made, or was about to make; parents first */
  readonly madeFolders: readonly string[];
  /** folders that the run was to remove at its end if they were empty */
  readonly removedFolders: readonly string[];
}

/** @throws PhotokeepError `usage` for a newer format */
export function readJournal(path: string): ReadJournal {
  let header: Record<string, unknown> = {};
  const actions = new Map<number, Action>();
  const outcomes = new Map<number, Outcome>();
  const reservations = new Map<number, string>();
  const helpers: HelperProcess[] = [];
  const madeFolders: string[] = [];
  const removedFolders: string[] = [];
  for (const line of readLog(path)) {
    if ('format' in line) {
      header = line;
      checkFormatVersion(path, Number(header['version'] ?? formatVersion), formatVersion);
    }
    if ('action' in line) actions.set((line['action'] as Action).id, line['action'] as Action);
    const action = actions.get(Number(line['done'] ?? line['failed']));
    if (action) outcomes.set(action.id, toOutcome(action, line));
    if ('reserved' in line) reservations.set(Number(line['reserved']), String(line['ino']));
    if ('helper' in line) helpers.push(line['helper'] as HelperProcess);
    if ('makes' in line) madeFolders.push(String(line['makes']));
    if ('removes' in line) removedFolders.push(String(line['removes']));
  }
  return {
    header: toHeader(path, header),
    ...{ actions: [...actions.values()], outcomes, reservations, helpers, madeFolders, removedFolders },
  };
}

/** What a journal says of its run as a whole. */
export interface RunSummary extends RunResult, Pick<JournalHeader, 'run' | 'command' | 'args' | 'startedAt'> {
  /** `open`: under way, or cut off and not recovered yet */
  readonly end: JournalEnd | 'open';
}

/**
 * Reads the first and the last line; the whole journal only where the last line does not tell.
 *
 * @throws PhotokeepError `usage` for a newer format
 */
export function readJournalSummary(path: string): RunSummary {
  // The words of a very long command line are in the header.
  const header = readLogHeader(path) ?? { ...readJournal(path).header };
  checkFormatVersion(path, Number(header['version'] ?? formatVersion), formatVersion);
  const last = readLogEnd(path);
  const counts = last?.['counts'] as RunResult['counts'] | undefined;
  return {
    ...toHeader(path, header),
    end: (last?.['end'] as JournalEnd | undefined) ?? 'open',
    ...(counts
      ? ({ undoes: [], ...last, counts: { ...noCounts, ...counts } } as RunResult)
      : addUp(readJournal(path)).result()),
  };
}

/** What a run said about itself before it did anything. */
export function readJournalHeader(path: string): JournalHeader {
  return toHeader(path, readLogHeader(path) ?? {});
}

/** With what a power cut may have torn away. */
function toHeader(path: string, line: Record<string, unknown>): JournalHeader {
  const torn = { command: '', args: [], startedAt: '', pid: 0 };
  return { ...torn, ...line, run: basename(path, '.jsonl') };
}

function addUp({ outcomes }: ReadJournal): RunSum {
  const sum = createRunSum();
  for (const outcome of outcomes.values()) sum.add(outcome);
  return sum;
}

function toOutcome(action: Action, line: Record<string, unknown>): Outcome {
  if ('failed' in line) return { action, status: 'failed', reason: line['reason'] as FailReason };
  const placed = line['placed'] as FileIdentity | undefined;
  return { action, status: 'done', ...(placed && { placed }) };
}

/** Runs whose journal was never closed, oldest first: a process that died, or one that is still at work. */
export function openRuns(paths: Pick<LibraryPaths, 'openJournals'>): string[] {
  return runsIn(paths.openJournals);
}

/** Runs that came to their end and whose journals are still kept, oldest first. */
export function closedRuns(paths: Pick<LibraryPaths, 'journals'>): string[] {
  return runsIn(paths.journals);
}

/**
 * A name for a new run, sortable by time: `20211231-235959-a1b2`.
 *
 * @param random four letters or digits that tell two runs of one second apart
 */
export function runId(now: Date, random: string): string {
  const digits = now.toISOString().replace(/\D/g, '');
  return `${digits.slice(0, 8)}-${digits.slice(8, 14)}-${random}`;
}

/**
 * When the newest run of the library began, in milliseconds since 1970: the clock cannot be earlier.
 * undefined when there was none.
 */
export function newestRunMs(paths: JournalPaths): number | undefined {
  const newest = [...runsIn(paths.journals), ...runsIn(paths.openJournals)].sort().at(-1);
  return newest === undefined ? undefined : runMs(newest);
}

/** When a run began, in milliseconds since 1970, by its id; undefined for what is no id of a run. */
export function runMs(run: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-/.exec(run);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match.map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
}

function runsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => basename(name, '.jsonl'))
    .sort();
}

export function openJournalPath(paths: Pick<LibraryPaths, 'openJournals'>, run: string): string {
  return join(paths.openJournals, `${run}.jsonl`);
}

export function closedJournalPath(paths: Pick<LibraryPaths, 'journals'>, run: string): string {
  return join(paths.journals, `${run}.jsonl`);
}
