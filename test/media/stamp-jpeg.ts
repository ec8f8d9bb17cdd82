import type { JpegTemplate } from './jpeg-templates.js';
import { seededRandom } from './seeded-random.js';

/** What makes one copy of a template different from every other. */
interface Stamp {
  /** `YYYY-MM-DDTHH:MM:SS`, local time. */
  takenAt: string;
  seed: number;
  index: number;
  /** From `seededNoise`, at least `noiseLength` bytes. */
  noise: Buffer;
  /** Bytes that the result shall have, where it is not larger already. */
  padTo: number;
}

const noiseLength = 1 << 20;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const longestSegment = 2 + 0xffff;
const headLength = 4;
const labelLength = 24;
const shortestSegment = headLength + labelLength;
const endOfImageLength = 2;

/** Printable noise to pad with: a comment of raw bytes would spoil exiftool's JSON. */
export function seededNoise(seed: number): Buffer {
  const random = seededRandom(seed);
  const noise = Buffer.alloc(noiseLength);
  for (let at = 0; at < noiseLength; at++) {
    noise[at] = alphabet.charCodeAt(Math.floor(random.between(0, alphabet.length)));
  }
  return noise;
}

/**
 * A copy of the template with its own dates and, after the last APPn segment, a comment of its own.
 * The padding follows the pixels: before them exiftool would have to read through it, as in no real picture.
 */
export function stampJpeg(template: JpegTemplate, stamp: Stamp): Buffer {
  const spare = Math.max(0, stamp.padTo - template.bytes.length - shortestSegment);
  const padding = spare < shortestSegment ? 0 : spare;
  return Buffer.concat([
    datedHead(template, stamp.takenAt),
    comment(stamp, 0, shortestSegment + spare - padding),
    template.bytes.subarray(template.afterApps, -endOfImageLength),
    ...comments(stamp, padding),
    template.bytes.subarray(-endOfImageLength),
  ]);
}

function datedHead(template: JpegTemplate, takenAt: string): Buffer {
  const head = Buffer.from(template.bytes.subarray(0, template.afterApps));
  const exifStyle = takenAt.replaceAll('-', ':').replace('T', ' ');
  for (const { at, style } of template.dates) {
    head.write(style === 'exif' ? exifStyle : takenAt, at, 'latin1');
  }
  return head;
}

/** Comment segments of `length` bytes together, each with a label so that no part of a file repeats. */
function comments(stamp: Stamp, length: number): Buffer[] {
  const count = Math.ceil(length / longestSegment);
  return Array.from({ length: count }, (_, index) => {
    const size = Math.floor(length / count) + (index < length % count ? 1 : 0);
    return comment(stamp, index + 1, size);
  });
}

function comment({ seed, index, noise }: Stamp, segment: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  const commentMarker = 0xfffe;
  bytes.writeUInt16BE(commentMarker, 0);
  bytes.writeUInt16BE(size - 2, 2);
  bytes.write(label(seed, index, segment), headLength, 'latin1');
  const noiseAt = (index * 7919 + segment * 104_729) % (noise.length - longestSegment);
  noise.copy(bytes, shortestSegment, noiseAt, noiseAt + size - shortestSegment);
  return bytes;
}

function label(seed: number, index: number, segment: number): string {
  const [seedPart, indexPart] = [String(seed >>> 0).padStart(10, '0'), String(index).padStart(8, '0')];
  return `${seedPart}-${indexPart}-${String(segment).padStart(4, '0')}`;
}
