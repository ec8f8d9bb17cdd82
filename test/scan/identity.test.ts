import {
  appendFileSync,
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  renameSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  type FileIdentity,
  identityAt,
  identityOf,
  sameContentIdentity,
  sameIdentity,
} from '../../src/scan/identity.js';
import { fsPath } from '../../src/system/fs-path.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();

function photo(name = 'a.jpg'): string {
  const path = join(folder(), name);
  writeFileSync(fsPath(path), 'picture');
  utimesSync(fsPath(path), 1_600_000_000, 1_600_000_000);
  // The kernel's clock stands still for some milliseconds; what happens next must show in ctime.
  const { ctimeMs } = lstatSync(fsPath(path));
  do chmodSync(fsPath(path), 0o644);
  while (lstatSync(fsPath(path)).ctimeMs === ctimeMs);
  return path;
}

/** The identity once the kernel's clock has moved on, so that the next change cannot fall into the same tick. */
function settledIdentity(path: string): FileIdentity {
  const probe = join(folder(), '.probe');
  const identity = identityAt(path) as FileIdentity;
  do writeFileSync(probe, '');
  while (lstatSync(probe).ctimeMs <= identity.ctimeMs);
  return identity;
}

describe('the identity of a file', () => {
  test('is what lstat says', () => {
    const path = photo();
    const { dev, ino, size, mtimeMs, ctimeMs } = lstatSync(path);

    expect(identityAt(path)).toEqual({ dev, ino, size, mtimeMs, ctimeMs });
    expect(identityOf(lstatSync(path), path)).toEqual(identityAt(path));
  });

  test('is known for a name that is not UTF-8', () => {
    expect(identityAt(photo('caf\udce9.jpg'))?.size).toBe(7);
  });

  test('of a symbolic link is that of the link', () => {
    const link = join(folder(), 'link');
    symlinkSync(photo(), link);

    expect(identityAt(link)?.ino).toBe(lstatSync(link).ino);
  });

  test('is undefined where nothing is, also below a file', () => {
    expect(identityAt(join(folder(), 'missing'))).toBeUndefined();
    expect(identityAt(join(photo(), 'below'))).toBeUndefined();
  });
});

describe('a file is no longer the same', () => {
  test.each<[string, (path: string) => void]>([
    [
      'when it grew',
      (path) => {
        appendFileSync(path, 'x');
      },
    ],
    [
      'when it was rewritten with as many bytes',
      (path) => {
        writeFileSync(path, 'PICTURE');
      },
    ],
    [
      'when it was rewritten and its times set back',
      (path) => {
        writeFileSync(path, 'PICTURE');
        utimesSync(path, 1_600_000_000, 1_600_000_000);
      },
    ],
    [
      'when its times were changed',
      (path) => {
        utimesSync(path, 1, 1);
      },
    ],
    [
      'when its permissions were changed',
      (path) => {
        chmodSync(path, 0o600);
      },
    ],
    [
      'when another took its place, with the same size and times',
      (path) => {
        const other = join(folder(), 'other');
        writeFileSync(other, 'PICTURE');
        utimesSync(other, 1_600_000_000, 1_600_000_000);
        renameSync(other, path);
      },
    ],
  ])('%s', (_, change) => {
    const path = photo();
    const before = settledIdentity(path);
    change(path);

    expect(sameIdentity(before, identityAt(path) as FileIdentity)).toBe(false);
  });
});

test('a file that nobody touched is the same', () => {
  const path = photo();

  expect(sameIdentity(settledIdentity(path), identityAt(path) as FileIdentity)).toBe(true);
});

test('our own rename and link change ctime, and nothing that says what is in the file', () => {
  const path = photo();
  const before = settledIdentity(path);
  const [linked, moved] = [join(folder(), 'linked'), join(folder(), 'sub/moved')];
  mkdirSync(join(folder(), 'sub'));
  linkSync(path, linked);
  renameSync(path, moved);

  for (const now of [identityAt(linked), identityAt(moved)] as FileIdentity[]) {
    expect(sameContentIdentity(before, now)).toBe(true);
    expect(sameIdentity(before, now)).toBe(false);
  }
});
