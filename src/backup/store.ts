import type { Fingerprint } from '../content/fingerprint.js';
import type { Target } from './target.js';

/** Why something did not arrive, or a store could not be used; docs/json-output.md lists them. */
export type StoreReason =
  | 'unreachable'
  | 'no-space'
  | 'not-permitted'
  | 'read-only'
  | 'unreadable'
  | 'vanished'
  | 'changed'
  | 'target-taken'
  | 'name-too-long'
  | 'name-not-allowed'
  | 'timeout'
  | 'over-quota'
  | 'tool-failed'
  | 'interrupted';

/** A store could not go on as a whole; single files are reported one by one instead. */
export class StoreError extends Error {
  override readonly name = 'StoreError';

  /**
   * @param message one line for the user
   * @param retry whether another attempt in a while may succeed by itself
   */
  constructor(
    readonly reason: StoreReason,
    message: string,
    readonly retry: boolean,
    readonly remedy?: string,
  ) {
    super(message);
  }
}

/** What came of one file. Paths are relative to the target's `to` unless said otherwise. */
export type FileAnswer =
  { readonly path: string; readonly ok: true } | { readonly path: string; readonly reason: StoreReason };

/** A file as the target lists it. */
export interface StoredFile {
  readonly path: string;
  /** bytes */
  readonly size: number;
  /** milliseconds since 1970, as exact as the target keeps it; undefined where it keeps none */
  readonly mtimeMs: number | undefined;
}

/** A file that a target has not, or not as it is here. */
export interface Differing {
  /** relative to the folder that was compared */
  readonly path: string;
  readonly drift: 'missing' | 'different';
}

/** A file whose content is to be checked. */
export interface Expected {
  readonly path: string;
  readonly fingerprint: Fingerprint;
  /** where the same file lies on this machine with the expected content, if it does (absolute) */
  readonly here: string | undefined;
}

/** What came of it; `unknown` when the file could not be read to its end. */
export interface Checked {
  readonly path: string;
  readonly is: 'right' | 'wrong' | 'missing' | 'unknown';
}

export interface SendOptions {
  /** absolute path of the folder that the paths are relative to on this machine */
  readonly from: string;
  /** folder at the target that they arrive in, e.g. `Gallery` */
  readonly into: string;
  /** folder at the target (below the versions, new for every attempt) that takes what would be overwritten */
  readonly versions: string;
  /** sends also what looks the same by size and modification time */
  readonly ignoreTimes: boolean;
  /** asked before each file by a store to which single ones take long: after a yes it begins, and answers for, no more */
  readonly isEnough?: () => boolean;
  /** told of each file once it is whole under its name at the target, or failed */
  readonly onFile: (answer: FileAnswer) => void;
  /** told now and then how many bytes of this call have been sent */
  readonly onBytes: (bytes: number) => void;
}

/**
 * What a backup needs of a place to keep files in, the same for a folder, another machine and a cloud: the contract
 * that one test suite holds every kind to. A store sends, keeps, lists, gives back; what to send is decided elsewhere.
 * Nothing is ever overwritten without going to a versions folder first, and no call but `makeRoot` makes the target's own
 * root.
 *
 * Every method throws StoreError when the target as a whole fails it, and ends promptly when `stop` was called.
 */
export interface Store {
  readonly target: Target;
  /**
   * Whether the target keeps modification times, so that an edit of the same size can be seen there. Where it does not,
   * `send` takes nothing for sent already, and `compare` tells sizes apart only
   */
  readonly keepsTimes: boolean;
  /** Whose servers it is on, where those are surely elsewhere: `mega`; undefined for all else. @throws StoreError */
  provider(): Promise<string | undefined>;
  /** Whether the target's root is there. @throws StoreError `unreachable` when that cannot be known */
  isThere(): Promise<boolean>;
  /** Makes the root, but none of the folders above: for the set-up alone. */
  makeRoot(): Promise<void>;
  /** Names in the target's root (not below), to tell an empty folder from one with other content. */
  rootNames(): Promise<readonly string[]>;
  /** bytes that can still be written; undefined where the target does not say */
  freeBytes(): Promise<number | undefined>;
  /** Everything below a folder, in any order; nothing when it is not there. */
  list(folder: string): AsyncIterable<StoredFile>;
  /** A small file of photokeep's own, whole; undefined when it is not there. */
  readSmall(path: string): Promise<Buffer | undefined>;
  /** Written beside and renamed, so that a crash leaves the old or the new one. */
  writeSmall(path: string, content: Buffer): Promise<void>;
  /**
   * Which of the files below the folder at the target differ from those here by size or modification time, or are
   * missing there: the tool's own dry run.
   *
   * @param from absolute folder here
   * @returns once the tool is at work
   */
  compare(from: string, folder: string): Promise<AsyncIterable<Differing>>;
  /** Copies files. @param paths relative to `from` */
  send(paths: readonly string[], options: SendOptions): Promise<void>;
  /** Renames at the target, never over a file that is there (`target-taken`); makes folders as needed. */
  move(moves: readonly { readonly from: string; readonly to: string }[]): Promise<FileAnswer[]>;
  /** Takes files out of their place into a versions folder, keeping their paths below it. */
  setAside(paths: readonly string[], folder: string, versions: string): Promise<FileAnswer[]>;
  /**
   * Brings files to this machine, to paths that do not exist (`target-taken` where one does by then); makes folders
   * as needed.
   *
   * @param to absolute path here for each path there
   */
  fetch(
    files: readonly { readonly path: string; readonly to: string }[],
    onBytes: (bytes: number) => void,
  ): Promise<FileAnswer[]>;
  /**
   * Reads contents at the target and says which are as expected, in the order of the files: from the bytes at the
   * target, never from what was remembered of them.
   */
  check(files: readonly Expected[], onBytes: (bytes: number) => void): Promise<readonly Checked[]>;
  /** Removes versions folders as wholes: the only thing that a store deletes for good. */
  removeVersions(folders: readonly string[]): Promise<void>;
  /**
   * Ends what is under way: it and every later call throws StoreError `interrupted`, or answers so for the files that
   * it did not reach. `close` still works.
   */
  stop(): void;
  /** Flushes what the target may still hold in memory, and ends helpers. */
  close(): Promise<void>;
}
