import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { contentsOf, filesBelow, listing } from '../folder-listing.js';
import { assetEvents, summaryOf } from '../json-output.js';
import { makeManyJpegs } from '../media/make-many.js';
import { photokeep, type Started, startPhotokeep } from '../photokeep.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
const library = () => folder('Photos');
const gallery = () => join(library(), 'images/Gallery');
const drops = () => join(library(), 'images/Imports');
const importDrops = () => ['import', '--library', library(), '--settle', '0', '--json'];
const importCard = () => ['import', folder('card'), '--library', library(), '--json'];

beforeEach(async () => {
  await photokeep(['init', library()], { home: folder() });
});

/** Resolves when the first picture has been placed: the run is in the middle of it. */
function firstDone({ child, ended }: Started): Promise<void> {
  return new Promise((resolve, reject) => {
    void ended.then(({ stderr }) => {
      reject(new Error(`it ended before it placed a picture: ${stderr}`));
    });
    let said = '';
    child.stdout!.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('"done"')) resolve();
    });
  });
}

/** Pids of the programs that a process has started. */
function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${String(pid)}/task`).flatMap((task) =>
    readFileSync(`/proc/${String(pid)}/task/${task}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number),
  );
}

function isExiftool(pid: number): boolean {
  try {
    const state = readFileSync(`/proc/${String(pid)}/stat`, 'latin1').split(') ')[1]?.[0];
    return state !== 'Z' && readFileSync(`/proc/${String(pid)}/cmdline`, 'latin1').includes('exiftool');
  } catch {
    return false;
  }
}

async function expectGone(pids: readonly number[]): Promise<void> {
  for (let tries = 0; tries < 100 && pids.some(isExiftool); tries++) await wait(20);
  expect(pids.filter(isExiftool)).toEqual([]);
}

/** No open journal, no file of photokeep's own making, and the next run may start at once. */
function expectTidy(): void {
  expect(readdirSync(join(library(), '.photokeep/journals/open'))).toEqual([]);
  expect(listing(library()).filter((line) => /\.photokeep-\d/.test(line))).toEqual([]);
}

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s', (signal, code) => {
  test('in the middle of moving: what was begun is finished, the rest waits for the next run', async () => {
    await makeManyJpegs(join(drops(), 'Phone'), 400, { seed: 71 });
    const contents = contentsOf(drops());

    const started = startPhotokeep(importDrops(), { home: folder() });
    await firstDone(started);
    const exiftools = childrenOf(started.child.pid!);
    expect(exiftools.length).toBeGreaterThan(0);
    started.child.kill(signal);
    const ended = await started.ended;

    expect([ended.code, ended.stderr]).toEqual([code, '']);
    const { moved, exitCode } = summaryOf(ended.stdout);
    expect(exitCode).toBe(code);
    expect(filesBelow(gallery())).toHaveLength(moved);
    expect(moved).toBeGreaterThan(0);
    expect(moved).toBeLessThan(400);
    expect(contentsOf(gallery(), drops())).toEqual(contents);
    expectTidy();
    await expectGone(exiftools);

    const next = await photokeep(importDrops(), { home: folder() });
    expect([next.code, summaryOf(next.stdout).moved]).toEqual([0, 400 - moved]);
    expect(contentsOf(gallery())).toEqual(contents);
  });

  test('from the keyboard, to exiftool as well, in the middle of copying', async () => {
    await makeManyJpegs(folder('card'), 240, { seed: 72 });
    const source = listing(folder('card'));

    const started = startPhotokeep(importCard(), { home: folder(), ownGroup: true });
    await firstDone(started);
    process.kill(-started.child.pid!, signal);
    const ended = await started.ended;

    const { copied, failed } = summaryOf(ended.stdout);
    expect([ended.code, copied > 0, copied < 240, copied + failed]).toEqual([code, true, true, 240]);
    const failures = assetEvents(ended.stdout).filter(({ status }) => status === 'failed');
    expect(new Set(failures.map(({ reason }) => reason))).toEqual(new Set(['interrupted']));
    expect(filesBelow(gallery())).toHaveLength(copied);
    expectTidy();

    const next = await photokeep(importCard(), { home: folder() });
    expect(summaryOf(next.stdout)).toMatchObject({ exitCode: 0, copied: 240 - copied, duplicates: copied });
    expect(contentsOf(gallery())).toEqual(contentsOf(folder('card')));
    expect(listing(folder('card'))).toEqual(source);
  });
});

test('an interrupted run says so, even when it had not come to the first picture', async () => {
  await makeManyJpegs(join(drops(), 'Phone'), 140, { seed: 73 });
  const [first = '', ...rest] = importDrops().filter((word) => word !== '--json');
  const started = startPhotokeep([first, ...rest], { home: folder() });
  while (childrenOf(started.child.pid!).length === 0) await wait(5);
  started.child.kill('SIGINT');
  expect(await started.ended).toEqual({
    ...{ code: 130, stderr: '' },
    stdout: 'Interrupted; the next run does the rest.\n',
  });
  expect(filesBelow(gallery())).toEqual([]);
});

describe('SIGKILL', () => {
  test('in the middle of reading: exiftool dies too, and the lock is free', async () => {
    await makeManyJpegs(join(drops(), 'Phone'), 100, { seed: 74 });
    const contents = contentsOf(drops());
    const started = startPhotokeep(importDrops(), { home: folder() });
    while (!childrenOf(started.child.pid!).some(isExiftool)) await wait(5);
    const exiftools = childrenOf(started.child.pid!);
    started.child.kill('SIGKILL');
    expect((await started.ended).code).toBeNull();
    await expectGone(exiftools);

    const next = await photokeep(importDrops(), { home: folder() });
    expect([next.code, summaryOf(next.stdout).moved]).toEqual([0, 100]);
    expect(contentsOf(gallery())).toEqual(contents);
  });

  test('in the middle of moving: the next run finishes it, and nothing is lost or doubled', async () => {
    await makeManyJpegs(join(drops(), 'Phone'), 140, { seed: 75 });
    const contents = contentsOf(drops());
    const started = startPhotokeep(importDrops(), { home: folder() });
    await firstDone(started);
    started.child.kill('SIGKILL');
    await started.ended;
    expect(new Set(contentsOf(gallery(), drops()))).toEqual(new Set(contents));

    const next = await photokeep(importDrops(), { home: folder() });
    expect(next.code).toBe(0);
    expect(contentsOf(gallery(), drops())).toEqual(contents);
    expect(filesBelow(drops())).toEqual([]);
    expectTidy();
  });

  test('in the middle of copying: the next run takes back half copies and completes', async () => {
    await makeManyJpegs(folder('card'), 140, { seed: 76 });
    const source = listing(folder('card'));
    const started = startPhotokeep(importCard(), { home: folder() });
    await firstDone(started);
    started.child.kill('SIGKILL');
    await started.ended;

    const next = await photokeep(importCard(), { home: folder() });
    expect(next.code).toBe(0);
    expect(contentsOf(gallery())).toEqual(contentsOf(folder('card')));
    expect(listing(folder('card'))).toEqual(source);
    expectTidy();
  });
});
