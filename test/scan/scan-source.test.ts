import { lstatSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { scanSource } from '../../src/scan/scan-source.js';
import type { FoundFile, LeftFile, UnreadableFile } from '../../src/scan/walk.js';
import { fsPath } from '../../src/system/fs-path.js';
import { temporaryFolder } from '../temporary-folder.js';

/** All of a lazy scan, sorted by what became of each entry. */
function scan(...args: Parameters<typeof scanSource>): {
  files: FoundFile[];
  left: LeftFile[];
  unreadable: UnreadableFile[];
} {
  const entries = [...scanSource(...args)];
  return {
    files: entries.flatMap((entry) => ('files' in entry ? entry.files : [])),
    left: entries.filter((entry) => 'reason' in entry),
    unreadable: entries.filter((entry) => 'failure' in entry),
  };
}

const folder = temporaryFolder();
const noSettling = { ms: 0, nowMs: 0 };

function file(name: string, content = 'content'): string {
  const path = join(folder(), name);
  writeFileSync(fsPath(path), content);
  return path;
}

test('a source holds its files, what is left and why', () => {
  file('a.jpg');
  file('.hidden.jpg');
  file('empty.jpg', '');
  mkdirSync(join(folder(), 'sub'));
  file('sub/b.jpg');
  symlinkSync('a.jpg', join(folder(), 'link.jpg'));

  const { files, left, unreadable } = scan(folder(), noSettling);

  expect(files.map(({ path }) => basename(path))).toEqual(['a.jpg', 'b.jpg']);
  expect(left.map(({ path, reason }) => [basename(path), reason])).toEqual([
    ['.hidden.jpg', 'hidden'],
    ['empty.jpg', 'empty'],
    ['link.jpg', 'symlink'],
  ]);
  expect(unreadable).toEqual([]);
});

test('a source may be a single file', () => {
  const path = file('caf\udce9.jpg');
  file('beside.jpg');

  expect(scan(path, noSettling).files.map((found) => found.path)).toEqual([path]);
});

test('a source may be a symbolic link to a folder, such as ~/DCIM', () => {
  mkdirSync(join(folder(), 'card'));
  file('card/a.jpg');
  symlinkSync('card', join(folder(), 'DCIM'));

  expect(scan(join(folder(), 'DCIM'), noSettling).files.map(({ path }) => path)).toEqual([
    join(folder(), 'DCIM/a.jpg'),
  ]);
});

test('a source that is hidden itself was meant', () => {
  mkdirSync(join(folder(), '.phone'));
  file('.phone/a.jpg');

  expect(scan(join(folder(), '.phone'), noSettling).files).toHaveLength(1);
});

describe('a file that may still be under way', () => {
  const settle = 60_000;

  test.each([
    ['changed a second ago is left', 1000, 'left'],
    ['changed just inside the settle time is left', settle - 1, 'left'],
    ['changed as long ago as the settle time is taken', settle, 'taken'],
    ['changed long ago is taken', 24 * 3_600_000, 'taken'],
    ['changed in the near future, by a clock that was set back, is left', -1000, 'left'],
    ['changed in the far future is taken, else it would wait for ever', -3_600_000, 'taken'],
  ])('%s', (_, age, expected) => {
    const path = file('a.jpg');
    const nowMs = lstatSync(path).ctimeMs + age;
    const { files, left } = scan(folder(), { ms: settle, nowMs });

    expect(files.map((found) => found.path)).toEqual(expected === 'taken' ? [path] : []);
    expect(left).toEqual(expected === 'left' ? [{ path, reason: 'unsettled' }] : []);
  });

  test('is known by the change of its inode, for whoever receives a file gives it its old time at the end', () => {
    const path = file('a.jpg');
    utimesSync(path, 1_000_000_000, 1_000_000_000);

    expect(scan(folder(), { ms: settle, nowMs: lstatSync(path).ctimeMs + 1 }).files).toEqual([]);
  });

  test('is taken without a settle time', () => {
    const path = file('a.jpg');

    expect(scan(folder(), { ms: 0, nowMs: lstatSync(path).ctimeMs }).files).toHaveLength(1);
  });

  test('is left for what it is, when it would be left anyway', () => {
    const path = file('empty.jpg', '');

    expect(scan(folder(), { ms: settle, nowMs: lstatSync(path).ctimeMs }).left).toEqual([
      { path, reason: 'empty' },
    ]);
  });
});

test('what belongs together comes together, and waits together', () => {
  for (const name of [
    'IMG_2.MOV',
    'IMG_1.HEIC',
    'IMG_2-edit.jpg',
    'IMG_2.HEIC',
    'IMG_2.heic.xmp',
    'IMG_E2.jpg',
  ])
    file(name);
  const groups = [...scanSource(folder(), noSettling)].map((entry) =>
    'files' in entry ? entry.files.map(({ path }) => basename(path)) : entry,
  );

  expect(groups).toEqual([
    ['IMG_1.HEIC'],
    ['IMG_2.HEIC', 'IMG_2.MOV', 'IMG_2.heic.xmp'],
    ['IMG_2-edit.jpg'],
    ['IMG_E2.jpg'],
  ]);
});
