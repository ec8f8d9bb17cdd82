import { PhotokeepError } from '../app/errors.js';
import { type ProgramEnd, programLines, runProgram, type Surroundings } from '../system/exec.js';
import { pathBytes } from '../system/fs-path.js';
import { rsyncFailure } from './rsync-failure.js';
import { type Complaint, type Item, parseComplaint, parseItem, parseProgress } from './rsync-output.js';
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
  /** What this machine's rsync can do. @throws PhotokeepError `external` when there is none, or one too old */
  abilities(): Promise<{ readonly fsync: boolean }>;
  run(what: RsyncRun, listener: RsyncListener): Promise<RsyncEnd>;
  /** The same with the items handed out as fast as they are taken. @param onEnd told after the last one */
  items(what: RsyncRun, onEnd: (end: RsyncEnd) => void): AsyncGenerator<Item>;
}

export function createRsync(place: RsyncPlace, around: Surroundings): Rsync {
  let known: Promise<{ fsync: boolean }> | undefined;

  const program = ({ options, from, to, paths, timeout = place.timeout }: RsyncRun) => ({
    name: 'rsync',
    args: [
      // As long as `-8` is there, only control characters are escaped, and those can be told from names.
      ...['-8', '--no-h', '--out-format=%i|%l|%n', `--timeout=${String(timeout)}`],
      ...place.options,
      ...options,
      ...(paths ? ['--files-from=-', '--from0'] : []),
      ...['--', from, to],
    ],
    ...(place.cwd !== undefined && { cwd: place.cwd }),
    ...(paths && { input: fileList(paths) }),
  });

  const ending = (end: ProgramEnd, complaints: readonly Complaint[]): RsyncEnd => ({
    complaints,
    failure: place.explain?.(end) ?? rsyncFailure(end, complaints, place.name),
    isClean: end.code === 0,
  });

  return {
    place,
    abilities: () => (known ??= readAbilities(around)),
    async run(what, { onItem, onBytes }) {
      const { complaints, onErrorLine } = collectComplaints();
      const onLine = (line: Buffer): void => {
        const item = parseItem(line);
        if (item) onItem?.(item);
        const bytes = parseProgress(line);
        if (bytes !== undefined) onBytes?.(bytes);
      };
      return ending(await runProgram(program(what), around, { onLine, onErrorLine }), complaints);
    },
    async *items(what, onEnd) {
      const { complaints, onErrorLine } = collectComplaints();
      const lines = programLines(program(what), around, onErrorLine, (end) => {
        onEnd(ending(end, complaints));
      });
      for await (const line of lines) {
        const item = parseItem(line);
        if (item) yield item;
      }
    },
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
async function readAbilities(around: Surroundings): Promise<{ fsync: boolean }> {
  let help = '';
  await runProgram({ name: 'rsync', args: ['--help'], timeLimitMs: 30_000 }, around, {
    onLine: (line) => (help += `${line.toString('latin1')}\n`),
  });
  if (!help.includes('--info=FLAGS'))
    throw new PhotokeepError('external', 'this rsync is too old, or another program', 'rsync 3.1 or newer');
  return { fsync: help.includes('--fsync') };
}
