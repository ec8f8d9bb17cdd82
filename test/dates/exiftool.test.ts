import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  createMetadataReader,
  type MetadataReader,
  type MetadataReaderOptions,
} from '../../src/dates/exiftool.js';
import { fsPath } from '../../src/system/fs-path.js';
import { processStartTicks } from '../../src/system/processes.js';
import { makeMedia, type MediaSpec } from '../media/make-media.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
const readers: MetadataReader[] = [];

function reader(options: MetadataReaderOptions = {}): MetadataReader {
  const made = createMetadataReader({ path: process.env['PATH'], ...options });
  readers.push(made);
  return made;
}

afterEach(async () => {
  await Promise.all(readers.splice(0).map((open) => open.close()));
});

const taken = '2021:01:02 03:04:05';
const dated = (name: string, more: Partial<MediaSpec> = {}): MediaSpec => ({
  name,
  tags: { 'EXIF:DateTimeOriginal': taken },
  ...more,
});

async function onePicture(): Promise<string> {
  const [path] = await makeMedia(folder(), [dated('IMG_0001.jpg')]);
  return path as string;
}

describe('the type', () => {
  test('is known for every kind of picture and video', async () => {
    const types = {
      'a.jpg': ['JPEG', 'image/jpeg', 'jpg'],
      'a.heic': ['HEIC', 'image/heic', 'heic'],
      'a.avif': ['AVIF', 'image/avif', 'avif'],
      'a.png': ['PNG', 'image/png', 'png'],
      'a.gif': ['GIF', 'image/gif', 'gif'],
      'a.webp': ['WEBP', 'image/webp', 'webp'],
      'a.tiff': ['TIFF', 'image/tiff', 'tif'],
      'a.dng': ['DNG', 'image/x-adobe-dng', 'dng'],
      'a.mp4': ['MP4', 'video/mp4', 'mp4'],
      'a.mov': ['MOV', 'video/quicktime', 'mov'],
    };
    const paths = await makeMedia(
      folder(),
      Object.keys(types).map((name) => ({ name })),
    );
    const read = await reader().read(paths);
    const found = paths.map((path) => {
      const { fileType, mimeType, extension } = read.get(path) ?? {};
      return [basename(path), [fileType, mimeType, extension]];
    });

    expect(Object.fromEntries(found)).toEqual(types);
  });

  test('is that of the content where the extension says otherwise, or nothing', async () => {
    const paths = await makeMedia(folder(), [
      { name: 'really a jpeg.png', format: 'jpg' },
      { name: 'really a png.mp4', format: 'png' },
      { name: 'no extension', format: 'mp4' },
    ]);
    const read = await reader().read(paths);

    expect(paths.map((path) => read.get(path)?.fileType)).toEqual(['JPEG', 'PNG', 'MP4']);
  });

  test('of a text is that of a text, even when it is called a picture', async () => {
    const path = join(folder(), 'shopping list.jpg');
    writeFileSync(path, 'milk, bread\n');

    expect((await reader().read([path])).get(path)?.mimeType).toBe('text/plain');
  });

  test('of something unheard of is unknown, which is not a failure', async () => {
    const path = join(folder(), 'noise.bin');
    writeFileSync(path, Buffer.from([0, 1, 2, 3, 254, 253, 252, 251, 0, 0, 0, 7]));
    const metadata = (await reader().read([path])).get(path);

    expect(metadata).toBeDefined();
    expect(metadata?.fileType).toBeUndefined();
  });
});

describe('the tags', () => {
  test('come with their groups, positions as signed numbers', async () => {
    const [path] = (await makeMedia(folder(), [
      dated('a.jpg', {
        tags: {
          'EXIF:DateTimeOriginal': taken,
          'EXIF:SubSecTimeOriginal': '054',
          'EXIF:OffsetTimeOriginal': '-05:00',
          'EXIF:ModifyDate': '2022:02:02 02:02:02',
          'EXIF:GPSLatitude': 36.8485,
          'EXIF:GPSLatitudeRef': 'S',
          'EXIF:GPSLongitude': 174.7633,
          'EXIF:GPSLongitudeRef': 'E',
          'XMP-photoshop:DateCreated': taken,
          'IPTC:DateCreated': '2021:01:02',
          'IPTC:TimeCreated': '03:04:05+01:00',
        },
      }),
    ])) as [string];
    const { tags } = (await reader().read([path])).get(path) ?? { tags: {} };

    expect(tags).toMatchObject({
      'EXIF:ExifIFD:DateTimeOriginal': taken,
      'EXIF:ExifIFD:SubSecTimeOriginal': '054',
      'EXIF:ExifIFD:OffsetTimeOriginal': '-05:00',
      'XMP:XMP-photoshop:DateCreated': taken,
      'IPTC:DateCreated': '2021:01:02',
      'IPTC:TimeCreated': '03:04:05+01:00',
    });
    expect(tags['Composite:GPSLatitude']).toBeCloseTo(-36.8485, 4);
    expect(tags['Composite:GPSLongitude']).toBeCloseTo(174.7633, 4);
    expect(Object.keys(tags).filter((name) => name.includes('ModifyDate'))).toEqual([]);
  });

  test('of a video come with its tracks', async () => {
    const utc = '2020:12:31 23:30:00';
    const [path] = (await makeMedia(folder(), [
      {
        name: 'a.mov',
        tags: { 'QuickTime:CreateDate': utc, TrackCreateDate: utc, 'Keys:CreationDate': `${taken}+01:00` },
      },
    ])) as [string];

    expect((await reader().read([path])).get(path)?.tags).toMatchObject({
      'QuickTime:CreateDate': utc,
      'QuickTime:Track1:TrackCreateDate': utc,
      'QuickTime:Keys:CreationDate': `${taken}+01:00`,
    });
  });

  test('that the user asked for come too', async () => {
    const [path] = (await makeMedia(folder(), [
      { name: 'a.jpg', tags: { 'XMP-microsoft:DateAcquired': taken } },
    ])) as [string];
    const [without, asked] = [reader(), reader({ extraTags: ['XMP:DateAcquired'] })];

    expect((await without.read([path])).get(path)?.tags).toEqual({
      'File:FileType': 'JPEG',
      'File:MIMEType': 'image/jpeg',
      'File:FileTypeExtension': 'jpg',
    });
    expect((await asked.read([path])).get(path)?.tags).toMatchObject({
      'XMP:XMP-microsoft:DateAcquired': taken,
    });
  });

  test('do not depend on the time zone of the machine', async () => {
    const path = await onePicture();
    utimesSync(path, 0, Date.UTC(2021, 6, 1, 12) / 1000);
    const read = `
      import { createMetadataReader } from '${new URL('../../src/dates/exiftool.js', import.meta.url).href}';
      const reader = createMetadataReader({ path: process.env.PATH, extraTags: ['FileModifyDate'] });
      const read = await reader.read([process.argv[1]]);
      await reader.close();
      process.stdout.write(read.get(process.argv[1]).tags['File:System:FileModifyDate']);
    `;
    const inAuckland = spawnSync(process.execPath, ['--input-type=module', '-e', read, path], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], TZ: 'Pacific/Auckland' },
    });

    expect(inAuckland.stdout).toMatch(/^2021:07:01 12:00:00(Z|\+00:00)$/);
  });
});

test('a file of any name is read', async () => {
  const names = [
    ...['line\nbreak.jpg', '-json.jpg', '#1.jpg', ' a .jpg ', `"it's" \\n.jpg`, 'a.jpg|', '*?[a].jpg', '1e5'],
    ...['📷👨‍👩‍👧.jpg', 'Ko\u0308ln.jpg', 'a\uffff.jpg', 'a\u2028.jpg'],
    // not UTF-8
    ...['caf\udce9.jpg', '\udc80\udcff'],
    // the words that end an answer of exiftool
    ...['{ready}.jpg', '{ready1}'],
  ];
  const picture = await onePicture();
  const paths = names.map((name) => join(folder(), name));
  for (const path of paths) copyFileSync(picture, fsPath(path));
  const read = await reader().read(paths);

  expect(paths.map((path) => [path, read.get(path)?.tags['EXIF:ExifIFD:DateTimeOriginal']])).toEqual(
    paths.map((path) => [path, taken]),
  );
});

test('many files are answered each with its own tags, whatever batch they fell into', async () => {
  const original = await onePicture();
  const video = (await makeMedia(folder(), [{ name: 'a.mp4' }]))[0] as string;
  const paths = Array.from({ length: 100 }, (_, index) => join(folder(), `${String(index)}.dat`));
  paths.forEach((path, index) => {
    copyFileSync(index % 3 === 0 ? video : original, path);
  });
  const read = await reader().read(paths);

  expect([...read.keys()].sort()).toEqual([...paths].sort());
  expect(paths.map((path) => read.get(path)?.fileType)).toEqual(
    paths.map((_, index) => (index % 3 === 0 ? 'MP4' : 'JPEG')),
  );
});

test('no files: no answer, and no process', async () => {
  const pids: number[] = [];

  expect((await reader({ onStart: (pid) => pids.push(pid) }).read([])).size).toBe(0);
  expect(pids).toEqual([]);
});

describe('trouble with one file stays with that file', () => {
  test('one that is missing', async () => {
    const picture = await onePicture();
    const missing = join(folder(), 'missing.jpg');
    const read = await reader().read([missing, picture]);

    expect(read.has(missing)).toBe(true);
    expect(read.get(missing)).toBeUndefined();
    expect(read.get(picture)?.fileType).toBe('JPEG');
  });

  test('one that exiftool hangs on', async () => {
    const picture = await onePicture();
    const fifo = join(folder(), 'fifo.jpg');
    expect(spawnSync('mkfifo', [fifo]).status).toBe(0);
    const last = join(folder(), 'last.jpg');
    copyFileSync(picture, last);
    const pids: number[] = [];
    const hanging = reader({ timeLimitMs: 3000, processes: 1, onStart: (pid) => pids.push(pid) });
    const read = await hanging.read([picture, fifo, last]);

    expect(read.get(fifo)).toBeUndefined();
    expect(read.get(picture)?.fileType).toBe('JPEG');
    expect(read.get(last)?.fileType).toBe('JPEG');
    await hanging.close();
    expect(pids.length).toBeGreaterThan(1);
    expect(pids.map(processStartTicks)).toEqual(pids.map(() => undefined));
  });

  test('one whose tags hold the words that end an answer of exiftool', async () => {
    const paths = await makeMedia(folder(), [
      dated('a.jpg'),
      { name: 'evil.jpg', tags: { 'XMP-xmp:CreateDate': '2011:11:11 11:11:11' } },
      dated('b.jpg'),
      dated('c.jpg'),
    ]);
    const evil = paths[1] as string;
    const bytes = readFileSync(evil, 'latin1');
    expect(bytes).toContain('2011-11-11T11:11:11');
    writeFileSync(evil, bytes.replace('2011-11-11T11:11:11', 'evil}]{ready}ohdear'), 'latin1');
    const read = await reader({ processes: 1 }).read(paths);

    expect([paths[0], paths[2], paths[3]].map((path) => read.get(path as string)?.tags)).toEqual(
      Array.from(
        { length: 3 },
        () => expect.objectContaining({ 'EXIF:ExifIFD:DateTimeOriginal': taken }) as unknown,
      ),
    );
  });
});

test('close leaves no exiftool process and no temporary link', async () => {
  const path = join(folder(), 'line\nbreak.jpg');
  renameSync(await onePicture(), path);
  const pids: number[] = [];
  const open = reader({ onStart: (pid) => pids.push(pid) });
  await open.read([path]);

  expect(pids.map(processStartTicks)).not.toContain(undefined);
  expect(linksTo(path)).toHaveLength(1);
  await open.close();

  expect(pids.length).toBeGreaterThan(0);
  expect(pids.map(processStartTicks)).toEqual(pids.map(() => undefined));
  expect(linksTo(path)).toEqual([]);
});

test('a machine without perl is told what to install', async () => {
  const path = await onePicture();

  await expect(reader({ path: folder() }).read([path])).rejects.toMatchObject({
    kind: 'external',
    message: 'perl is not installed; exiftool needs it',
    remedy: 'apt install perl',
  });
});

/** Our temporary links that point to a file; other runs on this machine have theirs. */
function linksTo(path: string): string[] {
  return readdirSync(tmpdir())
    .filter((name) => /^photokeep-\w{6}$/.test(name))
    .map((name) => join(tmpdir(), name))
    .flatMap((links) => readableNames(links).map((name) => join(links, name)))
    .filter((link) => linkTarget(link) === path);
}

function readableNames(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function linkTarget(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}
