import type { FailReason, SkipReason } from '../scan/reasons.js';

/** The first thing a run says. */
export interface RunStart {
  readonly command: string;
  readonly run: string;
  readonly dryRun: boolean;
}

/** What happened, or would happen, to one asset. Paths are absolute. */
export interface AssetEvent {
  readonly event: 'asset';
  readonly status: 'planned' | 'done' | 'skipped' | 'failed';
  readonly action: 'move' | 'copy' | 'duplicate' | 'skip';
  readonly path: string;
  /** where it went or would go; for a duplicate the copy that stays */
  readonly to?: string;
  /** ISO 8601 local time of capture, with its offset where known */
  readonly takenAt?: string;
  readonly dateSource?: string;
  readonly companions: readonly string[];
  readonly reason?: SkipReason | FailReason;
  readonly notes?: readonly string[];
}

/** The counts of an import. */
export interface ImportSummary {
  readonly event: 'summary';
  readonly command: 'import';
  readonly run: string;
  readonly dryRun: boolean;
  readonly moved: number;
  readonly copied: number;
  readonly duplicates: number;
  readonly skipped: number;
  readonly failed: number;
  /** bytes of what was moved and copied */
  readonly bytes: number;
  readonly seconds: number;
  readonly exitCode: number;
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
}

/** Says what a run does; text for people, JSON lines for programs. Knows nothing of how it is done. */
export interface Reporter {
  start(run: RunStart): void;
  asset(event: AssetEvent): void;
  /** Something worth knowing that is about no single asset. */
  note(text: string): void;
  progress(state: ProgressState): void;
  end(summary: ImportSummary): void;
}

/** Flags that every command has. */
export interface OutputOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}
