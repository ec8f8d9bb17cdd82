/** What every program is started with. */
export interface Surroundings {
  /** PATH to find programs with, and what else they are to know; LC_ALL is always C */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** told of every program that was started, for the journal of the run */
  readonly onStart?: (pid: number) => void;
  /** ends every program that runs */
  readonly signal?: AbortSignal;
}
