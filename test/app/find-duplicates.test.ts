import {
  appendFileSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { SearchProgress } from '../../src/app/find-duplicates.js';
import { identityAt } from '../../src/scan/identity.js';
import type { LeftFile, UnreadableFile } from '../../src/scan/walk.js';
import { fsPath } from '../../src/system/fs-path.js';
import { foundClusters, foundPaths } from '../found-duplicates.js';
import { temporaryFolder } from '../temporary-folder.js';

const at = temporaryFolder();

function put(path: string, content: string | Buffer): void {
  mkdirSync(fsPath(dirname(at(path))), { recursive: true });
  writeFileSync(fsPath(at(path)), content);
}

describe('assets', () => {
  test('pictures and videos of equal content, each with all that belongs to it', async () => {
    put('a/IMG_1.HEIC', 'still');
    put('a/IMG_1.MOV', 'moving');
    put('a/IMG_1.xmp', 'tags of one');
    put('a/IMG_2.HEIC', 'alone');
    put('b/x.heic', 'still');
    put('b/x.mov', 'another');
    expect(await foundPaths(at())).toEqual([
      [
        ['a/IMG_1.HEIC', 'a/IMG_1.MOV?', 'a/IMG_1.xmp?'],
        ['b/x.heic', 'b/x.mov?'],
      ],
    ]);
  });

  test('are of one cluster when they hold contents of each other by way of others', async () => {
    put('a/1.jpg', 'picture');
    put('a/1.mov', 'video');
    put('b/1.jpg', 'picture');
    put('b/1.mov', 'other video');
    put('c/1.mov', 'video');
    put('d/9.jpg', 'by itself');
    put('e/9.jpg', 'by itself');
    expect(await foundPaths(at())).toEqual([
      [['a/1.jpg', 'a/1.mov'], ['b/1.jpg', 'b/1.mov?'], ['c/1.mov']],
      [['d/9.jpg'], ['e/9.jpg']],
    ]);
  });

  test('sidecars are read where they may be equal, and join nothing by themselves', async () => {
    put('a/1.jpg', 'picture');
    put('a/1.jpg.xmp', 'same tags');
    put('b/1.jpg', 'picture');
    put('b/1.jpg.xmp', 'same tags');
    put('c/2.jpg', 'another picture');
    put('c/2.jpg.xmp', 'same tags');
    expect(await foundPaths(at())).toEqual([
      [
        ['a/1.jpg', 'a/1.jpg.xmp'],
        ['b/1.jpg', 'b/1.jpg.xmp'],
      ],
    ]);
  });

  test('two equal files of one asset are a cluster, though it is one asset', async () => {
    put('IMG_1.JPG', 'same');
    put('img_1.jpeg', 'same');
    expect(await foundPaths(at())).toEqual([[['IMG_1.JPG', 'img_1.jpeg']]]);
  });

  test('are told by what their names share', async () => {
    put('a/IMG_E1234.JPG', 'same');
    put('a/IMG_1234.HEIC', 'original');
    put('a/IMG_1234.supplemental-metadata.json', 'takeout');
    put('a/GX010001.MP4', 'go');
    put('a/GL010001.LRV', 'small');
    put('b/b.jpg', 'same');
    put('b/g.mp4', 'go');
    expect(await foundPaths(at())).toEqual([
      [['a/GL010001.LRV?', 'a/GX010001.MP4'], ['b/g.mp4']],
      [['a/IMG_1234.HEIC?', 'a/IMG_1234.supplemental-metadata.json?', 'a/IMG_E1234.JPG'], ['b/b.jpg']],
    ]);
  });

  test('a name that is not UTF-8 is one like any other', async () => {
    put('caf\udce9/\udcff.jpg', 'same');
    put('other.jpg', 'same');
    expect(await foundPaths(at())).toEqual([[['other.jpg'], ['caf\udce9/\udcff.jpg']]]);
  });
});

describe('what is looked at', () => {
  test('with all files, each for itself', async () => {
    put('a/1.pdf', 'document');
    put('b/2.pdf', 'document');
    put('a/1.xmp', 'tags');
    put('b/other.xmp', 'tags');
    expect(await foundPaths(at())).toEqual([]);
    expect(await foundPaths(at(), { allFiles: true })).toEqual([
      [['a/1.pdf', 'a/1.xmp'], ['b/2.pdf'], ['b/other.xmp']],
    ]);
  });

  test('files without a known extension are asked about only when they have a duplicate', async () => {
    put('a.jpg', 'picture');
    put('picture', 'picture');
    put('one.txt', 'text');
    put('two.txt', 'text');
    put('three', 'nobody else');
    const asked: string[][] = [];
    const mediaKinds = (paths: readonly string[]): Promise<('picture' | undefined)[]> => {
      asked.push([...paths]);
      return Promise.resolve(paths.map((path) => (path.endsWith('.txt') ? undefined : 'picture')));
    };
    expect(await foundPaths(at(), { mediaKinds })).toEqual([[['a.jpg'], ['picture']]]);
    expect(asked.flat().sort()).toEqual([at('one.txt'), at('picture')]);
  });

  test('what a walk leaves is left, each with its reason', async () => {
    put('.stfolder/a.jpg', 'same');
    put('.hidden.jpg', 'same');
    put('@eaDir/a.jpg', 'same');
    put('empty.jpg', '');
    put('also-empty.jpg', '');
    put('a.jpg', 'same');
    put('out/b.jpg', 'same');
    put('elsewhere/c.jpg', 'same');
    symlinkSync(at('a.jpg'), at('link.jpg'));
    const left: (LeftFile | UnreadableFile)[] = [];
    const borders = {
      isExcluded: (path: string) => path.startsWith(at('out')),
      isApart: (path: string) => path === at('elsewhere'),
    };
    const given = {
      roots: [{ path: at(), borders }],
      onLeft: (entry: LeftFile | UnreadableFile) => left.push(entry),
    };
    expect(await foundPaths(at(), given)).toEqual([]);
    expect(left.sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { path: at('.hidden.jpg'), reason: 'hidden' },
      { path: at('.stfolder'), reason: 'syncthing' },
      { path: at('@eaDir'), reason: 'system' },
      { path: at('also-empty.jpg'), reason: 'empty' },
      { path: at('empty.jpg'), reason: 'empty' },
      { path: at('link.jpg'), reason: 'symlink' },
      { path: at('out/b.jpg'), reason: 'excluded' },
    ]);
  });

  test('an excluded file is no member of an asset', async () => {
    put('a/1.jpg', 'same');
    put('a/1.xmp', 'tags');
    put('b/1.jpg', 'same');
    const borders = { isExcluded: (path: string) => path.endsWith('.xmp'), isApart: () => false };
    expect(await foundPaths(at(), { roots: [{ path: at(), borders }] })).toEqual([
      [['a/1.jpg'], ['b/1.jpg']],
    ]);
  });
});

describe('roots', () => {
  test('come in the order of their priority, and each file says which is its own', async () => {
    put('a/1.jpg', 'same');
    put('b/1.jpg', 'same');
    const [cluster] = await foundClusters(at(), { roots: [{ path: at('b') }, { path: at('a') }] });
    expect(cluster?.flatMap(({ members }) => members.map(({ path, root }) => [path, root]))).toEqual([
      [at('b/1.jpg'), 0],
      [at('a/1.jpg'), 1],
    ]);
  });

  test('may be single files', async () => {
    put('a/1.jpg', 'same');
    put('a/2.jpg', 'same');
    put('b/1.jpg', 'same');
    expect(await foundPaths(at(), { roots: [{ path: at('b') }, { path: at('a/1.jpg') }] })).toEqual([
      [['b/1.jpg'], ['a/1.jpg']],
    ]);
  });

  test.each([
    ['the inner first', ['in', '']],
    ['the outer first', ['', 'in']],
    ['the same twice', ['', '']],
    ['a file and its folder', ['in/a.jpg', '']],
    ['a folder and a file of it', ['', 'in/a.jpg']],
  ])('that overlap show a file once: %s', async (_, paths) => {
    put('in/a.jpg', 'once');
    put('in/linked.jpg', 'linked');
    linkSync(at('in/linked.jpg'), at('other-name.jpg'));
    expect(
      await foundPaths(at(), { roots: paths.map((path) => ({ path: path === '' ? at() : at(path) })) }),
    ).toEqual([]);
  });

  test('that are not there, or are no folders, are nothing', async () => {
    put('a.jpg', 'same');
    put('b.jpg', 'same');
    symlinkSync(at('a.jpg'), at('l'));
    expect(
      await foundPaths(at(), { roots: [{ path: at('missing') }, { path: at('l') }, { path: at() }] }),
    ).toEqual([[['a.jpg'], ['b.jpg']]]);
  });
});

describe('hard links', () => {
  test('are no duplicates of each other', async () => {
    put('a.jpg', 'same');
    linkSync(at('a.jpg'), at('b.jpg'));
    expect(await foundPaths(at())).toEqual([]);
  });

  test('are all told when another file holds the same, with one identity', async () => {
    put('a.jpg', 'same');
    linkSync(at('a.jpg'), at('b.jpg'));
    put('c.jpg', 'same');
    const [cluster] = await foundClusters(at());
    expect(cluster?.flatMap(({ members }) => members.map(({ path, identity }) => [path, identity]))).toEqual(
      ['a.jpg', 'b.jpg', 'c.jpg'].map((name) => [at(name), identityAt(at(name))]),
    );
  });

  test('farms of them are one file each', async () => {
    for (const file of ['x', 'y', 'z']) {
      put(`${file}/0.jpg`, file === 'z' ? 'else' : 'same');
      for (let name = 1; name < 200; name++) linkSync(at(`${file}/0.jpg`), at(`${file}/${String(name)}.jpg`));
    }
    const [cluster, ...others] = await foundPaths(at());
    expect(others).toEqual([]);
    expect(cluster?.length).toBe(400);
    expect(cluster?.flat().every((path) => /^[xy]\/\d+\.jpg$/.test(path))).toBe(true);
  });
});

describe('files that are not as they were', () => {
  const large = Buffer.alloc(300_000, 'a picture ');

  /** Does something once all was walked and nothing read. */
  function afterTheWalk(work: () => void): (progress: SearchProgress) => void {
    let isDone = false;
    return ({ bytesToRead }) => {
      if (bytesToRead === 0 || isDone) return;
      isDone = true;
      work();
    };
  }

  test.each<[string, () => void]>([
    [
      'grew',
      () => {
        appendFileSync(at('b.jpg'), 'more');
      },
    ],
    [
      'shrank',
      () => {
        truncateSync(at('b.jpg'), 10);
      },
    ],
    [
      'was written to',
      () => {
        writeFileSync(at('b.jpg'), large);
      },
    ],
    [
      'was replaced by an equal one',
      () => {
        writeFileSync(at('new'), large);
        renameSync(at('new'), at('b.jpg'));
      },
    ],
    [
      'went away',
      () => {
        rmSync(at('b.jpg'));
      },
    ],
  ])('one that %s is left', async (_, change) => {
    for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) put(name, large);
    const left: (LeftFile | UnreadableFile)[] = [];
    expect(
      await foundPaths(at(), { onProgress: afterTheWalk(change), onLeft: (entry) => left.push(entry) }),
    ).toEqual([[['a.jpg'], ['c.jpg']]]);
    expect(left).toEqual([{ path: at('b.jpg'), reason: 'changed' }]);
  });

  test('a member that changed stays in its asset, without a fingerprint', async () => {
    put('a/1.jpg', 'picture');
    put('a/1.mov', large);
    put('b/1.jpg', 'picture');
    put('b/1.mov', large);
    const onProgress = afterTheWalk(() => {
      appendFileSync(at('b/1.mov'), 'more');
    });
    expect(await foundPaths(at(), { onProgress })).toEqual([
      [
        ['a/1.jpg', 'a/1.mov?'],
        ['b/1.jpg', 'b/1.mov?'],
      ],
    ]);
  });

  test('one that cannot be read is a failure, and the others are found', async () => {
    put('a.jpg', large);
    put('b.jpg', large);
    put('d.jpg', large);
    const left: (LeftFile | UnreadableFile)[] = [];
    // What only a failing disk does to root.
    const onProgress = afterTheWalk(() => {
      rmSync(at('d.jpg'));
      mkdirSync(at('d.jpg'));
    });
    expect(await foundPaths(at(), { onProgress, onLeft: (entry) => left.push(entry) })).toEqual([
      [['a.jpg'], ['b.jpg']],
    ]);
    expect(left).toEqual([{ path: at('d.jpg'), failure: 'unreadable' }]);
  });
});

test('a search that is interrupted ends soon, and finds nothing', async () => {
  for (let file = 0; file < 50; file++) put(`${String(file)}.jpg`, 'same');
  let asked = 0;
  expect(await foundPaths(at(), { isInterrupted: () => ++asked > 2 })).toEqual([]);
});
