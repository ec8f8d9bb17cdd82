import sharp from 'sharp';
import { landscape } from './landscape.js';

/** The formats that `renderPicture` makes; videos come from `buildVideo`. */
export type PictureFormat = 'jpg' | 'png' | 'webp' | 'avif' | 'heic' | 'tiff' | 'gif' | 'dng';

/**
 * A picture without any metadata. Same seed, size and format: same bytes.
 * A DNG comes out as the TIFF that it is until exiftool adds its `DNGVersion`.
 */
export async function renderPicture(
  format: PictureFormat,
  seed: number,
  size: readonly [number, number],
): Promise<Buffer> {
  const pixels = sharp(Buffer.from(landscape(seed, size))).flatten();
  switch (format) {
    case 'jpg':
      return pixels.jpeg({ quality: 85 }).toBuffer();
    case 'png':
      return pixels.png().toBuffer();
    case 'webp':
      return pixels.webp().toBuffer();
    case 'avif':
      return pixels.avif({ effort: 0 }).toBuffer();
    case 'heic':
      return brandAsHeic(await pixels.avif({ effort: 0 }).toBuffer());
    case 'tiff':
    case 'dng':
      return pixels.tiff({ compression: 'lzw' }).toBuffer();
    case 'gif':
      return pixels.gif().toBuffer();
  }
}

/**
 * sharp has no HEVC encoder (patents), but AVIF is the same container: with the brands of a HEIC in `ftyp`,
 * exiftool reads and writes it as one. Only a picture viewer would notice the AV1 inside.
 */
function brandAsHeic(avif: Buffer): Buffer {
  const ftypLength = avif.readUInt32BE(0);
  const brands = ['heic', 'mif1', 'heic'];
  const ftyp = Buffer.alloc(ftypLength);
  ftyp.writeUInt32BE(ftypLength, 0);
  ftyp.write('ftypheic', 4, 'latin1');
  for (let at = 16; at < ftypLength; at += 4) ftyp.write(brands[(at / 4) % 2] ?? '', at, 'latin1');
  return Buffer.concat([ftyp, avif.subarray(ftypLength)]);
}
