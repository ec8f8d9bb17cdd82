import { execFileSync } from 'node:child_process';
import { lstatSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  alignedBuffer,
  createCheckedReaders,
  createFingerprinter,
  endBytes,
  fingerprintKey,
  type Fingerprint,
} from '../../src/content/fingerprint.js';
import { type FileIdentity, identityAt } from '../../src/scan/identity.js';
import { fsPath } from '../../src/system/fs-path.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();

async function fingerprintOf(content: Buffer | string, name = 'file'): Promise<Fingerprint> {
  const path = join(folder(), name);
  writeFileSync(fsPath(path), content);
  return (await createFingerprinter())(path).fingerprint;
}

/** Bytes that repeat nowhere soon; the same every time. */
function counting(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at++) bytes[at] = (at * 2654435761) >>> 24;
  return bytes;
}

const block = 512 * 1024;

/** Expected values from the xxhsum program (Debian's xxhash 0.8.1), `xxhsum -H1`. */
describe('a fingerprint is the size and the XXH64 of', () => {
  test.each([
    ['nothing', '', 'ef46db3751d8e999'],
    ['a', 'a', 'd24ec4f1a98c6e5b'],
    ['abc', 'abc', '44bc2cf5ad770999'],
    ['xxhash', 'xxhash', '32dd38952c4bc720'],
    ['a sentence', 'Nobody inspects the spammish repetition', 'fbcea83c8a378bf1'],
  ])('%s', async (_, content, hash) => {
    expect(await fingerprintOf(content)).toEqual({ size: content.length, hash });
  });

  test.each([
    [block - 1, '6e1c5066a2d079cd'],
    [block, 'd317c48bfdec361e'],
    [block + 1, '3529abf318132a14'],
    [3 * block + 7, 'ebcae9cfc2bf0f9f'],
  ])('%d bytes, across the blocks that are read', async (size, hash) => {
    expect(await fingerprintOf(counting(size))).toEqual({ size, hash });
  });

  test('a hash with leading zeros, which are written', async () => {
    expect((await fingerprintOf('photo 10')).hash).toBe('0a7f938a672d730e');
  });
});

test('one fingerprinter reads many files, none disturbed by the one before', async () => {
  const fingerprint = await createFingerprinter();
  const path = join(folder(), 'file');
  const hashes = ['a', 'a longer content than before', 'a'].map((content) => {
    writeFileSync(path, content);
    return fingerprint(path).fingerprint;
  });

  expect(hashes[2]).toEqual({ size: 1, hash: 'd24ec4f1a98c6e5b' });
  expect(hashes[1]).not.toEqual(hashes[0]);
});

test('a fingerprint comes with the identity of the file that was read', async () => {
  const path = join(folder(), 'caf\udce9.jpg');
  writeFileSync(fsPath(path), 'a');

  expect((await createFingerprinter())(path)).toEqual({
    fingerprint: { size: 1, hash: 'd24ec4f1a98c6e5b' },
    identity: identityAt(path),
  });
});

test('reading does not change the file', async () => {
  const path = join(folder(), 'file');
  writeFileSync(path, 'a');
  const before = lstatSync(path);
  (await createFingerprinter())(path);
  const { mtimeMs, ctimeMs, size } = lstatSync(path);

  expect({ mtimeMs, ctimeMs, size }).toEqual({
    mtimeMs: before.mtimeMs,
    ctimeMs: before.ctimeMs,
    size: before.size,
  });
});

test('a file that is missing, or no file, is an error with its code', async () => {
  const fingerprint = await createFingerprinter();
  const codeOf = (path: string): unknown => {
    try {
      return fingerprint(path);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code;
    }
  };

  expect(statSync(folder()).isDirectory()).toBe(true);
  expect(codeOf(join(folder(), 'missing'))).toBe('ENOENT');
  expect(codeOf(folder())).toBe('EISDIR');
});

test('the key of a fingerprint tells size and hash apart', () => {
  expect(fingerprintKey({ size: 12, hash: '00000000000000ff' })).toBe('12:00000000000000ff');
  expect(fingerprintKey({ size: 1, hash: '20' })).not.toBe(fingerprintKey({ size: 12, hash: '0' }));
});

test.each([64, 512, 1024])('a block of %d KiB has that size', (kib) => {
  expect(alignedBuffer(kib)).toHaveLength(kib * 1024);
});

describe('readers of files that were looked at before', () => {
  const sizes = [
    1,
    2,
    endBytes - 1,
    endBytes,
    2 * endBytes - 1,
    2 * endBytes,
    2 * endBytes + 1,
    3 * endBytes,
  ];

  /** A file of so many bytes, as it is on the disk. */
  function looked(size: number): { path: string; content: Buffer; identity: FileIdentity } {
    const path = join(folder(), `${String(size)} bytes`);
    const content = counting(size);
    writeFileSync(path, content);
    return { path, content, identity: identityAt(path)! };
  }

  const hex = (hash: bigint | undefined): string | undefined => hash?.toString(16).padStart(16, '0');

  test.each([...sizes, 128 * 1024 - 1, 128 * 1024, 128 * 1024 + 1, 300_000])(
    'all of %d bytes has the hash of the fingerprint',
    async (size) => {
      const { path, identity } = looked(size);
      const { whole } = await createCheckedReaders();
      expect(hex(whole(path, identity))).toBe((await createFingerprinter())(path).fingerprint.hash);
    },
  );

  test.each(sizes)(
    'of %d bytes the ends are the first and the last 4 KiB, and all where there is no more',
    async (size) => {
      const { path, content, identity } = looked(size);
      const ends =
        size <= 2 * endBytes
          ? content
          : Buffer.concat([content.subarray(0, endBytes), content.subarray(-endBytes)]);
      const readers = await createCheckedReaders();
      expect(hex(readers.ends(path, identity))).toBe((await fingerprintOf(ends, 'ends')).hash);
    },
  );

  test.each(['ends', 'whole'] as const)('%s of a file that is another by now are not told', async (part) => {
    const readers = await createCheckedReaders();
    const { path, identity } = looked(20_000);
    expect(readers[part](path, identity)).toBeDefined();
    for (const change of [
      { size: 19_999 },
      { size: 20_001 },
      { mtimeMs: identity.mtimeMs - 0.25 },
      { ctimeMs: identity.ctimeMs - 0.25 },
      { ino: identity.ino + 1 },
      { dev: identity.dev + 1 },
    ]) {
      expect(readers[part](path, { ...identity, ...change })).toBeUndefined();
    }
  });

  test('where inodes mean nothing, size and mtime tell', async () => {
    const { whole } = await createCheckedReaders();
    const { path, identity } = looked(20_000);
    const onFuse = { ...identity, ino: 0, ctimeMs: identity.mtimeMs };
    expect(whole(path, onFuse)).toBeDefined();
    expect(whole(path, { ...onFuse, mtimeMs: identity.mtimeMs - 1 })).toBeUndefined();
  });

  test('a pipe that stands there by now is not waited for', async () => {
    const { whole } = await createCheckedReaders();
    const { path, identity } = looked(20_000);
    rmSync(path);
    execFileSync('mkfifo', [path]);
    expect(() => whole(path, identity)).toThrow();
  });
});
