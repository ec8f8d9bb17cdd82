/** A place to write text to: stdout or stderr, or a test's memory. */
export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** width of the terminal in characters; undefined elsewhere */
  readonly columns: number | undefined;
}

/** Every effect that is not a file: what a command may know of the world outside, in one object. */
export interface Context {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
  /** name of this machine */
  readonly host: string;
  readonly pid: number;
  /** the node that runs, and the photokeep that it was given; absolute paths */
  readonly startedAs: { readonly node: string; readonly script: string };
  /** who runs photokeep, by number */
  readonly user: { readonly uid: number; readonly gid: number };
  /** IANA name of the machine's time zone */
  readonly machineZone: () => string;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly now: () => Date;
  /** 0 ≤ x < 1 */
  readonly random: () => number;
  /** Asks whoever sits at the terminal, and answers with the line typed; undefined where nobody can be asked. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
  /** The same for what nobody is to read on the screen. */
  readonly askSecret: ((question: string) => Promise<string>) | undefined;
  /** the signal that asked the run to end, once there was one */
  readonly interruptedBy: () => 'SIGINT' | 'SIGTERM' | undefined;
  /** Calls back once, when that signal comes. */
  readonly onInterrupt: (callback: () => void) => void;
}
