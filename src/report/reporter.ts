import type { FailReason, SkipReason } from '../scan/reasons.js';

/** The first thing a run says. */
export interface RunStart {
  readonly command: string;
  readonly run: string;
  readonly dryRun: boolean;
}

/** What happened, or would happen, to one file. Paths are absolute. */
export interface FileResult {
  readonly status: 'planned' | 'done' | 'skipped' | 'failed';
  readonly action: 'move' | 'copy' | 'duplicate' | 'hold' | 'skip';
  readonly path: string;
  /** where it went or would go; for a duplicate the copy that stays */
  readonly to?: string;
  readonly bytes?: number;
  /** imported once more: it was imported before and is not in the Gallery any more */
  readonly again?: true;
  readonly reason?: SkipReason | FailReason;
}

/** What happened to an asset: to its main file, and to each companion. */
export interface AssetEvent extends FileResult {
  readonly event: 'asset';
  /** ISO 8601 local time of capture, with its offset where known */
  readonly takenAt?: string;
  readonly dateSource?: string;
  readonly companions: readonly FileResult[];
  readonly notes?: readonly string[];
}

/** Files that went from one folder of the Gallery to another; paths relative to it. */
export interface ResortedMonth {
  readonly from: string;
  readonly to: string;
  readonly files: number;
}

/** The counts of an import. */
export interface ImportSummary extends Summary {
  readonly command: 'import';
  readonly moved: number;
  readonly copied: number;
  readonly duplicates: number;
  /** withheld: the user removed them from the Gallery, and the phone sent them again */
  readonly held: number;
  /** of those moved and copied: had been imported before and were not in the Gallery any more */
  readonly again: number;
  readonly skipped: number;
  readonly failed: number;
  /** bytes of what was moved and copied */
  readonly bytes: number;
  readonly seconds: number;
  /** of a resort: from which month to which */
  readonly resorted?: readonly ResortedMonth[];
  /** how many were skipped for which reason */
  readonly skippedBecause: Readonly<Partial<Record<SkipReason, number>>>;
}

/** How a run ended that stopped before it could count. */
export interface StoppedSummary {
  readonly event: 'summary';
  readonly command: string;
  readonly exitCode: number;
  readonly error: string;
  readonly remedy?: string;
}

export interface ProgressState {
  readonly done: number;
  readonly total: number;
  /** what is counted, where it is not files */
  readonly unit?: 'byte';
}

/** What every summary has. */
export interface Summary {
  readonly event: 'summary';
  readonly command: string;
  readonly run: string;
  readonly dryRun: boolean;
  readonly exitCode: number;
}

/**
 * Says what a run does; text for people, JSON lines for programs. Knows nothing of how it is done.
 *
 * @typeParam Event what the command tells of single things; @typeParam End its last word
 */
export interface Reporter<Event extends { readonly event: string }, End extends Summary> {
  start(run: RunStart): void;
  event(event: Event): void;
  /** Something worth knowing that is about no single thing. */
  note(text: string): void;
  progress(state: ProgressState): void;
  end(summary: End): void;
}

/** How a command's events and summary read for people. Each line of an event says which output it is for. */
export interface Wording<Event, End> {
  lines(event: Event, view: View): readonly Line[];
  summary(summary: End): string;
  /** whether anything happened that is worth saying where nobody watches: under cron */
  isNews(summary: End): boolean;
}

/** What the user asked to see. */
export interface View {
  readonly verbose: boolean;
  readonly dryRun: boolean;
}

/** `result` goes to stdout; `note` and `trouble` to stderr. `--quiet` leaves only trouble. */
export interface Line {
  readonly kind: 'result' | 'note' | 'trouble';
  readonly text: string;
}

export type ImportReporter = Reporter<AssetEvent, ImportSummary>;

/** Flags that every command has. */
export interface OutputOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}
