import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { createMetadataReader } from '../../src/dates/exiftool.js';
import { makeMedia } from '../media/make-media.js';
import { filesBelow } from '../contents.js';
import { temporaryFolder } from '../temporary-folder.js';

const at = temporaryFolder();

test.each(['restore_original', 'delete_original', 'execute', 'csv'])(
  'a date field that is also an option of exiftool is only asked for as a tag: %s',
  async (tag) => {
    const [edited] = await makeMedia(at(), [
      { name: 'a.jpg', tags: { 'EXIF:DateTimeOriginal': '2021:01:02 03:04:05' } },
    ]);
    writeFileSync(at('a.jpg_original'), 'as it was before the edit');
    const before = readFileSync(edited!);

    const reader = createMetadataReader({ path: process.env['PATH'], extraTags: [tag] });
    try {
      const metadata = await reader.read([edited!]);
      expect(metadata.get(edited!)?.tags).toMatchObject({
        'EXIF:ExifIFD:DateTimeOriginal': '2021:01:02 03:04:05',
      });
    } finally {
      await reader.close();
    }

    expect(readFileSync(edited!).equals(before)).toBe(true);
    expect(filesBelow(at())).toEqual([at('a.jpg'), at('a.jpg_original')]);
  },
);
