import { closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { identityAt } from '../../src/scan/identity.js';
import { foundClusters, foundPaths } from '../found-duplicates.js';
import {
  exfatNeeds,
  mountBind,
  type MountedDisk,
  mountExfat,
  mountNeeds,
  mountTmpfs,
} from '../mounted-disk.js';
import { testWith } from '../requirements.js';
import { temporaryFolder } from '../temporary-folder.js';

/** A file of zeros but for one byte, which takes hardly any room. */
function sparse(name: string, size: number, position: number, byte: number): void {
  const file = openSync(at(name), 'w');
  ftruncateSync(file, size);
  writeSync(file, Buffer.of(byte), 0, 1, position);
  closeSync(file);
}

const mounts: MountedDisk[] = [];
// Before the folder is removed: what follows a test runs in this order.
afterEach(() => {
  while (mounts.length > 0) mounts.pop()?.unmount();
});
const at = temporaryFolder();

describe.each([
  { count: 2_000, size: 5_000 },
  // Something between their ends, which are read first.
  { count: 240, size: 200_000 },
])('$count files of $size bytes', ({ count, size }) => {
  test.each([
    ['first', 0],
    ['middle', size / 2],
    ['last', size - 1],
  ])('that differ in the %s byte only are told apart, and the equal ones found', async (_, position) => {
    const kinds = count / 8;
    for (let file = 0; file < count; file++) {
      // Groups of 8, but for file 0, which is alone.
      sparse(`${String(file).padStart(4, '0')}.jpg`, size, position, file === 0 ? 255 : file % kinds);
    }
    const expected = Array.from({ length: kinds }, (__, kind) =>
      Array.from({ length: 8 }, (___, round) => kind + kinds * round).filter((file) => file > 0),
    );
    const clusters = await foundPaths(at());
    expect(clusters.map((cluster) => cluster.flat().map((name) => parseInt(name))).sort(byFirst)).toEqual(
      expected.sort(byFirst),
    );
  });
});

const byFirst = (a: number[], b: number[]): number => (a[0] ?? 0) - (b[0] ?? 0);

test('sparse files are read like others', async () => {
  const size = 64 * 1024 * 1024;
  sparse('a.mp4', size, size / 2, 1);
  sparse('b.mp4', size, size / 2, 1);
  sparse('c.mp4', size, size / 2, 2);
  sparse('d.mp4', size + 1, size / 2, 1);
  expect(await foundPaths(at())).toEqual([[['a.mp4'], ['b.mp4']]]);
});

test('files of more than 4 GiB apart in size only are of different sizes', async () => {
  for (const [name, size] of [
    ['a.mp4', 1000],
    ['b.mp4', 1000 + 2 ** 32],
  ] as const) {
    const file = openSync(at(name), 'w');
    ftruncateSync(file, size);
    closeSync(file);
  }
  expect(await foundPaths(at())).toEqual([]);
});

test('a deep tree, and a folder of many files', async () => {
  const deep = at(...Array.from({ length: 60 }, (_, level) => `level ${String(level)}`));
  mkdirSync(deep, { recursive: true });
  writeFileSync(join(deep, 'a.jpg'), 'same');
  mkdirSync(at('wide'));
  for (let file = 0; file < 1_000; file++)
    writeFileSync(at('wide', `${String(file)}.jpg`), `${String(file)}th`);
  writeFileSync(at('wide', 'a.jpg'), 'same');
  expect((await foundPaths(at())).flat(2).map((path) => path.slice(-6))).toEqual(['/a.jpg', '/a.jpg']);
});

describe('mounts', () => {
  testWith(mountNeeds, 'a folder that is mounted elsewhere too shows its files once', async () => {
    mkdirSync(at('original/below'), { recursive: true });
    writeFileSync(at('original/a.jpg'), 'once');
    writeFileSync(at('original/below/b.jpg'), 'also once');
    mounts.push(mountBind(at('original'), at('again')));
    expect(identityAt(at('original/a.jpg'))).toEqual(identityAt(at('again/a.jpg')));

    expect(await foundPaths(at())).toEqual([]);
    const roots = [at('again/below'), at('original'), at('again')].map((path) => ({ path }));
    expect(await foundPaths(at(), { roots })).toEqual([]);
  });

  testWith(mountNeeds, 'a single file that is mounted over another is that one file', async () => {
    writeFileSync(at('a.jpg'), 'same');
    writeFileSync(at('b.jpg'), 'covered');
    mounts.push(mountBind(at('a.jpg'), at('b.jpg')));
    expect(await foundPaths(at())).toEqual([]);
    writeFileSync(at('c.jpg'), 'same');
    expect(await foundPaths(at())).toEqual([[['a.jpg'], ['c.jpg']]]);
  });

  testWith(mountNeeds, 'files of equal inodes on two file systems are two files', async () => {
    for (const name of ['one', 'two']) {
      mounts.push(mountTmpfs(at(name)));
      writeFileSync(at(name, 'a.jpg'), 'same');
    }
    expect(identityAt(at('one/a.jpg'))?.ino).toBe(identityAt(at('two/a.jpg'))?.ino);
    expect(await foundPaths(at())).toEqual([[['one/a.jpg'], ['two/a.jpg']]]);
  });

  testWith(
    exfatNeeds,
    'on FUSE, where inodes mean nothing, equal files are found and no file is its own',
    async () => {
      mounts.push(mountExfat(at('image'), at('disk')));
      for (const name of ['a', 'b', 'c'])
        writeFileSync(at(`disk/${name}.jpg`), name === 'c' ? 'else' : 'same');
      const roots = [at('disk'), at('disk'), at('disk/a.jpg')].map((path) => ({ path }));
      const [cluster] = await foundClusters(at(), { roots });
      expect(
        cluster?.flatMap(({ members }) => members.map(({ path, identity }) => [path, identity.ino])),
      ).toEqual([
        [at('disk/a.jpg'), 0],
        [at('disk/b.jpg'), 0],
      ]);
    },
  );
});
