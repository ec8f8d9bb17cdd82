import { PhotokeepError } from '../app/errors.js';
import {
  type Program,
  type ProgramEnd,
  programLines,
  runProgram,
  type Surroundings,
} from '../system/exec.js';
import { pathBytes } from '../system/fs-path.js';
import { rsyncFailure } from './rsync-failure.js';
import { type Complaint, type Item, parseComplaint, parseItem, parseProgress } from './rsync-output.js';
import { interrupted } from './store-reason.js';
import type { StoreError } from './store.js';

/** How rsync reaches a target. */
export interface RsyncPlace {
  /** the target, for messages */
  readonly name: string;
  /** working folder of rsync; the addresses may be relative to it */
  readonly cwd?: string;
  /** what stands for a folder below the target's root that must be there: `…/.` is never made by rsync */
  address(folder: string): string;
  /** absolute path at the target, which rsync wants for its working files */
  absolute(path: string): string;
  /** how to connect */
  readonly options: readonly string[];
  /** seconds in which nothing moves before rsync gives up */
  readonly timeout: number;
  /** a better word than rsync's for why it failed, where this place has one */
  explain?(end: ProgramEnd): StoreError | undefined;
}

/** One run of rsync. */
export interface RsyncRun {
  readonly options: readonly string[];
  readonly from: string;
  readonly to: string;
  /** relative to `from`; everything below it when undefined */
  readonly paths?: readonly string[];
  /** seconds, instead of the place's */
  readonly timeout?: number;
  /** whether what arrives is to survive a power cut, as far as both sides know how */
  readonly isDurable?: boolean;
}

export interface RsyncEnd {
  readonly complaints: readonly Complaint[];
  /** why it could not go on as a whole; undefined when it could, also where single files failed */
  readonly failure: StoreError | undefined;
  /** whether nothing at all went wrong */
  readonly isClean: boolean;
}

export interface RsyncListener {
  readonly onItem?: (item: Item) => void;
  readonly onBytes?: (bytes: number) => void;
}

/** The program, for one target. */
export interface Rsync {
  readonly place: RsyncPlace;
  /** @throws PhotokeepError `external` when there is no rsync here, or one too old */
  run(what: RsyncRun, listener: RsyncListener): Promise<RsyncEnd>;
  /**
   * The same with the items handed out as fast as they are taken. @param onEnd told after the last one
   *
   * @returns once it is at work
   */
  items(what: RsyncRun, onEnd: (end: RsyncEnd) => void): Promise<AsyncGenerator<Item>>;
}

export function createRsync(place: RsyncPlace, around: Surroundings): Rsync {
  let knowsFsync: Promise<boolean> | undefined;
  const mayFsync = (): Promise<boolean> => (knowsFsync ??= readKnowsFsync(around));

  async function runOnce(
    what: RsyncRun,
    options: readonly string[],
    { onItem, onBytes }: RsyncListener,
  ): Promise<RsyncEnd & { stderr: string }> {
    const { complaints, onErrorLine } = collectComplaints();
    const onLine = (line: Buffer): void => {
      const item = parseItem(line);
      if (item) onItem?.(item);
      const bytes = parseProgress(line);
      if (bytes !== undefined) onBytes?.(bytes);
    };
    const end = await runProgram(programFor(place, what, options), around, { onLine, onErrorLine });
    return { ...endOf(place, end, complaints), stderr: end.stderr };
  }

  return {
    place,
    async run(what, listener) {
      const options = (await mayFsync()) && what.isDurable === true ? ['--fsync'] : [];
      const end = await runOnce(what, options, listener);
      if (options.length === 0 || !end.stderr.includes('--fsync: unknown option')) return end;
      knowsFsync = Promise.resolve(false);
      return runOnce(what, [], listener);
    },
    async items(what, onEnd) {
      const { complaints, onErrorLine } = collectComplaints();
      const lines = await programLines(programFor(place, what, []), around, onErrorLine, (end) => {
        onEnd(endOf(place, end, complaints));
      });
      return itemsOf(lines);
    },
  };
}

async function* itemsOf(lines: AsyncIterable<Buffer>): AsyncGenerator<Item> {
  for await (const line of lines) {
    const item = parseItem(line);
    if (item) yield item;
  }
}

function programFor(
  place: RsyncPlace,
  { options, from, to, paths, timeout = place.timeout }: RsyncRun,
  more: readonly string[],
): Program {
  return {
    name: 'rsync',
    args: [
      // As long as `-8` is there, only control characters are escaped, and those can be told from names.
      ...['-8', '--no-h', '--out-format=%i|%l|%n', `--timeout=${String(timeout)}`],
      ...place.options,
      ...options,
      ...more,
      ...(paths ? ['--files-from=-', '--from0'] : []),
      ...['--', from, to],
    ],
    ...(place.cwd !== undefined && { cwd: place.cwd }),
    ...(paths && { input: fileList(paths) }),
  };
}

function endOf(place: RsyncPlace, end: ProgramEnd, complaints: readonly Complaint[]): RsyncEnd {
  return {
    complaints,
    failure: place.explain?.(end) ?? rsyncFailure(end, complaints, place.name),
    isClean: end.code === 0,
  };
}

/**
 * Paths as `--files-from --from0` reads them: every name byte for byte. Even so rsync skips what begins with `#`
 * or `;`, without a word; `./` keeps it from that.
 */
function fileList(paths: readonly string[]): Buffer {
  return Buffer.concat(paths.flatMap((path) => [Buffer.from('./'), pathBytes(path), Buffer.of(0)]));
}

/** Enough to give every file of a batch its reason. */
const mostComplaints = 2000;

function collectComplaints(): { complaints: Complaint[]; onErrorLine: (line: Buffer) => void } {
  const complaints: Complaint[] = [];
  return {
    complaints,
    onErrorLine(line) {
      const complaint = complaints.length < mostComplaints ? parseComplaint(line) : undefined;
      if (complaint) complaints.push(complaint);
    },
  };
}

/** `--info=progress2` came with 3.1 (2013), `--fsync` with 3.2.4 (2022): both are asked for by name. */
async function readKnowsFsync(around: Surroundings): Promise<boolean> {
  let help = '';
  await runProgram({ name: 'rsync', args: ['--help'], timeLimitMs: 30_000 }, around, {
    onLine: (line) => (help += `${line.toString('latin1')}\n`),
  });
  if (around.signal?.aborted === true) throw interrupted();
  if (help.includes('--info=FLAGS')) return help.includes('--fsync');
  throw new PhotokeepError(
    'external',
    'this rsync is too old, or another program',
    'install rsync 3.1 or newer',
  );
}
