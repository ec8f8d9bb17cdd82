import { copyFile, mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pcMedia, pictureWithSidecar } from './demo-pc.js';
import { copiedPicture, phoneMedia } from './demo-phone.js';
import { makeMedia } from './make-media.js';

const demoSize: [number, number] = [640, 480];
const lastTouched = new Date('2024-09-01T09:00:00Z');

/** What is no picture, or not yet one. */
const otherFiles: Readonly<Record<string, string | Buffer>> = {
  [`${pictureWithSidecar}.xmp`]: sidecar('People/Alice'),
  'PC/notes.txt': 'Ask Grandma who the man on the left is.\n',
  'PC/insurance.pdf': emptyPdf(),
  'PC/.syncthing.IMG_9999.jpg.tmp': Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0x21, 0x34]),
};

/**
 * Fills `folder` with `Phone/` and `PC/` as a family's drop folders are found: good pictures, duplicates,
 * name clashes, missing dates, and files that are not photokeep's to touch. All mtimes are years old.
 */
export async function makeDemoPictures(folder: string): Promise<void> {
  const media = [...phoneMedia, ...pcMedia];
  await makeMedia(
    folder,
    media.map((spec) => ({ ...spec, size: demoSize })),
  );
  const others = Object.entries(otherFiles);
  await Promise.all(others.map(([name, content]) => writeOld(join(folder, name), content)));
  await copyOld(join(folder, copiedPicture), join(folder, 'PC/From Ana/beach.jpg'));
  // Syncthing's marker: a folder without it is taken for an unmounted disk, and stops being synced.
  for (const synced of ['Phone', 'PC']) await mkdir(join(folder, synced, '.stfolder'), { recursive: true });
}

async function writeOld(path: string, content: string | Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  await utimes(path, lastTouched, lastTouched);
}

async function copyOld(source: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await copyFile(source, target);
  await utimes(target, lastTouched, lastTouched);
}

function sidecar(tag: string): string {
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:digiKam="http://www.digikam.org/ns/1.0/">
   <digiKam:TagsList><rdf:Seq><rdf:li>${tag}</rdf:li></rdf:Seq></digiKam:TagsList>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
`;
}

/** A blank page, with the byte offsets that the format wants in its table. */
function emptyPdf(): string {
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>',
  ];
  let pdf = '%PDF-1.4\n';
  let table = '0000000000 65535 f \n';
  for (const [index, object] of objects.entries()) {
    table += `${String(pdf.length).padStart(10, '0')} 00000 n \n`;
    pdf += `${String(index + 1)} 0 obj${object}endobj\n`;
  }
  const size = String(objects.length + 1);
  return `${pdf}xref\n0 ${size}\n${table}trailer<</Size ${size}/Root 1 0 R>>\nstartxref\n${String(pdf.length)}\n%%EOF\n`;
}
