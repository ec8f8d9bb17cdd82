import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { jpegTemplates } from './jpeg-templates.js';
import { seededRandom } from './seeded-random.js';
import { seededNoise, stampJpeg } from './stamp-jpeg.js';

/** How the files of `makeManyJpegs` differ. */
export interface ManyOptions {
  /** Same seed and options, same files. */
  seed: number;
  /** Local date of the first picture, `YYYY-MM-DD`; default 2012-01-01. */
  startDate?: string;
  /** Days over which the pictures are spread, oldest first; default ten years. */
  spreadDays?: number;
  /** Bytes that every file shall have; a file that is larger anyway (about 10 KB) stays as it is. */
  padTo?: number;
}

/** A picture that was made, with its capture time as the camera's clock showed it. */
export interface DatedPicture {
  path: string;
  /** `YYYY-MM-DDTHH:MM:SS`, local time. */
  takenAt: string;
}

const filesPerFolder = 1000;
const dayMs = 86_400_000;

/**
 * Makes thousands of dated JPEGs, no two alike, below `folder` (`100MEDIA/IMG_000000.JPG` and on, a thousand
 * to a folder as cameras do), without an exiftool call per file. Their mtime is their taken-at, read as UTC.
 */
export async function makeManyJpegs(
  folder: string,
  count: number,
  options: ManyOptions,
): Promise<DatedPicture[]> {
  const pictures = planPictures(resolve(folder), count, options);
  const templates = await jpegTemplates();
  const stamp = { seed: options.seed, noise: seededNoise(options.seed), padTo: options.padTo ?? 0 };
  for (let first = 0; first < count; first += filesPerFolder) {
    mkdirSync(folderOf(resolve(folder), first), { recursive: true });
  }
  // Synchronous, because a promise for every small write takes several times as long as the write.
  for (const [index, { path, takenAt }] of pictures.entries()) {
    const template = templates[index % templates.length];
    if (template === undefined) throw new Error('There is no template to copy.');
    writeFileSync(path, stampJpeg(template, { ...stamp, takenAt, index }));
    const mtime = new Date(`${takenAt}Z`);
    utimesSync(path, mtime, mtime);
  }
  return pictures;
}

function planPictures(root: string, count: number, options: ManyOptions): DatedPicture[] {
  const start = Date.parse(`${options.startDate ?? '2012-01-01'}T00:00:00Z`);
  const step = ((options.spreadDays ?? 3650) * dayMs) / count;
  const random = seededRandom(options.seed);
  return Array.from({ length: count }, (_, index) => ({
    path: join(folderOf(root, index), `IMG_${String(index).padStart(6, '0')}.JPG`),
    takenAt: new Date(start + (index + random.next()) * step).toISOString().slice(0, 19),
  }));
}

function folderOf(root: string, index: number): string {
  return join(root, `${String(100 + Math.floor(index / filesPerFolder))}MEDIA`);
}
