import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createAskableNames } from '../../src/dates/askable-names.js';
import { fsPath } from '../../src/system/fs-path.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();

test.each(['IMG_0001.JPG', '-json.jpg', 'a b.jpg', "o'clock #1 *.jpg", 'Köln 📷.heic', '.jpg', '{}.jpg'])(
  '%s is asked about by its own name',
  (name) => {
    const names = createAskableNames();

    expect(names.askable(join(folder(), name))).toBe(join(folder(), name));
    names.close();
  },
);

test.each([
  ['a line break', 'a\nb.jpg', '.jpg'],
  ['a carriage return', 'a\r.JPG', '.JPG'],
  ['a byte that is not UTF-8', 'caf\udce9.mp4', '.mp4'],
  ['an extension that is not UTF-8', 'a.\udcff', ''],
  ['the words that end an answer of exiftool', '{ready}.jpg', '.jpg'],
  ['what exiftool takes for broken UTF-8', 'a\uffff.jpg', '.jpg'],
])('%s in a name: asked about through a link with the same extension', (_, name, extension) => {
  const path = join(folder(), name);
  writeFileSync(fsPath(path), name);
  const names = createAskableNames();
  const link = names.askable(path);

  expect(link).toMatch(/^[\x20-\x7e]+$/);
  expect(extname(link)).toBe(extension);
  expect(readFileSync(link, 'utf8')).toBe(readFileSync(fsPath(path), 'utf8'));
  expect(dirname(link)).not.toContain(folder());
  names.close();
});

test('close removes the links and their folder, and nothing that they point to', () => {
  const path = join(folder(), 'a\nb.jpg');
  writeFileSync(path, 'the only copy');
  const names = createAskableNames();
  const links = [names.askable(path), names.askable(path)];
  names.close();

  expect(new Set(links).size).toBe(2);
  expect(links.map((link) => existsSync(dirname(link)))).toEqual([false, false]);
  expect(readFileSync(path, 'utf8')).toBe('the only copy');
});

test('after close, new links can be made', () => {
  const path = join(folder(), 'a\nb.jpg');
  writeFileSync(path, 'picture');
  const names = createAskableNames();
  names.askable(path);
  names.close();

  expect(readFileSync(names.askable(path), 'utf8')).toBe('picture');
  names.close();
});
