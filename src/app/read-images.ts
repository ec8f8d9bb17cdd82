import { type Answer, createExiftool, type ExiftoolOptions, filesPerBatch } from '../dates/exiftool.js';
import type { NamedPicture } from '../plan/nominate-similar.js';
import type { ReadPicture } from '../plan/similar-pictures.js';
import type { ProgressState } from '../report/reporter.js';
import { detailsOf, imageOf, imageTags } from './picture-facts.js';

/** How image data is read. */
export interface ImageReading {
  readonly exiftool: ExiftoolOptions;
  readonly isInterrupted: () => boolean;
  /** Calls back when a signal asks the run to end: a long video may be under way. */
  readonly onInterrupt?: (callback: () => void) => void;
  readonly onProgress?: (progress: ProgressState) => void;
}

/** An old USB disk reads no less. */
const bytesPerMs = 5000;
const bytesAtOnce = 256 * 1024 * 1024;

/**
 * Reads the image data of pictures and what was written about them; those of which exiftool makes no hash are left out.
 * Whole files are read: exiftool gets as much time as the largest batch may take.
 */
export async function readImages(
  pictures: readonly NamedPicture[],
  { exiftool: options, isInterrupted, onInterrupt, onProgress }: ImageReading,
): Promise<ReadPicture[]> {
  const largest = pictures.reduce((most, { size }) => Math.max(most, size), bytesAtOnce);
  const exiftool = createExiftool({ ...options, timeLimitMs: 60_000 + largest / bytesPerMs });
  onInterrupt?.(() => void exiftool.close());
  const read: ReadPicture[] = [];
  const total = bytesOf(pictures);
  let done = 0;
  try {
    for (const batch of bySize(pictures)) {
      if (isInterrupted()) break;
      onProgress?.({ done, total, unit: 'byte' });
      done += bytesOf(batch);
      const answers = await exiftool.ask(
        batch.map(({ path }) => path),
        imageTags,
      );
      read.push(...batch.flatMap((picture) => readPicture(picture, answers.get(picture.path)) ?? []));
    }
  } finally {
    await exiftool.close();
  }
  return read;
}

function bytesOf(pictures: readonly NamedPicture[]): number {
  return pictures.reduce((sum, { size }) => sum + size, 0);
}

function readPicture(
  { path, size, mtimeMs }: NamedPicture,
  answer: Answer | undefined,
): ReadPicture | undefined {
  if (!answer) return undefined;
  const image = imageOf(answer);
  return image === undefined ? undefined : { path, size, mtimeMs, image, details: detailsOf(answer) };
}

/** Batches of so many files, and of so many bytes unless one file alone has more. */
function* bySize(pictures: readonly NamedPicture[]): Generator<NamedPicture[]> {
  let batch: NamedPicture[] = [];
  let bytes = 0;
  for (const picture of pictures) {
    if (batch.length > 0 && (batch.length === filesPerBatch || bytes + picture.size > bytesAtOnce)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(picture);
    bytes += picture.size;
  }
  if (batch.length > 0) yield batch;
}
