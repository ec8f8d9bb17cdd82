import { lstatSync, readFileSync } from 'node:fs';
import { fsPath } from '../system/fs-path.js';

/** Makes pictures small, if they are of a format that can be read. */
export interface Shrinker {
  /** The picture of a whole file, upright. @param path absolute */
  shrinkFile(path: string): Promise<Buffer | undefined>;
  /** A picture from inside a file, which lies as the file's own picture lies. */
  shrink(picture: Buffer): Promise<Buffer | undefined>;
}

/** Longest side in pixels: twice what a page shows, for fine screens. */
const longestSide = 240;
const largestFile = 64 * 1024 * 1024;
const mostPixels = 150_000_000;

/** undefined where sharp is not installed, or has no binary for this machine: it is optional. */
export async function loadShrinker(): Promise<Shrinker | undefined> {
  const sharp = await import('sharp').then(
    (module) => module.default,
    () => undefined,
  );
  if (!sharp) return undefined;

  /** Damaged, gone, or of a format that sharp does not know: whoever shows it does without. */
  const small = async (read: () => Buffer | undefined, turn: boolean): Promise<Buffer | undefined> => {
    try {
      const picture = read();
      if (!picture || !isPhotograph(picture)) return undefined;
      return await sharp(picture, { limitInputPixels: mostPixels, failOn: 'none', autoOrient: turn })
        .resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true })
        .flatten({ background: '#fff' })
        .jpeg({ quality: 70 })
        .toBuffer();
    } catch {
      return undefined;
    }
  };

  return {
    shrinkFile: (path) => small(() => readWhole(path), true),
    shrink: (picture) => small(() => picture, false),
  };
}

function readWhole(path: string): Buffer | undefined {
  return lstatSync(fsPath(path)).size > largestFile ? undefined : readFileSync(fsPath(path));
}

/** JPEG, PNG, GIF, TIFF, WEBP, and what is in the container of HEIC and AVIF; sharp would open an SVG too, which is a program. */
const beginnings = /^(\xff\xd8\xff|\x89PNG|GIF8|II\*\0|MM\0\*|RIFF[^]{4}WEBP|[^]{4}ftyp)/;

function isPhotograph(file: Buffer): boolean {
  return beginnings.test(file.toString('latin1', 0, 16));
}
