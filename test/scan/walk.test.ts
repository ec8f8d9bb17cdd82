import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { identityAt } from '../../src/scan/identity.js';
import {
  type Borders,
  countCandidates,
  holdsCandidates,
  lookAt,
  walk,
  type Walked,
} from '../../src/scan/walk.js';
import { fsPath } from '../../src/system/fs-path.js';
import { asOrdinaryUser } from '../ordinary-user.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();

/** Makes files (and their folders); a name that ends in `/` is an empty folder. */
function make(...names: string[]): void {
  for (const name of names) {
    const path = join(folder(), name);
    mkdirSync(fsPath(name.endsWith('/') ? path : join(path, '..')), { recursive: true });
    if (!name.endsWith('/')) writeFileSync(fsPath(path), 'content');
  }
}

function walked(entries: Iterable<Walked> = walk(folder())): [string, string][] {
  return [...entries].map((entry) => [
    relative(folder(), entry.path),
    'reason' in entry ? entry.reason : 'failure' in entry ? entry.failure : 'file',
  ]);
}

describe('a walk', () => {
  test('meets every file below the folder once, in the order of names', () => {
    make('b.jpg', 'a/2.jpg', 'a/1/x.jpg', 'c/', 'a.jpg', 'é.jpg');

    expect(walked()).toEqual([
      ['a/1/x.jpg', 'file'],
      ['a/2.jpg', 'file'],
      ['a.jpg', 'file'],
      ['b.jpg', 'file'],
      ['é.jpg', 'file'],
    ]);
  });

  test('meets the files of one asset side by side, also around a folder of their name', () => {
    make('IMG_1234.HEIC', 'img_1234.mov', 'img_1234/a.jpg', 'IMG_E1234.HEIC');

    expect(walked().map(([path]) => path)).toEqual([
      ...['img_1234/a.jpg', 'IMG_1234.HEIC', 'IMG_E1234.HEIC', 'img_1234.mov'],
    ]);
  });

  test('gives each file its identity', () => {
    make('a.jpg');

    expect([...walk(folder())]).toEqual([
      { path: join(folder(), 'a.jpg'), identity: identityAt(join(folder(), 'a.jpg')) },
    ]);
  });

  test('leaves what is not ours, a whole folder under one name', () => {
    make('.stfolder/marker', '@eaDir/a.jpg/thumb.jpg', '.syncthing.a.jpg.tmp', '.hidden/a.jpg', 'a.jpg');

    expect(walked()).toEqual([
      ['.hidden', 'hidden'],
      ['.stfolder', 'syncthing'],
      ['.syncthing.a.jpg.tmp', 'syncthing'],
      ['@eaDir', 'system'],
      ['a.jpg', 'file'],
    ]);
  });

  test('leaves empty files', () => {
    writeFileSync(join(folder(), 'a.jpg'), '');

    expect(walked()).toEqual([['a.jpg', 'empty']]);
  });

  test('follows no symbolic link: to a file, to a folder, to itself, to nowhere', () => {
    make('real/a.jpg');
    symlinkSync('real/a.jpg', join(folder(), 'file.jpg'));
    symlinkSync('real', join(folder(), 'folder'));
    symlinkSync('.', join(folder(), 'loop'));
    symlinkSync('/nowhere', join(folder(), 'nowhere.jpg'));

    expect(walked()).toEqual([
      ['file.jpg', 'symlink'],
      ['folder', 'symlink'],
      ['loop', 'symlink'],
      ['nowhere.jpg', 'symlink'],
      ['real/a.jpg', 'file'],
    ]);
  });

  test('does not wait for a fifo', () => {
    expect(spawnSync('mkfifo', [join(folder(), 'a.jpg')]).status).toBe(0);

    expect(walked()).toEqual([['a.jpg', 'special']]);
  });

  test('finds names that are not UTF-8, and what lies below them', () => {
    make('caf\udce9/\udcff\udcfe.jpg', 'caf\udce9.jpg', '📷\udc80.jpg');

    expect(walked()).toEqual([
      ['caf\udce9/\udcff\udcfe.jpg', 'file'],
      ['caf\udce9.jpg', 'file'],
      ['📷\udc80.jpg', 'file'],
    ]);
  });

  test('finds names with line breaks and control characters', () => {
    make('line\nbreak.jpg', '\u001b[2J.jpg');

    expect(walked().map(([name]) => name)).toEqual(['\u001b[2J.jpg', 'line\nbreak.jpg']);
  });

  test('of a folder that is gone meanwhile finds nothing', () => {
    expect([...walk(join(folder(), 'gone'))]).toEqual([]);
  });

  test('goes on past a folder that may not be listed', () => {
    make('a/1.jpg', 'b/2.jpg');
    chmodSync(join(folder(), 'a'), 0o000);

    expect(asOrdinaryUser(folder(), () => walked())).toEqual([
      ['a', 'unreadable'],
      ['b/2.jpg', 'file'],
    ]);
    chmodSync(join(folder(), 'a'), 0o755);
  });

  test('goes on past a folder that may be listed but not entered', () => {
    make('a/1.jpg', 'b/2.jpg');
    chmodSync(join(folder(), 'a'), 0o744);
    // For its owner too, where the tests do not run as root.
    if (process.getuid?.() !== 0) chmodSync(join(folder(), 'a'), 0o444);

    expect(asOrdinaryUser(folder(), () => walked())).toEqual([
      ['a/1.jpg', 'unreadable'],
      ['b/2.jpg', 'file'],
    ]);
    chmodSync(join(folder(), 'a'), 0o755);
  });
});

describe('a single file', () => {
  test('is looked at as one met on a walk', () => {
    make('a.jpg');
    symlinkSync('a.jpg', join(folder(), 'link.jpg'));

    expect(walked(lookAt(join(folder(), 'a.jpg')))).toEqual([['a.jpg', 'file']]);
    expect(walked(lookAt(join(folder(), 'link.jpg')))).toEqual([['link.jpg', 'symlink']]);
  });

  test('that is gone is not there', () => {
    expect([...lookAt(join(folder(), 'gone.jpg'))]).toEqual([]);
  });
});

/** Leaves out what is called so, and keeps apart what is called so. */
function borders(excluded: string, apart: string): Borders {
  const isIn = (path: string, name: string): boolean => relative(folder(), path).split('/').includes(name);
  return { isExcluded: (path) => isIn(path, excluded), isApart: (path) => isIn(path, apart) };
}

describe('with borders', () => {
  test('each file that the user excluded is met as such, and what is walked by itself is not met at all', () => {
    make('Chat/a.jpg', 'Shots/a.jpg', 'Shots/b/c.jpg', 'Shots/.nomedia', 'a.jpg', '.hidden/Chat/a.jpg');

    expect(walked(walk(folder(), borders('Shots', 'Chat')))).toEqual([
      ['.hidden', 'hidden'],
      ['a.jpg', 'file'],
      ['Shots/.nomedia', 'system'],
      ['Shots/a.jpg', 'excluded'],
      ['Shots/b/c.jpg', 'excluded'],
    ]);
    expect(countCandidates(folder(), borders('Shots', 'Chat'))).toBe(1);
  });

  test.each([
    ['only what is excluded', ['Shots/a.jpg', 'Shots/b/c.jpg'], false],
    ['only what is walked by itself', ['Chat/a.jpg', '.stfolder/marker'], false],
    ['something else as well', ['Chat/a.jpg', 'Shots/a.jpg', 'DCIM/a.jpg'], true],
  ])('%s is something to do: %s', (_, names, expected) => {
    make(...names);

    expect(holdsCandidates(folder(), borders('Shots', 'Chat'))).toBe(expected);
  });
});

describe('whether there is anything to do', () => {
  test.each([
    ['an empty folder', [], false],
    ['empty folders in empty folders', ['a/b/c/', 'd/'], false],
    ['only what is not ours', ['.stfolder/marker', 'a/.stignore', 'a/Thumbs.db', 'b.jpg.part'], false],
    ['a file', ['a.jpg'], true],
    ['a file deep below', ['a/b/c.jpg'], true],
    ['a name that is not UTF-8', ['a/\udcff'], true],
  ])('%s: %s', (_, names, expected) => {
    make(...names);

    expect(holdsCandidates(folder())).toBe(expected);
  });

  test('a folder that is not there: no', () => {
    expect(holdsCandidates(join(folder(), 'gone'))).toBe(false);
  });

  test('a folder that cannot be listed: yes, so that the run says so', () => {
    make('a/');
    chmodSync(join(folder(), 'a'), 0o000);

    expect(asOrdinaryUser(folder(), () => holdsCandidates(folder()))).toBe(true);
    rmSync(join(folder(), 'a'), { recursive: true });
  });
});
