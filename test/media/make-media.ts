import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { buildVideo } from './build-video.js';
import { renderPicture, type PictureFormat } from './render-picture.js';
import { seedFrom } from './seeded-random.js';
import { writeTags, type Tags } from './write-tags.js';

/** The kinds of file that `makeMedia` makes. */
type MediaFormat = PictureFormat | 'mp4' | 'mov';

/** One picture or video to make. */
export interface MediaSpec {
  /** File name, may contain a folder part; the extension says the format. */
  name: string;
  /** Format of the content where the name does not say it, or says it wrongly (a JPEG named .png). */
  format?: MediaFormat;
  /** Same seed, same bytes (before tags). Default: hash of the name. */
  seed?: number;
  /**
   * Written by exiftool as `-TAG=VALUE`, e.g. `{ 'EXIF:DateTimeOriginal': '2021:01:02 03:04:05' }`.
   * A name that ends in `#` writes the value as it is, one that ends in `<` takes it from that file.
   */
  tags?: Tags;
  /** Modification and access time; default: now. */
  mtime?: Date;
  /** Width and height in pixels; default 64 × 48. */
  size?: [number, number];
}

/** A file under way: made below the workshop, not yet under its own name. */
interface Draft {
  path: string;
  spec: MediaSpec;
  tags: Tags;
}

const formatByExtension: Readonly<Record<string, MediaFormat>> = {
  '.jpg': 'jpg',
  '.jpeg': 'jpg',
  '.png': 'png',
  '.webp': 'webp',
  '.avif': 'avif',
  '.heic': 'heic',
  '.heif': 'heic',
  '.tif': 'tiff',
  '.tiff': 'tiff',
  '.gif': 'gif',
  '.dng': 'dng',
  '.mp4': 'mp4',
  '.m4v': 'mp4',
  '.mov': 'mov',
};

const dngTags: Tags = { 'EXIF:DNGVersion': '1.4.0.0', 'EXIF:UniqueCameraModel': 'Test camera' };

/**
 * Writes real pictures and videos below `folder` and resolves with their absolute paths, in order.
 * @throws Error when a format is unknown or exiftool refuses a tag; files that existed are replaced.
 */
export async function makeMedia(folder: string, specs: readonly MediaSpec[]): Promise<string[]> {
  const root = resolve(folder);
  await mkdir(root, { recursive: true });
  // exiftool refuses a wrong extension and stumbles over odd names, so files get their own name last.
  const workshop = await mkdtemp(join(root, '.media-'));
  try {
    const drafts = await Promise.all(specs.map((spec, index) => writeDraft(workshop, spec, index)));
    await writeTags(drafts.filter(({ tags }) => Object.keys(tags).length > 0));
    return await Promise.all(drafts.map((draft) => publish(draft, root)));
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

async function writeDraft(workshop: string, spec: MediaSpec, index: number): Promise<Draft> {
  const format = spec.format ?? formatByExtension[extname(spec.name).toLowerCase()];
  if (format === undefined) throw new Error(`No format is known for ${spec.name}; say it in "format".`);
  const path = join(workshop, `${String(index)}.${format}`);
  await writeFile(path, await render(format, spec));
  return { path, spec, tags: format === 'dng' ? { ...dngTags, ...spec.tags } : (spec.tags ?? {}) };
}

async function render(format: MediaFormat, spec: MediaSpec): Promise<Buffer> {
  const seed = spec.seed ?? seedFrom(spec.name);
  const size = spec.size ?? [64, 48];
  if (format !== 'mp4' && format !== 'mov') return renderPicture(format, seed, size);
  return buildVideo({ format, frame: await renderPicture('jpg', seed, size), size });
}

async function publish({ path: draft, spec }: Draft, root: string): Promise<string> {
  const path = join(root, spec.name);
  await mkdir(dirname(path), { recursive: true });
  await rename(draft, path);
  if (spec.mtime !== undefined) await utimes(path, spec.mtime, spec.mtime);
  return path;
}
