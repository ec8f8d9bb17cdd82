import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Tags, writeTags } from './write-tags.js';

const empty = `<x:xmpmeta xmlns:x='adobe:ns:meta/'>
<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>
</x:xmpmeta>
`;

/** Writes an XMP sidecar of any name with these tags, e.g. `{ 'XMP-exif:DateTimeOriginal': '2021:01:02 03:04:05' }`. */
export async function writeXmp(path: string, tags: Tags): Promise<void> {
  const workshop = join(dirname(path), '.xmp');
  // exiftool goes by the extension.
  const draft = join(workshop, 'draft.xmp');
  mkdirSync(workshop, { recursive: true });
  try {
    writeFileSync(draft, empty);
    await writeTags([{ path: draft, tags }]);
    renameSync(draft, path);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}
