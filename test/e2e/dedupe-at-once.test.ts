import { readdirSync } from 'node:fs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { contentsOf, distinctContentsOf } from '../contents.js';
import { type DedupeLibrary, makeDedupeLibrary } from '../dedupe-library.js';
import type { DedupeSummary } from '../../src/report/dedupe-report.js';
import { filesBelow, listing, treeOf } from '../folder-listing.js';
import { jsonLines } from '../json-output.js';
import { makeManyJpegs } from '../media/make-many.js';
import { type Ended, photokeep, type Started, startPhotokeep } from '../photokeep.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
const march = '2021/03-March';
const pairs = 200;
let library: DedupeLibrary;

beforeEach(() => {
  library = makeDedupeLibrary(folder());
});

const dedupe = (): string[] => ['dedupe', '--library', library.root, '--json'];

/** Live Photos, each twice in one month. */
function putPairs(): void {
  for (let index = 0; index < pairs; index++) {
    const number = String(index).padStart(4, '0');
    for (const stem of [`IMG_${number}`, `IMG_${number} (2)`]) {
      library.putAll({
        [`${march}/${stem}.HEIC`]: `still ${number}`,
        [`${march}/${stem}.MOV`]: `video ${number}`,
      });
    }
  }
}

function summaryOf({ stdout }: Ended): DedupeSummary {
  return jsonLines(stdout).at(-1) as unknown as DedupeSummary;
}

/** Resolves when the first copies have gone: the run is in the middle of it. */
function firstGone({ child, ended }: Started): Promise<void> {
  return new Promise((resolve, reject) => {
    void ended.then(({ stderr }) => {
      reject(new Error(`it ended before a copy went: ${stderr}`));
    });
    child.stdout!.on('data', (chunk: Buffer) => {
      if (chunk.includes('"done"')) resolve();
    });
  });
}

/** No half of a pair, no working file, no open journal. */
function expectTidy(): void {
  const names = library.inGallery();
  expect(names.filter((name) => name.endsWith('.MOV')).map((name) => name.replace('.MOV', ''))).toEqual(
    names.filter((name) => name.endsWith('.HEIC')).map((name) => name.replace('.HEIC', '')),
  );
  expect(listing(library.root).filter((line) => /\.photokeep-\d/.test(line))).toEqual([]);
  expect(readdirSync(library.state('journals/open'))).toEqual([]);
}

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s', (signal, code) => {
  test('in the middle: pairs stay pairs, the next run does the rest, and both can be taken back', async () => {
    putPairs();
    const before = treeOf(library.gallery());
    const contents = contentsOf(library.gallery());

    const started = startPhotokeep(dedupe(), { home: folder() });
    await firstGone(started);
    started.child.kill(signal);
    const ended = await started.ended;

    expect([ended.code, ended.stderr]).toEqual([code, '']);
    const { removed, exitCode, run } = summaryOf(ended);
    expect([exitCode, removed > 0, removed < 2 * pairs]).toEqual([code, true, true]);
    expect(library.inTrash()).toHaveLength(removed);
    expect(contentsOf(library.gallery(), library.state('trash'))).toEqual(contents);
    expectTidy();

    const next = summaryOf(await photokeep(dedupe(), { home: folder() }));
    expect(next).toMatchObject({ removed: 2 * pairs - removed, failed: 0, exitCode: 0 });
    for (const id of [next.run, run]) await library.run('undo', id, '--library', library.root, '--yes');
    expect(treeOf(library.gallery())).toEqual(before);
  });
});

test('two dedupes at the same moment: one works, the other is silent and says it with 75; one of each stays', async () => {
  putPairs();
  const contents = distinctContentsOf(library.gallery());

  const ended = await Promise.all([library.run(...dedupe()), library.run(...dedupe())]);

  const codes = ended.map(({ code }) => code).sort();
  expect(codes[0]).toBe(0);
  expect([0, 75]).toContain(codes[1]);
  expect(ended.map(({ stderr }) => stderr)).toEqual(['', '']);
  expect(distinctContentsOf(library.gallery())).toEqual(contents);
  expect(library.inGallery()).toHaveLength(2 * pairs);
});

test('a dedupe beside an import: each content stays in the Gallery or on its way there', async () => {
  putPairs();
  await makeManyJpegs(library.phone(), 40, { seed: 31, startDate: '2021-03-01', spreadDays: 20 });
  const contents = distinctContentsOf(library.gallery(), library.phone());
  const importing = ['import', '--library', library.root, '--settle', '0', '--json'];

  const ended = await Promise.all([library.run(...dedupe()), library.run(...importing)]);
  for (const { code } of ended) expect([0, 75]).toContain(code);
  expect(distinctContentsOf(library.gallery(), library.phone())).toEqual(contents);

  for (const args of [dedupe(), importing]) await library.run(...args);
  expect(filesBelow(library.phone())).toEqual([]);
  expect(library.inGallery()).toHaveLength(2 * pairs + 40);
  expect(contentsOf(library.gallery())).toEqual(contents);
  expectTidy();
});
