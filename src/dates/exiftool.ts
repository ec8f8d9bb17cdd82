import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { ExifTool, ExifToolTask, exiftoolPath } from 'exiftool-vendored';
import { errorMessage, PhotokeepError } from '../app/errors.js';
import { dieWithUs, findProgram } from '../system/die-with-us.js';
import { runProgram, type Surroundings } from '../system/exec.js';
import { createAskableNames } from './askable-names.js';
import { dateTags, type Metadata } from './metadata.js';

/** Metadata by path; undefined for a file that exiftool could not cope with. */
export type MetadataByPath = ReadonlyMap<string, Metadata | undefined>;

/** Reads the metadata of many files. */
export interface MetadataReader {
  /** @throws PhotokeepError `external` when exiftool cannot be started at all */
  read(paths: readonly string[]): Promise<MetadataByPath>;
  /** Ends the exiftool processes and removes temporary links; what is being read comes out as undefined. */
  close(): Promise<void>;
}

/** What exiftool answers about one file: values by their full name, family 0 and 1 group before the tag. */
export type Answer = Readonly<Record<string, unknown>>;

/** Answers by path; undefined for a file that exiftool could not cope with. */
export type AnswersByPath = ReadonlyMap<string, Answer | undefined>;

/** The only door to exiftool. */
export interface Exiftool {
  /**
   * @param tags as exiftool's command line takes them: `-EXIF:Model`
   * @throws PhotokeepError `external` when exiftool cannot be started at all
   */
  ask(paths: readonly string[], tags: readonly string[]): Promise<AnswersByPath>;
  /** Ends the processes and removes temporary links; what is being read comes out as undefined. */
  close(): Promise<void>;
}

export interface ExiftoolOptions {
  /** PATH of the environment, to find perl with */
  readonly path?: string | undefined;
  /** milliseconds that exiftool may spend on a batch, and then on each file of a batch that failed */
  readonly timeLimitMs?: number;
  readonly processes?: number;
  /** told of every exiftool process that was started */
  readonly onStart?: (pid: number) => void;
}

export interface MetadataReaderOptions extends ExiftoolOptions {
  /** tags to ask for besides those that the date rules read, as the user wrote them: `XMP:DateAcquired` */
  readonly extraTags?: readonly string[];
}

export function createMetadataReader({ extraTags, ...options }: MetadataReaderOptions = {}): MetadataReader {
  return metadataReaderOn(createExiftool(options), extraTags);
}

/** A reader that shares its exiftool with others; closing either closes both. */
export function metadataReaderOn(exiftool: Exiftool, extraTags: readonly string[] = []): MetadataReader {
  const tags = [...baseTags, ...extraTags.map(withGroup)].map((tag) => `-${tag}`);
  return {
    async read(paths) {
      const answers = await exiftool.ask(paths, tags);
      return new Map([...answers].map(([path, answer]) => [path, answer && toMetadata(answer)]));
    },
    close: () => exiftool.close(),
  };
}

/** How many files exiftool is asked about at once. */
export const filesPerBatch = 32;

/** Starts nothing yet: the processes come up with the first file, and stay until the end. */
export function createExiftool(options: ExiftoolOptions = {}): Exiftool {
  const exiftool = new ExifTool({
    maxProcs: options.processes ?? Math.min(2, availableParallelism()),
    minDelayBetweenSpawnMillis: 0,
    maxTasksPerProcess: 10_000,
    maxProcAgeMillis: 0,
    taskTimeoutMillis: options.timeLimitMs ?? 60_000,
    taskRetries: 0,
    checkPerl: false,
    processFactory: () => startExiftool(options),
  });
  const names = createAskableNames();

  let closing: Promise<void> | undefined;
  const waiting = new Set<() => void>();

  /** batch-cluster leaves tasks unsettled that it had not begun when it was ended. */
  function unlessClosed<T>(task: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        reject(new Error('closed'));
      };
      waiting.add(giveUp);
      task.then(resolve, reject).finally(() => waiting.delete(giveUp));
    });
  }

  async function askBatch(paths: readonly string[], tags: readonly string[]): Promise<AnswersByPath> {
    const askable = paths.map((path) => names.askable(path));
    try {
      const task = exiftool.enqueueTask(() => new AskTask([...tags, ...askable]));
      const byName = await unlessClosed(task);
      return new Map(paths.map((path, index) => [path, byName.get(askable[index] as string)]));
    } catch (error) {
      if (closing) return new Map(paths.map((path) => [path, undefined]));
      if (exiftool.spawnedProcs === 0) throw notStarted(error);
      // One file that hangs or kills exiftool takes its batch down with it: ask for each by itself.
      if (paths.length === 1) return new Map([[paths[0] as string, undefined]]);
      return mergeMaps(await Promise.all(paths.map((path) => askBatch([path], tags))));
    }
  }

  return {
    async ask(paths, tags) {
      if (paths.length > 0) requirePerl(options.path);
      const batches = Array.from({ length: Math.ceil(paths.length / filesPerBatch) }, (_, index) =>
        paths.slice(index * filesPerBatch, (index + 1) * filesPerBatch),
      );
      return mergeMaps(await Promise.all(batches.map((batch) => askBatch(batch, tags))));
    },
    close() {
      closing ??= exiftool.end(exiftool.busyProcs === 0).then(() => {
        names.close();
      });
      for (const giveUp of waiting) giveUp();
      return closing;
    },
  };
}

const baseTags = [
  // The last one is the same in both halves of a Live Photo.
  ...['FileType', 'MIMEType', 'FileTypeExtension', 'ContentIdentifier'],
  // `#` asks for the number instead of `41 deg 23' 15.78"`.
  ...dateTags.map((tag) => (tag === 'GPSLatitude' || tag === 'GPSLongitude' ? `${tag}#` : tag)),
];

/** Without a group a name could be one of exiftool's options, and `-restore_original` overwrites files. */
function withGroup(tag: string): string {
  return tag.includes(':') ? tag : `All:${tag}`;
}

/** One `exiftool -json` over several files. */
class AskTask extends ExifToolTask<AnswersByPath> {
  constructor(tagsAndNames: readonly string[]) {
    super(['-json', '-G0:1', '-a', '-api', 'LargeFileSupport=1', ...tagsAndNames]);
  }

  /** Errors and warnings are about single files, and those lack the tags that were asked for. */
  protected override parse(json: string): AnswersByPath {
    const answers = (json.trim() === '' ? [] : JSON.parse(json)) as Answer[];
    return new Map(answers.map((answer) => [String(answer['SourceFile']), answer]));
  }
}

function toMetadata(answer: Answer): Metadata {
  const {
    'File:FileType': fileType,
    'File:MIMEType': mimeType,
    'File:FileTypeExtension': extension,
  } = answer;
  const tags = Object.entries(answer).filter(
    (entry): entry is [string, string | number] =>
      entry[0].includes(':') && (typeof entry[1] === 'string' || typeof entry[1] === 'number'),
  );
  return {
    ...(typeof fileType === 'string' && { fileType }),
    ...(typeof mimeType === 'string' && { mimeType }),
    ...(typeof extension === 'string' && { extension: extension.toLowerCase() }),
    tags: Object.fromEntries(tags),
  };
}

/** The version of the ExifTool that comes with photokeep; undefined when it does not answer in time, or with none. */
export async function askExiftoolVersion(
  around: Surroundings,
  timeLimitMs: number,
): Promise<string | undefined> {
  const lines: string[] = [];
  const program = { name: 'perl', args: [await exiftoolPath(), '-ver'], timeLimitMs };
  const { code } = await runProgram(program, around, {
    onLine: (line) => void lines.push(line.toString('utf8').trim()),
  });
  return code === 0 ? lines[0] : undefined;
}

async function startExiftool(options: ExiftoolOptions): Promise<ChildProcess> {
  const perl = findProgram('perl', options.path) ?? 'perl';
  const script = await exiftoolPath();
  const [command, ...args] = dieWithUs(perl, [script, '-stay_open', 'True', '-@', '-'], options.path);
  // A fixed locale and zone: what is read must not depend on who reads it.
  const child = spawn(command as string, args, { stdio: 'pipe', env: { LANG: 'C', TZ: 'UTC' } });
  if (child.pid !== undefined) options.onStart?.(child.pid);
  return child;
}

function requirePerl(path: string | undefined): void {
  if (findProgram('perl', path) !== undefined) return;
  throw new PhotokeepError('external', 'perl is not installed; exiftool needs it', 'apt install perl');
}

function notStarted(error: unknown): PhotokeepError {
  return new PhotokeepError('external', `exiftool cannot be started: ${errorMessage(error)}`);
}

function mergeMaps(maps: readonly AnswersByPath[]): AnswersByPath {
  return maps.length === 1 && maps[0] ? maps[0] : new Map(maps.flatMap((map) => [...map]));
}
