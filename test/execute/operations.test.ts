import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  copyToTemporary,
  isOneFile,
  makeFolders,
  placeWithoutReplacing,
  putBack,
  releaseReservation,
  removeSource,
  removeWorkingFile,
  requireUnchanged,
  workingNames,
} from '../../src/execute/operations.js';
import { identityAt } from '../../src/scan/identity.js';
import { ignoredBecause } from '../../src/scan/ignore.js';
import { filesBelow } from '../contents.js';
import { seededRandom } from '../media/seeded-random.js';
import { temporaryFolder } from '../temporary-folder.js';
import { thrownBy } from '../thrown-by.js';
import { file, overwrite } from './carry-out.js';

const at = temporaryFolder();

/** What lies in the folder, by name. */
function found(): Record<string, string> {
  return Object.fromEntries(
    filesBelow(at()).map((path) => [path.slice(at().length + 1), readFileSync(path, 'utf8')]),
  );
}

describe('working names', () => {
  test('are hidden, beside the file that they stand for, and differ between actions', () => {
    const one = workingNames('r', 1, '/drop/a.jpg', '/gallery/2021/a.jpg');
    expect(one).toEqual({
      temporary: '/gallery/2021/.photokeep-r-1.tmp',
      aside: '/drop/.photokeep-r-1.removing',
    });
    expect(workingNames('r', 2, '/drop/a.jpg', '/gallery/2021/a.jpg').temporary).not.toBe(one.temporary);
    expect(ignoredBecause('.photokeep-r-1.tmp')).toBe('hidden');
    expect(ignoredBecause('.photokeep-r-1.removing')).toBe('hidden');
  });
});

describe('removing a source whose content is safe', () => {
  test('removes the very file that was looked at', () => {
    const path = file(at('a.jpg'), 'picture');
    removeSource(path, at('.aside'), identityAt(path)!);
    expect(found()).toEqual({});
  });

  test('removes it also after a link of it was made, which changes its ctime', () => {
    const path = file(at('a.jpg'), 'picture');
    const before = identityAt(path)!;
    linkSync(path, at('b.jpg'));
    removeSource(path, at('.aside'), before);
    expect(found()).toEqual({ 'b.jpg': 'picture' });
  });

  test('puts back a file that took its name', () => {
    const path = file(at('a.jpg'), 'picture');
    const expected = identityAt(path)!;
    renameSync(file(at('new'), 'another'), path);
    const error = thrownBy(() => {
      removeSource(path, at('.aside'), expected);
    });
    expect(error).toMatchObject({ reason: 'changed' });
    expect(found()).toEqual({ 'a.jpg': 'another' });
  });

  test('puts back a file that was written to', () => {
    const path = file(at('a.jpg'), 'picture');
    const expected = identityAt(path)!;
    utimesSync(path, 1, 1);
    overwrite(path, 'PICTURE');
    expect(() => {
      removeSource(path, at('.aside'), expected);
    }).toThrow();
    expect(found()).toEqual({ 'a.jpg': 'PICTURE' });
  });
});

describe('putting a file back', () => {
  test('gives it its name', () => {
    putBack(file(at('.aside'), 'picture'), at('a.jpg'));
    expect(found()).toEqual({ 'a.jpg': 'picture' });
  });

  test('under a taken name puts it beside, visible, and replaces nothing', () => {
    file(at('a.jpg'), 'new owner of the name');
    file(at('a (2).jpg'), 'another');
    putBack(file(at('.aside'), 'picture'), at('a.jpg'));
    expect(found()).toEqual({
      'a (2).jpg': 'another',
      'a (3).jpg': 'picture',
      'a.jpg': 'new owner of the name',
    });
  });

  test('works for a name without extension in a folder with a dot', () => {
    file(at('From Ana.2021/picture'), 'new owner of the name');
    putBack(file(at('From Ana.2021/.aside'), 'picture'), at('From Ana.2021/picture'));
    expect(found()).toEqual({
      'From Ana.2021/picture': 'new owner of the name',
      'From Ana.2021/picture (2)': 'picture',
    });
  });

  test('that was half done already makes no second name', () => {
    file(at('.aside'), 'picture');
    linkSync(at('.aside'), at('a.jpg'));
    putBack(at('.aside'), at('a.jpg'));
    expect(found()).toEqual({ 'a.jpg': 'picture' });
  });

  test('works for the longest of names', () => {
    const name = `${'x'.repeat(251)}.jpg`;
    file(at(name), 'new owner of the name');
    putBack(file(at('.aside'), 'picture'), at(name));
    expect(found()).toEqual({ [name]: 'new owner of the name', [`${'x'.repeat(247)} (2).jpg`]: 'picture' });
  });
});

describe('placing without replacing', () => {
  test('gives a second name, and the first one stays', () => {
    file(at('a'), 'picture');
    expect(placeWithoutReplacing(at('a'), at('b'), () => undefined)).toBe('linked');
    expect(isOneFile(at('a'), at('b'))).toBe(true);
  });

  test.each([
    ['a file', (): unknown => file(at('b'), 'of somebody else')],
    ['an empty file', (): unknown => file(at('b'), '')],
    ['a folder', (): unknown => mkdirSync(at('b'), { recursive: true })],
    [
      'a symbolic link to nowhere',
      (): void => {
        symlinkSync('nowhere', at('b'));
      },
    ],
  ])('refuses a name that %s has', (_, take) => {
    file(at('a'), 'picture');
    take();
    const before = lstatSync(at('b')).ino;
    expect(thrownBy(() => placeWithoutReplacing(at('a'), at('b'), () => undefined))).toMatchObject({
      code: 'EEXIST',
    });
    expect(lstatSync(at('b')).ino).toBe(before);
  });

  test('links a symbolic link itself, never what it points to', () => {
    file(at('outside'), 'not ours');
    symlinkSync(at('outside'), at('a'));
    placeWithoutReplacing(at('a'), at('b'), () => undefined);
    expect(lstatSync(at('b')).isSymbolicLink()).toBe(true);
  });
});

describe('a reservation', () => {
  const inode = (path: string): string => String(lstatSync(path, { bigint: true }).ino);

  test('is released when it is the very file that was made for it', () => {
    file(at('a'), '');
    expect(releaseReservation(at('a'), inode(at('a')))).toBe(true);
    expect(found()).toEqual({});
  });

  test('stays when it was filled meanwhile', () => {
    file(at('a'), '');
    const reserved = inode(at('a'));
    overwrite(at('a'), 'x');
    expect(releaseReservation(at('a'), reserved)).toBe(false);
    expect(found()).toEqual({ a: 'x' });
  });

  test('stays when it is another empty file', () => {
    const reserved = inode(file(at('a'), ''));
    renameSync(file(at('b'), ''), at('a'));
    expect(releaseReservation(at('a'), reserved)).toBe(false);
    expect(found()).toEqual({ a: '' });
  });

  test('that is gone, or a folder by now, is no trouble', () => {
    mkdirSync(at('folder'));
    expect(releaseReservation(at('gone'), '1')).toBe(false);
    expect(releaseReservation(at('folder'), inode(at('folder')))).toBe(false);
    expect(lstatSync(at('folder')).isDirectory()).toBe(true);
  });
});

describe('a copy under its temporary name', () => {
  test('has content, permissions and the time to the microsecond of its source', () => {
    const source = file(at('a.jpg'), 'picture');
    chmodSync(source, 0o644);
    utimesSync(source, 1_500_000_000.123456, 1_612_345_678.987_654_5);
    copyToTemporary(source, at('.tmp'));
    const [before, after] = [source, at('.tmp')].map((path) => lstatSync(path, { bigint: true }));
    expect(readFileSync(at('.tmp'), 'utf8')).toBe('picture');
    expect(after!.mode).toBe(before!.mode);
    expect([after!.uid, after!.gid]).toEqual([before!.uid, before!.gid]);
    expect(after!.mtimeNs / 1000n).toBe(before!.mtimeNs / 1000n);
    expect(after!.mtimeNs / 1000n).toBe(1_612_345_678_987_654n);
  });

  test('has the very microsecond of its source, whatever it is', () => {
    const source = file(at('a.jpg'), 'picture');
    const random = seededRandom(7);
    for (let n = 0; n < 200; n++) {
      utimesSync(source, 0, random.between(100_000_000, 2_000_000_000));
      copyToTemporary(source, at('.tmp'));
      const [before, after] = [source, at('.tmp')].map((path) => lstatSync(path, { bigint: true }).mtimeNs);
      expect(after).toBe(before);
      removeWorkingFile(at('.tmp'));
    }
  });

  test.each([
    [0o600, 0o600],
    [0o444, 0o644],
    [0o4755, 0o644],
    [0o777, 0o666],
  ])('of a source with mode %o has mode %o: never run, always writable by its owner', (given, expected) => {
    const source = file(at('a.jpg'), 'picture');
    chmodSync(source, given);
    copyToTemporary(source, at('.tmp'));
    expect(lstatSync(at('.tmp')).mode & 0o7777).toBe(expected);
  });

  test('is never written over a file that is there', () => {
    file(at('.tmp'), 'of somebody else');
    const error = thrownBy(() => {
      copyToTemporary(file(at('a.jpg'), 'picture'), at('.tmp'));
    });
    expect(error).toMatchObject({ code: 'EEXIST' });
    expect(found()['.tmp']).toBe('of somebody else');
  });
});

describe('removing a working file', () => {
  test('does not mind that it is gone, or that its folder is none', () => {
    removeWorkingFile(file(at('a'), ''));
    removeWorkingFile(at('a'));
    file(at('file'), '');
    removeWorkingFile(at('file/a'));
    expect(found()).toEqual({ file: '' });
  });

  test('tells when it is still there', () => {
    mkdirSync(at('a'));
    expect(() => {
      removeWorkingFile(at('a'));
    }).toThrow();
  });
});

describe('the last look at a source', () => {
  test('lets pass only the same file, untouched', () => {
    const path = file(at('a.jpg'), 'picture');
    const identity = identityAt(path)!;
    requireUnchanged(path, identity);
    chmodSync(path, 0o600);
    chmodSync(path, 0o644);
    const error = thrownBy(() => {
      requireUnchanged(path, identity);
    });
    // Same content and mtime, but somebody did something to it.
    expect(error).toMatchObject({ reason: 'changed' });
  });

  test('does not follow a symbolic link that took its place', () => {
    const path = file(at('a.jpg'), 'picture');
    const identity = identityAt(path)!;
    renameSync(path, at('b.jpg'));
    symlinkSync(at('b.jpg'), path);
    const error = thrownBy(() => {
      requireUnchanged(path, identity);
    });
    expect(error).toMatchObject({ reason: 'changed' });
  });
});

describe('making folders', () => {
  test('makes all parents, and again does nothing', () => {
    makeFolders(at('gallery/2021/01-January'));
    writeFileSync(at('gallery/2021/01-January/a.jpg'), 'picture');
    makeFolders(at('gallery/2021/01-January'));
    expect(found()).toEqual({ 'gallery/2021/01-January/a.jpg': 'picture' });
  });
});
