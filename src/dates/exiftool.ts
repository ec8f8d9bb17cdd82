import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { ExifTool, ExifToolTask, exiftoolPath } from 'exiftool-vendored';
import { errorMessage, PhotokeepError } from '../app/errors.js';
import { dieWithUs, findProgram } from '../system/die-with-us.js';
import { createAskableNames } from './askable-names.js';
import { dateTags, type Metadata } from './metadata.js';

/** Metadata by path; undefined for a file that exiftool could not cope with. */
export type MetadataByPath = ReadonlyMap<string, Metadata | undefined>;

/** Reads the metadata of many files. The only door to exiftool. */
export interface MetadataReader {
  /** @throws PhotokeepError `external` when exiftool cannot be started at all */
  read(paths: readonly string[]): Promise<MetadataByPath>;
  /** Ends the exiftool processes and removes temporary links; what is being read comes out as undefined. */
  close(): Promise<void>;
}

export interface MetadataReaderOptions {
  /** PATH of the environment, to find perl with */
  readonly path?: string | undefined;
  /** tags to ask for besides those that the date rules read, as the user wrote them: `XMP:DateAcquired` */
  readonly extraTags?: readonly string[];
  /** milliseconds that exiftool may spend on a batch, and then on each file of a batch that failed */
  readonly timeLimitMs?: number;
  readonly processes?: number;
  /** told of every exiftool process that was started */
  readonly onStart?: (pid: number) => void;
}

const filesPerBatch = 32;

/** Starts nothing yet: the processes come up with the first file, and stay for the run. */
export function createMetadataReader(options: MetadataReaderOptions = {}): MetadataReader {
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
  const tags = [...baseTags, ...(options.extraTags ?? []).map(withGroup)].map((tag) => `-${tag}`);

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

  async function readBatch(paths: readonly string[]): Promise<MetadataByPath> {
    const askable = paths.map((path) => names.askable(path));
    try {
      const task = exiftool.enqueueTask(() => new ReadTask([...tags, ...askable]));
      const byName = await unlessClosed(task);
      return new Map(paths.map((path, index) => [path, byName.get(askable[index] as string)]));
    } catch (error) {
      if (closing) return new Map(paths.map((path) => [path, undefined]));
      if (exiftool.spawnedProcs === 0) throw notStarted(error);
      // One file that hangs or kills exiftool takes its batch down with it: ask for each by itself.
      if (paths.length === 1) return new Map([[paths[0] as string, undefined]]);
      return mergeMaps(await Promise.all(paths.map((path) => readBatch([path]))));
    }
  }

  return {
    async read(paths) {
      if (paths.length > 0) requirePerl(options.path);
      const batches = Array.from({ length: Math.ceil(paths.length / filesPerBatch) }, (_, index) =>
        paths.slice(index * filesPerBatch, (index + 1) * filesPerBatch),
      );
      return mergeMaps(await Promise.all(batches.map(readBatch)));
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
class ReadTask extends ExifToolTask<MetadataByPath> {
  constructor(tagsAndNames: readonly string[]) {
    super(['-json', '-G0:1', '-a', '-api', 'LargeFileSupport=1', ...tagsAndNames]);
  }

  /** Errors and warnings are about single files, and those lack the tags that the rules need. */
  protected override parse(json: string): MetadataByPath {
    const documents = (json.trim() === '' ? [] : JSON.parse(json)) as Record<string, unknown>[];
    return new Map(documents.map((document) => [String(document['SourceFile']), toMetadata(document)]));
  }
}

function toMetadata(document: Record<string, unknown>): Metadata {
  const {
    'File:FileType': fileType,
    'File:MIMEType': mimeType,
    'File:FileTypeExtension': extension,
  } = document;
  const tags = Object.entries(document).filter(
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

async function startExiftool(options: MetadataReaderOptions): Promise<ChildProcess> {
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

function mergeMaps(maps: readonly MetadataByPath[]): MetadataByPath {
  return maps.length === 1 && maps[0] ? maps[0] : new Map(maps.flatMap((map) => [...map]));
}
