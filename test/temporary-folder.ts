import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach } from '@jest/globals';

/**
 * An empty folder for each test of the file or group in which this is called, removed after it.
 *
 * @returns joins paths below the folder of the test that runs
 */
export function temporaryFolder(): (...parts: readonly string[]) => string {
  let folder = '';
  beforeEach(() => {
    folder = makeFolder();
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return (...parts) => join(folder, ...parts);
}

/** One folder for all tests of a file, for what is slow to make and only read; removed after the last. */
export function folderForAllTests(): (...parts: readonly string[]) => string {
  const folder = makeFolder();
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return (...parts) => join(folder, ...parts);
}

function makeFolder(): string {
  return mkdtempSync(join(realpathSync(tmpdir()), 'photokeep-test-'));
}
