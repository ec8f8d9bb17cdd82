import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import createXxhash, { type XXHashAPI } from 'xxhash-wasm';
import { type FileIdentity, identityOf } from '../scan/identity.js';
import { fsPath } from '../system/fs-path.js';

/** Size and 64-bit xxHash of a file's content. A hash only nominates: bytes decide (docs/decisions/0004). */
export interface Fingerprint {
  /** bytes */
  readonly size: number;
  /** XXH64, seed 0, as 16 hexadecimal digits */
  readonly hash: string;
}

/** A fingerprint, and the identity of the file as it was when its last byte had been read. */
export interface ReadFingerprint {
  readonly fingerprint: Fingerprint;
  readonly identity: FileIdentity;
}

/** One string for a fingerprint, to look it up by. */
export function fingerprintKey({ size, hash }: Fingerprint): string {
  return `${String(size)}:${hash}`;
}

/**
 * A block to read into, page-aligned: reads into an ordinary large Buffer, which glibc places 16 bytes
 * past a page, were measured at a fifth of the speed.
 *
 * @param kib size in KiB, a multiple of 64
 */
export function alignedBuffer(kib: number): Buffer {
  return Buffer.from(new WebAssembly.Memory({ initial: kib / 64 }).buffer);
}

export type Fingerprinter = (path: string) => ReadFingerprint;

/** Makes a function that reads a whole file synchronously and returns its fingerprint; it throws what `fs` throws. */
export async function createFingerprinter(): Promise<Fingerprinter> {
  const xxhash = await createXxhash();
  const block = alignedBuffer(512);
  return (path) => fingerprintFile(path, xxhash, block);
}

/** Takes the fingerprint of a content that comes in parts. */
export interface StreamFingerprinter {
  update(bytes: Uint8Array): void;
  fingerprint(): Fingerprint;
}

/** Makes a function that begins a new content. */
export async function createStreamFingerprinter(): Promise<() => StreamFingerprinter> {
  const xxhash = await createXxhash();
  return () => {
    const hash = xxhash.create64();
    let size = 0;
    return {
      update(bytes) {
        hash.update(bytes);
        size += bytes.length;
      },
      fingerprint: () => ({ size, hash: toHex(hash.digest()) }),
    };
  };
}

function toHex(digest: bigint): string {
  return digest.toString(16).padStart(16, '0');
}

function fingerprintFile(path: string, xxhash: XXHashAPI, block: Buffer): ReadFingerprint {
  const file = openSync(fsPath(path), 'r');
  try {
    const hash = xxhash.create64();
    let size = 0;
    for (;;) {
      const length = readSync(file, block, 0, block.length, null);
      if (length === 0) break;
      hash.update(block.subarray(0, length));
      size += length;
    }
    return {
      fingerprint: { size, hash: toHex(hash.digest()) },
      identity: identityOf(fstatSync(file), path),
    };
  } finally {
    closeSync(file);
  }
}

/** Of a large file, how much of its beginning and of its end is read to tell it from others of the same size. */
export const endBytes = 4096;

/** Readers of files that were looked at before; both throw what `fs` throws. */
export interface CheckedReaders {
  /** XXH64 of the first and the last block in one; of all, where there is nothing between them */
  readonly ends: CheckedReader;
  /** XXH64 of all of it */
  readonly whole: CheckedReader;
}

/** @returns undefined for a file that is not, or no more when it was read, the one that was expected */
export type CheckedReader = (path: string, expected: FileIdentity) => bigint | undefined;

function isExpected({ dev, ino, size, mtimeMs, ctimeMs }: Stats, expected: FileIdentity): boolean {
  if (size !== expected.size || mtimeMs !== expected.mtimeMs || dev !== expected.dev) return false;
  // On FUSE neither means anything (`FileIdentity`).
  return expected.ino === 0 || (ino === expected.ino && ctimeMs === expected.ctimeMs);
}

/** Makes readers that share their memory. */
export async function createCheckedReaders(): Promise<CheckedReaders> {
  const xxhash = await createXxhash();
  const block = alignedBuffer(128);

  /** @returns how many bytes were read; fewer than asked for at the end of the file */
  function fill(file: number, at: number, length: number, position: number): number {
    let filled = 0;
    while (filled < length) {
      const read = readSync(file, block, at + filled, length - filled, position + filled);
      if (read === 0) break;
      filled += read;
    }
    return filled;
  }

  const reader =
    (read: (file: number, size: number) => bigint): CheckedReader =>
    (path, expected) => {
      // Should a pipe stand there by now, to open it must not wait for a writer.
      const file = openSync(fsPath(path), constants.O_RDONLY | constants.O_NONBLOCK);
      try {
        const hash = read(file, expected.size);
        return isExpected(fstatSync(file), expected) ? hash : undefined;
      } finally {
        closeSync(file);
      }
    };

  return {
    ends: reader((file, size) => {
      const head = Math.min(size, endBytes);
      const tail = Math.min(size - head, endBytes);
      const read =
        head + tail === size
          ? fill(file, 0, size, 0)
          : fill(file, 0, head, 0) + fill(file, head, tail, size - tail);
      return xxhash.h64Raw(block.subarray(0, read));
    }),
    whole: reader((file, size) => {
      if (size <= block.length) return xxhash.h64Raw(block.subarray(0, fill(file, 0, size, 0)));
      const hash = xxhash.create64();
      for (let position = 0; position < size; position += block.length) {
        hash.update(block.subarray(0, fill(file, 0, Math.min(block.length, size - position), position)));
      }
      return hash.digest();
    }),
  };
}
