import { spawnSync } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exiftoolPath } from 'exiftool-vendored';
import { expect, test } from '@jest/globals';
import { contentsOf, filesBelow, listing, sha256 } from '../folder-listing.js';
import { assetEvents, summaryOf } from '../json-output.js';
import { photokeep } from '../photokeep.js';
import { temporaryFolder } from '../temporary-folder.js';

// Real pictures and videos that are not part of the project: they lie beside its checkout, or nowhere.
const samples = resolve(fileURLToPath(new URL('../../../../shared/samples', import.meta.url)));
const haveSamples = existsSync(samples);
const testWithSamples = haveSamples ? test : test.skip;
const because = haveSamples ? '' : ` (skipped: ${samples} is not there)`;

const folder = temporaryFolder();

/** What a plain exiftool says of each file, by its path: SourceFile, then dates as they were written. */
async function datesByExiftool(root: string): Promise<Map<string, Record<string, string>>> {
  const tags = ['EXIF:DateTimeOriginal', 'EXIF:CreateDate', 'QuickTime:CreateDate', 'FileType', 'MIMEType'];
  const args = ['-config', '', '-r', '-json', '-q', '-ext', '*', ...tags.map((tag) => `-${tag}`), root];
  const { stdout } = spawnSync(await exiftoolPath(), args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  const documents = JSON.parse(stdout) as Record<string, string>[];
  return new Map(documents.map((document) => [document['SourceFile']!, document]));
}

/** `2008:05:30 15:56:01` as a folder: `2008/05`; undefined for no date, or one that no camera meant. */
function month(date: string | undefined): string | undefined {
  const match = /^(\d{4}):(0[1-9]|1[0-2]):(0[1-9]|[12]\d|3[01]) /.exec(date ?? '');
  return match && Number(match[1]) > 1970 ? `${match[1]!}/${match[2]!}` : undefined;
}

testWithSamples(`every sample is placed by its own EXIF date, unchanged${because}`, async () => {
  const [source, gallery] = [folder('samples'), folder('Gallery')];
  cpSync(samples, source, { recursive: true, preserveTimestamps: true });
  const untouched = listing(source);
  const expected = await datesByExiftool(source);

  const { code, stdout } = await photokeep(
    ['import', source, '--to', gallery, '--layout', 'YYYY/MM', '--fallback', 'none', '--json'],
    { home: folder() },
  );

  expect([code, summaryOf(stdout).failed]).toEqual([0, 0]);
  expect(listing(source)).toEqual(untouched);
  const wrong: unknown[] = [];
  let dated = 0;
  for (const { path, action, to } of assetEvents(stdout)) {
    if (action === 'skip') continue;
    expect(sha256(to!)).toBe(sha256(path));
    const document = expected.get(path) ?? {};
    const own = month(document['DateTimeOriginal']) ?? month(document['CreateDate']);
    if (own === undefined || action === 'duplicate') continue;
    dated++;
    const placedIn = dirname(relative(gallery, to!));
    if (placedIn !== own) wrong.push([relative(source, path), placedIn, own]);
  }
  expect(wrong).toEqual([]);
  expect(dated).toBeGreaterThan(60);
});

testWithSamples(`every sample that exiftool calls a picture or a video comes in${because}`, async () => {
  const [source, gallery] = [folder('samples'), folder('Gallery')];
  cpSync(samples, source, { recursive: true, preserveTimestamps: true });
  const media = [...(await datesByExiftool(source))]
    .filter(([, { MIMEType }]) => /^(image|video)\//.test(MIMEType ?? ''))
    .map(([path]) => path);
  const contents = new Set(media.map(sha256));

  const { stdout } = await photokeep(['import', source, '--to', gallery, '--move', '--json'], {
    home: folder(),
  });

  expect(new Set(contentsOf(gallery))).toEqual(contents);
  expect(filesBelow(source).filter((path) => media.includes(join(source, path)))).toEqual([]);
  expect(summaryOf(stdout)).toMatchObject({ failed: 0, exitCode: 0 });
});
