import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeMedia, type MediaSpec } from './make-media.js';
import { exifDate, typicalCameras, xmpDate } from './typical-cameras.js';

/** A finished JPEG and the places to fill in for each copy of it. */
export interface JpegTemplate {
  bytes: Buffer;
  /** Offsets of every date, each 19 ASCII characters. */
  dates: readonly { at: number; style: 'exif' | 'xmp' }[];
  /** Offset right after the last APPn segment. */
  afterApps: number;
}

let templates: Promise<readonly JpegTemplate[]> | undefined;

/** JPEGs of several cameras, with thumbnails, GPS and XMP as these have them; made once per process. */
export function jpegTemplates(): Promise<readonly JpegTemplate[]> {
  templates ??= makeTemplates();
  return templates;
}

async function makeTemplates(): Promise<readonly JpegTemplate[]> {
  const folder = await mkdtemp(join(tmpdir(), 'photokeep-templates-'));
  try {
    const [thumbnail = ''] = await makeMedia(folder, [{ name: 'thumbnail.jpg', size: [160, 120] }]);
    const specs = typicalCameras().map((tags, index): MediaSpec => ({
      name: `template-${String(index)}.jpg`,
      size: [160, 120],
      tags: { ...tags, 'EXIF:ThumbnailImage<': thumbnail },
    }));
    const paths = await makeMedia(folder, specs);
    return await Promise.all(paths.map(async (path) => describe(await readFile(path))));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function describe(bytes: Buffer): JpegTemplate {
  const dates = [
    ...offsetsOf(exifDate, bytes).map((at) => ({ at, style: 'exif' as const })),
    ...offsetsOf(xmpDate, bytes).map((at) => ({ at, style: 'xmp' as const })),
  ];
  return { bytes, dates, afterApps: endOfApps(bytes) };
}

function offsetsOf(text: string, bytes: Buffer): number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) found.push(at);
  return found;
}

function endOfApps(bytes: Buffer): number {
  const startOfImage = 2;
  let at = startOfImage;
  while (bytes[at] === 0xff && ((bytes[at + 1] ?? 0) & 0xf0) === 0xe0) at += 2 + bytes.readUInt16BE(at + 2);
  return at;
}
