import { copyFileSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sha256 } from '../folder-listing.js';
import { jsonLines, type Line, summaryOf } from '../json-output.js';
import { exifDates } from '../media/capture-tags.js';
import { tagFaces } from '../media/face-tags.js';
import { makeMedia } from '../media/make-media.js';
import { type Ended, photokeep } from '../photokeep.js';
import { describeWith } from '../requirements.js';
import { sshdForAllTests, sshdNeeds } from '../sshd.js';
import { folderForAllTests, temporaryFolder } from '../temporary-folder.js';

const at = temporaryFolder();
const gallery = (path = ''): string => at('Photos/images/Gallery', path);
const beach = '2024/05-May/beach.jpg';
const run = (...args: readonly string[]): Promise<Ended> =>
  photokeep([...args, '--library', at('Photos')], { home: at() });
const people = async (...args: readonly string[]): Promise<Line[]> => {
  const { code, stdout, stderr } = await run('people', '--json', ...args);
  expect([code, stderr]).toEqual([0, '']);
  return jsonLines(stdout);
};

/** A library with four pictures in its Gallery. */
async function makeTaggedLibrary(): Promise<void> {
  await photokeep(['init', at('Photos')], { home: at() });
  writeFileSync(
    at('Photos/.photokeep/config.yaml'),
    `settle: 0\nbackups:\n  - { name: usb, to: ${at('usb')} }\n`,
  );
  await makeMedia(
    at('Photos/images/Imports/PC'),
    ['beach', 'party', 'old', 'empty'].map((name, day) => ({
      name: `${name}.jpg`,
      tags: exifDates(`2024:05:1${String(day)} 10:00:00`),
    })),
  );
  expect(await run('import')).toMatchObject({ code: 0 });
}

/** What a program sees that compares sizes and times. */
function look(file: string): unknown {
  const { size, mtimeMs, ino } = statSync(file);
  return { size, mtimeMs, ino };
}

beforeEach(makeTaggedLibrary);

describe('people', () => {
  test('lists the names that digiKam wrote, with counts, and the pictures of one of them', async () => {
    await tagFaces(gallery(beach), ['Ana', 'Bo']);
    await tagFaces(gallery('2024/05-May/party.jpg'), ['Ana']);
    await tagFaces(gallery('2024/05-May/old.jpg'), ['Cleo'], ['microsoft']);
    const { code, stdout, stderr } = await run('people');
    expect([code, stdout]).toEqual([0, 'Ana  2 pictures\nBo   1 picture\n']);
    expect(stderr).toBe(
      "note  2024/05-May/old.jpg: Cleo only in Microsoft's regions (MP)\n" +
        'PiGallery2 does not read those. In digiKam: Item, Write Metadata to File writes the others too.\n',
    );
    expect((await run('people', '--person', 'ana')).stdout).toBe(`${beach}\n2024/05-May/party.jpg\n`);
    expect((await run('people', '--person', 'Nobody')).stdout).toBe('No picture of Nobody was found.\n');
    expect(await people('--person', 'Cleo')).toMatchObject([
      { event: 'picture', path: gallery('2024/05-May/old.jpg'), faces: [], onlyMicrosoft: ['Cleo'] },
      { event: 'summary', command: 'people', files: 4, pictures: 1, people: 0, exitCode: 0 },
    ]);
  });

  test('counts what lies in an XMP file beside a picture for the picture, once', async () => {
    await tagFaces(gallery(beach), ['Ana']);
    writeFileSync(gallery(`${beach}.xmp`), '<x:xmpmeta xmlns:x="adobe:ns:meta/"/>');
    await tagFaces(gallery(`${beach}.xmp`), ['Ana', 'Bo']);
    expect(await people(gallery('2024'))).toMatchObject([
      { event: 'person', name: 'Ana', pictures: 1 },
      { event: 'person', name: 'Bo', pictures: 1 },
      { event: 'summary', people: 2 },
    ]);
  });

  test('says what is wrong in one line', async () => {
    expect(await run('people', at('nowhere'))).toEqual({
      ...{ code: 2, stdout: '' },
      stderr: `photokeep: there is no ${at('nowhere')}; check the name\n`,
    });
    expect((await run('people')).stdout).toBe('No names in the face tags of 4 files.\n');
  });
});

/** Gives a face another name of the same length, through a path that leads to the picture, and expects everybody to notice. */
async function expectNoticed(picture: string): Promise<void> {
  await tagFaces(picture, ['Ana']);
  mkdirSync(at('usb'));
  expect(await run('backup', 'setup', 'usb', '--yes')).toMatchObject({ code: 0 });
  expect(await run('backup', 'local')).toMatchObject({ code: 0 });
  expect(await run('verify', '--all')).toMatchObject({ code: 0 });
  const before = { look: look(gallery(beach)), content: sha256(gallery(beach)) };
  copyFileSync(gallery(beach), at('ana.jpg'));

  await tagFaces(picture, ['Eva']);

  expect(look(gallery(beach))).toEqual(before.look);
  expect(sha256(gallery(beach))).not.toBe(before.content);
  expect(await people()).toMatchObject([{ event: 'person', name: 'Eva', pictures: 1 }, { event: 'summary' }]);
  // The backup: it sends what looks the same, and its manifest says what is there.
  const sent = jsonLines((await run('backup', 'local', '--json')).stdout);
  expect(sent.find(({ event }) => event === 'target')).toMatchObject({ sent: 1 });
  expect(sha256(at('usb/Gallery', beach))).toBe(sha256(gallery(beach)));
  expect(await run('backup', 'verify', 'usb', '--all')).toMatchObject({ code: 0, stderr: '' });
  // The catalog: it still knows the file by what it was, which is nowhere now, and does not rest on that.
  copyFileSync(at('ana.jpg'), at('Photos/images/Imports/Phone/ana.jpg'));
  expect(summaryOf((await run('import', '--json')).stdout)).toMatchObject({ moved: 1, duplicates: 0 });
  // Nobody takes it for rot; from then on a copy of what it is now is a duplicate.
  expect(await run('verify', '--all')).toMatchObject({ code: 0, stderr: '' });
  copyFileSync(gallery(beach), at('Photos/images/Imports/Phone/eva.jpg'));
  expect(summaryOf((await run('import', '--json')).stdout)).toMatchObject({ moved: 0, duplicates: 1 });
}

test('tags that keep size, time and inode are noticed by catalog, backup and verify', async () => {
  await expectNoticed(gallery(beach));
});

const keys = folderForAllTests();

describeWith(
  [...sshdNeeds, 'sshfs', 'fusermount3', '/dev/fuse'],
  'digiKam on a desktop, through sshfs',
  () => {
    const sshd = sshdForAllTests(keys('sshd'));
    const mount = (...args: readonly string[]): Promise<Ended> =>
      photokeep(args, { home: at(), env: { PATH: sshd().path } });

    afterEach(async () => {
      await mount('unmount', at('desktop'), '--force');
    });

    test('its tags are seen on both sides, and noticed on the machine with the disk', async () => {
      const { host, port, identityFile } = sshd();
      writeFileSync(
        at('desktop.yaml'),
        `mounts: [{ name: gallery, remote: "${host}:${gallery()}", to: ${at('desktop')}, port: ${String(port)}, identityFile: ${identityFile} }]\n`,
      );
      const config = ['--config', at('desktop.yaml')];
      expect(await mount('mount', 'gallery', ...config)).toMatchObject({ code: 0, stderr: '' });
      const seen = join(at('desktop'), beach);
      expect(existsSync(seen)).toBe(true);

      await expectNoticed(seen);

      const there = await mount('people', at('desktop'), '--json', ...config);
      expect(jsonLines(there.stdout)).toContainEqual({ event: 'person', name: 'Eva', pictures: 1 });
    });
  },
);
