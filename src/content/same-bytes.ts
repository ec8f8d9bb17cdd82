import { closeSync, openSync, readSync } from 'node:fs';
import { fsPath } from '../system/fs-path.js';
import { alignedBuffer } from './fingerprint.js';

let blocks: readonly [Buffer, Buffer] | undefined;

/**
 * Whether two files hold the same bytes: the only thing that may let one of them go.
 * Reads synchronously and throws what `fs` throws.
 */
export function sameBytes(a: string, b: string): boolean {
  const fileA = openSync(fsPath(a), 'r');
  try {
    const fileB = openSync(fsPath(b), 'r');
    try {
      return sameContent(fileA, fileB);
    } finally {
      closeSync(fileB);
    }
  } finally {
    closeSync(fileA);
  }
}

function sameContent(fileA: number, fileB: number): boolean {
  blocks ??= [alignedBuffer(512), alignedBuffer(512)];
  const [blockA, blockB] = blocks;
  for (;;) {
    const lengthA = fill(fileA, blockA);
    const lengthB = fill(fileB, blockB);
    if (lengthA !== lengthB) return false;
    if (lengthA === 0) return true;
    if (blockA.compare(blockB, 0, lengthB, 0, lengthA) !== 0) return false;
  }
}

/** Reads until the block is full or the file ends: network file systems may answer with less. */
function fill(file: number, block: Buffer): number {
  let filled = 0;
  while (filled < block.length) {
    const length = readSync(file, block, filled, block.length - filled, null);
    if (length === 0) break;
    filled += length;
  }
  return filled;
}
