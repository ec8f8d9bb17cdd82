import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exifCamera } from './capture-tags.js';
import { makeMedia, type MediaSpec } from './make-media.js';

/** A half of a Live Photo, as an iPhone marks it: in the maker note of the still, in the Keys of the video. */
export interface LiveHalf extends MediaSpec {
  readonly contentId: string;
}

/** Makes stills and videos with the ContentIdentifier by which the halves of a Live Photo know each other. */
export async function makeLiveHalves(folder: string, halves: readonly LiveHalf[]): Promise<string[]> {
  const notes = mkdtempSync(join(tmpdir(), 'photokeep-maker-notes-'));
  try {
    return await makeMedia(
      folder,
      halves.map(({ contentId, ...spec }, index) => {
        if (/\.mov$/i.test(spec.name))
          return { ...spec, tags: { ...spec.tags, 'Keys:ContentIdentifier': contentId } };
        const note = join(notes, String(index));
        writeFileSync(note, appleMakerNote(contentId));
        const camera = exifCamera('Apple', 'iPhone 13 mini');
        return { ...spec, tags: { ...camera, ...spec.tags, 'ExifIFD:MakerNoteApple<': note } };
      }),
    );
  } finally {
    rmSync(notes, { recursive: true });
  }
}

/**
 * The smallest maker note that is Apple's: its version and the ContentIdentifier. Offsets count from its first byte
 * (exiftool, MakerNotes.pm and Apple.pm).
 */
function appleMakerNote(contentId: string): Buffer {
  const header = Buffer.from('Apple iOS\0\0\x01MM', 'latin1');
  const text = Buffer.from(`${contentId}\0`, 'latin1');
  const entries = 2;
  const directory = Buffer.alloc(2 + entries * 12 + 4);
  directory.writeUInt16BE(entries, 0);
  writeEntry(directory, 0, { tag: 0x0001, type: 9, count: 1, value: 14 });
  writeEntry(directory, 1, {
    ...{ tag: 0x0011, type: 2, count: text.length },
    value: header.length + directory.length,
  });
  return Buffer.concat([header, directory, text]);
}

function writeEntry(
  directory: Buffer,
  index: number,
  { tag, type, count, value }: { tag: number; type: number; count: number; value: number },
): void {
  const at = 2 + index * 12;
  directory.writeUInt16BE(tag, at);
  directory.writeUInt16BE(type, at + 2);
  directory.writeUInt32BE(count, at + 4);
  directory.writeUInt32BE(value, at + 8);
}
