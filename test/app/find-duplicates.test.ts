import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { findDuplicates, type SearchRequest } from '../../src/app/find-duplicates.js';
import { temporaryFolder } from '../temporary-folder.js';

const at = temporaryFolder();

function put(path: string, content: string | Buffer): string {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), content);
  return path;
}

/** What is found, cluster by cluster: the paths of each asset, those without a fingerprint with a question mark. */
async function found(given: Partial<SearchRequest> = {}): Promise<string[][][]> {
  const clusters: string[][][] = [];
  const request: SearchRequest = {
    roots: [{ path: at() }],
    ...{ allFiles: false, learns: false },
    onLeft: () => undefined,
    onProgress: () => undefined,
    isInterrupted: () => false,
    ...given,
  };
  for await (const cluster of findDuplicates(request)) {
    clusters.push(
      cluster.map(({ members }) =>
        members.map(({ path, fingerprint }) => relative(at(), path) + (fingerprint ? '' : '?')),
      ),
    );
  }
  return clusters;
}

test('files of equal content are found, with the files that belong to them', async () => {
  put('a/IMG_1.jpg', 'same');
  put('a/IMG_1.jpg.xmp', 'tags');
  put('b/other.jpg', 'same');
  put('b/third.jpg', 'else');
  expect(await found()).toEqual([[['a/IMG_1.jpg', 'a/IMG_1.jpg.xmp?'], ['b/other.jpg']]]);
});

test('names of one file are no duplicates of each other, but all are told', async () => {
  put('a.jpg', 'same');
  linkSync(at('a.jpg'), at('b.jpg'));
  symlinkSync(at('a.jpg'), at('s.jpg'));
  expect(await found()).toEqual([]);
  put('c.jpg', 'same');
  expect(await found()).toEqual([[['a.jpg'], ['b.jpg'], ['c.jpg']]]);
});

describe('roots that overlap', () => {
  test('show a file once, in the first of them', async () => {
    put('in/a.jpg', 'same');
    expect(await found({ roots: [{ path: at('in') }, { path: at() }] })).toEqual([]);
  });
});
