import { existsSync, readdirSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Action, Outcome } from '../plan/actions.js';
import type { FileIdentity } from '../scan/identity.js';
import { AppendLog, readLog } from './append-log.js';
import { syncFolder } from './durable-file.js';
import { checkFormatVersion } from './format-version.js';
import type { LibraryPaths } from './paths.js';

/** What a run says about itself before it does anything. */
export interface JournalHeader {
  readonly run: string;
  readonly command: string;
  readonly args: readonly string[];
  /** ISO 8601 */
  readonly startedAt: string;
  readonly pid: number;
}

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
  ) {}

  static start(paths: JournalPaths, header: JournalHeader): Journal {
    const journal = new Journal(header.run, AppendLog.open(openJournalPath(paths, header.run)), paths);
    journal.log.append([{ format: 'photokeep journal', version: formatVersion, ...header }]);
    return journal;
  }

  /** Goes on with a journal that a crash left open. */
  static reopen(paths: JournalPaths, run: string): Journal {
    return new Journal(run, AppendLog.open(openJournalPath(paths, run)), paths);
  }

  /** Returns when the actions are on the disk: only then may the first of them start. */
  announce(actions: readonly Action[]): void {
    this.log.append(actions.map((action) => ({ action })));
    this.log.sync();
    // The first announcement also makes the journal's own name durable.
    syncFolder(this.paths.openJournals);
  }

  /** A file that an action made for itself and that recovery may only remove if it is this very one. */
  reserved(action: number, ino: string): void {
    this.log.append([{ reserved: action, ino }]);
    this.log.sync();
  }

  record(outcomes: readonly Outcome[]): void {
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

  /** Ends the journal. @param end how the run ended, and its counts */
  close(
    end: { readonly end: 'finished' | 'interrupted' | 'failed' | 'recovered' } & Record<string, unknown>,
  ): void {
    this.log.append([end]);
    this.log.sync();
    this.log.close();
    renameSync(openJournalPath(this.paths, this.run), join(this.paths.journals, `${this.run}.jsonl`));
  }
}

/** A journal that was read back. */
export interface ReadJournal {
  readonly header: JournalHeader;
  /** in the order in which they were announced */
  readonly actions: readonly Action[];
  /** ids of actions whose outcome is on record */
  readonly settled: ReadonlyMap<number, 'done' | 'failed'>;
  /** the file at the target right after the action, by action id */
  readonly placed: ReadonlyMap<number, FileIdentity>;
  /** inode numbers of reservations by action id */
  readonly reservations: ReadonlyMap<number, string>;
  readonly helpers: readonly HelperProcess[];
}

/** @throws PhotokeepError `usage` for a newer format */
export function readJournal(path: string): ReadJournal {
  let header: Record<string, unknown> = {};
  const settled = new Map<number, 'done' | 'failed'>();
  const reservations = new Map<number, string>();
  const placed = new Map<number, FileIdentity>();
  const actions: Action[] = [];
  const helpers: HelperProcess[] = [];
  for (const line of readLog(path)) {
    if ('format' in line) {
      header = line;
      checkFormatVersion(path, Number(header['version'] ?? formatVersion), formatVersion);
    }
    if ('action' in line) actions.push(line['action'] as Action);
    if ('done' in line) settled.set(Number(line['done']), 'done');
    if ('placed' in line) placed.set(Number(line['done']), line['placed'] as FileIdentity);
    if ('failed' in line) settled.set(Number(line['failed']), 'failed');
    if ('reserved' in line) reservations.set(Number(line['reserved']), String(line['ino']));
    if ('helper' in line) helpers.push(line['helper'] as HelperProcess);
  }
  const named = { ...header, run: basename(path, '.jsonl') } as unknown as JournalHeader;
  return { header: named, actions, settled, placed, reservations, helpers };
}

/** Runs whose journal was never closed, oldest first: a process that died, or one that is still at work. */
export function openRuns(paths: Pick<LibraryPaths, 'openJournals'>): string[] {
  return runsIn(paths.openJournals);
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
  const match = newest === undefined ? null : /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-/.exec(newest);
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
