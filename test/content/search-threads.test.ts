import { mkdirSync, writeFileSync } from 'node:fs';
import { afterEach, expect, test } from '@jest/globals';
import { createFileReader, type ReadAnswer, type ReadRequest } from '../../src/content/read-files.js';
import { here, type Lane, type SearchThreads, startSearchThreads } from '../../src/content/search-threads.js';
import { identityAt } from '../../src/scan/identity.js';
import { type FolderListing, listFolder } from '../../src/scan/list-folder.js';
import { temporaryFolder } from '../temporary-folder.js';

const at = temporaryFolder();
const started: SearchThreads[] = [];

afterEach(async () => {
  for (const threads of started.splice(0)) await threads.close();
});

function threads(isInterrupted = () => false): SearchThreads {
  const some = startSearchThreads(isInterrupted);
  started.push(some);
  return some;
}

function request(path: string): ReadRequest {
  const { dev, ino, size, mtimeMs, ctimeMs } = identityAt(path)!;
  return { part: 'whole', paths: path, identities: Float64Array.of(dev, ino, size, mtimeMs, ctimeMs) };
}

test.each<[string, (lane: Lane) => boolean]>([
  ['all that may', () => true],
  ['the calling thread alone', (lane) => lane === here],
  ['another thread alone, which has yet to start', (lane) => lane !== here],
])('work is done by %s, and every answer comes to its task', async (_, mayRead) => {
  const paths = Array.from({ length: 60 }, (__, file) => at(`${String(file)}.jpg`));
  for (const path of paths) writeFileSync(path, `content of ${path}`);
  const reader = await createFileReader();
  const waiting = [...paths];
  const hashes = new Map<string, bigint | undefined>();
  const lanes: Lane[] = [];
  await threads().share<ReadRequest, ReadAnswer>({
    next(lane) {
      const path = mayRead(lane) ? waiting.pop() : undefined;
      if (path === undefined) return undefined;
      lanes.push(lane);
      return request(path);
    },
    hasNext: () => waiting.length > 0,
    message: (task) => task,
    doHere: reader,
    take: (task, answer) => hashes.set(task.paths, answer.hashes[0]),
  });
  expect(hashes.size).toBe(60);
  for (const path of paths) expect(hashes.get(path)).toBe(reader(request(path)).hashes[0]);
  expect(lanes.every(mayRead)).toBe(true);
});

test('answers may lead to more work', async () => {
  mkdirSync(at(...Array.from({ length: 20 }, (_, level) => String(level))), { recursive: true });
  const waiting = [at()];
  const seen: string[] = [];
  await threads().share<string[], FolderListing[]>({
    next: () => (waiting.length > 0 ? waiting.splice(0, 1) : undefined),
    hasNext: () => waiting.length > 0,
    message: (folders) => folders,
    doHere: (folders) => folders.map(listFolder),
    take(_, listings) {
      for (const { path } of listings.flatMap(({ folders }) => folders)) {
        waiting.push(path);
        seen.push(path);
      }
    },
  });
  expect(seen).toHaveLength(20);
});

/** Tasks for threads only, one after the other without end; what comes of them is not waited for. */
const endless = {
  next: (lane: Lane) => (lane === here ? undefined : 'task'),
  hasNext: () => true,
  message: (): unknown => [at()],
  doHere: () => undefined,
  take: (): void => undefined,
};

test('what is interrupted does not wait for what is under way', async () => {
  let isInterrupted = false;
  setTimeout(() => (isInterrupted = true), 300);
  await threads(() => isInterrupted).share(endless);
});

test('an error in a thread ends the work with it', async () => {
  const sharing = threads().share({ ...endless, message: () => ({ part: 'nonsense' }) });
  await expect(sharing).rejects.toThrow();
});

test('so does one in taking an answer', async () => {
  const take = (): void => {
    throw new Error('not to be taken');
  };
  await expect(threads().share({ ...endless, take })).rejects.toThrow('not to be taken');
});
