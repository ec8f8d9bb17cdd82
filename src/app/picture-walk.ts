import { basename, relative } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type Exiftool, metadataReaderOn } from '../dates/exiftool.js';
import { fileNameDate } from '../dates/file-name-date.js';
import { isOwnDate } from '../dates/same-moment.js';
import type { DateRules } from '../dates/taken-at.js';
import type { LocalTime } from '../dates/wall-clock.js';
import type { Catalog } from '../library/catalog.js';
import { isInGallery, type LibraryPaths } from '../library/paths.js';
import type { NamedPicture } from '../plan/nominate-similar.js';
import type { ProgressState } from '../report/reporter.js';
import { type Borders, countCandidates, type FoundFile, lookAt, walk } from '../scan/walk.js';
import { isNamedAsPicture } from './asset-files.js';
import { readDates } from './inspect.js';

/** Where pictures are, and what is known about them. */
export interface PictureWalkRequest {
  /** folders or files; absolute */
  readonly roots: readonly { readonly path: string; readonly borders?: Borders }[];
  /** what import learned about the Gallery */
  readonly catalog: Catalog;
  readonly paths: Pick<LibraryPaths, 'gallery' | 'state'>;
  readonly rules: DateRules;
  /** whether to read when pictures were taken of which neither the catalog nor the name says so */
  readonly readsDates: boolean;
  /** what the search for duplicates found out: equal for files of the same bytes, undefined where it did not need to know */
  readonly contentOf: (path: string) => string | undefined;
  readonly isInterrupted: () => boolean;
  readonly onProgress?: (progress: ProgressState) => void;
}

/** Pictures and videos under some roots, each with when it was taken. */
export interface PictureWalk {
  /** All of them, some at a time; can be asked again. Ends early when it is interrupted. */
  batches(): AsyncGenerator<NamedPicture[]>;
}

const filesAtOnce = 256;

export function createPictureWalk(request: PictureWalkRequest, exiftool: Exiftool): PictureWalk {
  const { roots, catalog, paths, rules, readsDates, contentOf, isInterrupted, onProgress } = request;
  const metadata = metadataReaderOn(exiftool, rules.dateFields);
  /** what was read on the first walk, by path */
  const read = new Map<string, string | undefined>();

  function knownMoment(path: string): string | undefined {
    const row = isInGallery(path, paths) ? catalog.byPath(relative(paths.gallery, path)) : undefined;
    return momentOf(isOwnDate(row?.takenAt) ? row.takenAt : undefined) ?? nameMoment(path, rules);
  }

  async function named(files: readonly FoundFile[]): Promise<NamedPicture[]> {
    const moments = new Map(files.map(({ path }) => [path, read.get(path) ?? knownMoment(path)]));
    if (readsDates) {
      const unknown = files
        .map(({ path }) => path)
        .filter((path) => moments.get(path) === undefined && !read.has(path));
      for (const [path, takenAt] of await readDates(unknown, metadata, rules)) {
        read.set(path, momentOf(takenAt));
        moments.set(path, momentOf(takenAt));
      }
    }
    return files.map(({ path, identity: { size, mtimeMs } }) => {
      return { path, size, mtimeMs, takenAt: moments.get(path), content: contentOf(path) };
    });
  }

  return {
    async *batches() {
      const total = roots.reduce((count, { path, borders }) => count + countCandidates(path, borders), 0);
      let done = 0;
      for (const files of inBatches(pictures(roots))) {
        yield await named(files);
        done += files.length;
        onProgress?.({ done: Math.min(done, total), total });
        // For a signal to be heard.
        await setImmediate();
        if (isInterrupted()) return;
      }
    },
  };
}

function* pictures(roots: PictureWalkRequest['roots']): Generator<FoundFile> {
  for (const { path, borders } of roots) {
    const [single] = lookAt(path);
    const entries = single && 'identity' in single ? [single] : walk(path, borders);
    for (const entry of entries) {
      if ('identity' in entry && isNamedAsPicture(entry.path)) yield entry;
    }
  }
}

function* inBatches(files: Iterable<FoundFile>): Generator<FoundFile[]> {
  let batch: FoundFile[] = [];
  for (const file of files) {
    if (batch.push(file) < filesAtOnce) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** The wall clock of a date that has a time of day. */
function momentOf(date: LocalTime | undefined): string | undefined {
  return date?.local.includes('T') === true ? date.local : undefined;
}

/** What other programs call a file by the time it was taken; those that do it in UTC mean another wall clock. */
function nameMoment(path: string, { namePatterns }: DateRules): string | undefined {
  const date = fileNameDate(basename(path), namePatterns);
  return date && !date.utc ? momentOf(date) : undefined;
}
