import { basename } from 'node:path';
import { type Answer, type Exiftool, filesPerBatch } from '../dates/exiftool.js';
import type { Thumbnail } from '../report/thumbnail-markup.js';
import { readAssetName } from '../scan/asset-name.js';
import { isNamedAsPicture } from './asset-files.js';
import { loadShrinker, type Shrinker } from './shrink-picture.js';

/** How much room thumbnails may take, in bytes of JPEG; in a page they are a third larger. */
export interface ThumbnailLimits {
  readonly each: number;
  readonly all: number;
}

const defaultLimits: ThumbnailLimits = { each: 24 * 1024, all: 6 * 1024 * 1024 };

/**
 * Small pictures of files, as many as there is room for: what the camera put into the file; else what sharp makes of it,
 * where sharp is installed.
 *
 * @param paths the most important first
 * @returns by path; nothing for what has none, and for what there was no room for
 */
export async function readThumbnails(
  paths: readonly string[],
  exiftool: Exiftool,
  isInterrupted: () => boolean,
  limits = defaultLimits,
): Promise<Map<string, Thumbnail>> {
  const pictures = paths.filter(isNamedAsPicture);
  const shrinker = pictures.length > 0 ? await loadShrinker() : undefined;
  const thumbnails = new Map<string, Thumbnail>();
  let room = limits.all;
  for (let start = 0; start < pictures.length && !isInterrupted(); start += filesPerBatch) {
    const batch = pictures.slice(start, start + filesPerBatch);
    const answers = await exiftool.ask(batch, thumbnailTags);
    for (const path of batch) {
      if (isInterrupted()) return thumbnails;
      const small = await smallPicture({
        path,
        answer: answers.get(path) ?? {},
        exiftool,
        shrinker,
        limit: limits.each,
      });
      if (!small) continue;
      room -= small.jpeg.length;
      if (room < 0) return thumbnails;
      const { jpeg, orientation } = small;
      thumbnails.set(path, { uri: `data:image/jpeg;base64,${jpeg.toString('base64')}`, orientation });
    }
  }
  return thumbnails;
}

const thumbnailTags = ['-b', '-ThumbnailImage', '-IFD0:Orientation#'];
/** Some hundred kilobytes to some megabytes. */
const previewTags = ['-b', '-PreviewImage', '-JpgFromRaw'];

interface SmallPicture {
  readonly jpeg: Buffer;
  readonly orientation: number;
}

interface Wanted {
  readonly path: string;
  /** to `thumbnailTags` */
  readonly answer: Answer;
  readonly exiftool: Exiftool;
  readonly shrinker: Shrinker | undefined;
  /** bytes */
  readonly limit: number;
}

async function smallPicture({
  path,
  answer,
  exiftool,
  shrinker,
  limit,
}: Wanted): Promise<SmallPicture | undefined> {
  const orientation = orientationOf(answer);
  const [thumbnail] = jpegsIn(answer);
  if (thumbnail && thumbnail.length <= limit) return { jpeg: thumbnail, orientation };
  if (!shrinker) return undefined;
  const { role } = readAssetName(basename(path));
  const upright = role === 'still' ? await shrinker.shrinkFile(path) : undefined;
  if (upright) return { jpeg: upright, orientation: 1 };
  const previews = jpegsIn((await exiftool.ask([path], previewTags)).get(path) ?? {});
  const [largest] = [...(thumbnail ? [thumbnail] : []), ...previews].sort((a, b) => b.length - a.length);
  const jpeg = largest && (await shrinker.shrink(largest));
  return jpeg && { jpeg, orientation };
}

/** JPEGs from inside a file, as exiftool hands out what is no text. */
function jpegsIn(answer: Answer): Buffer[] {
  const prefix = 'base64:';
  return Object.values(answer).flatMap((value) => {
    if (typeof value !== 'string' || !value.startsWith(prefix)) return [];
    const bytes = Buffer.from(value.slice(prefix.length), 'base64');
    return bytes[0] === 0xff && bytes[1] === 0xd8 ? [bytes] : [];
  });
}

/** As EXIF counts, 1 to 8; 1 for what is no orientation. */
function orientationOf(answer: Answer): number {
  const value = answer['EXIF:IFD0:Orientation'];
  return typeof value === 'number' && value >= 1 && value <= 8 ? value : 1;
}
